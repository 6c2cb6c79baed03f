// The list `connections` of a binding file.
#include "runtime/binding/binding_reader.h"

#include <algorithm>

namespace asl::binding {

using document::Member;
using document::Node;
using Kind = Node::Kind;

namespace {

class ConnectionReader : ValueReader {
public:
  using ValueReader::ValueReader;

  void list(const Node &node, std::vector<invoke::Connection> &connections) {
    if (node.kind != Kind::Array)
      return fail(node, "`connections` must be a list, not " + kindOf(node));
    for (const Node *item : node.items)
      connection(*item, connections.emplace_back());
  }

private:
  void connection(const Node &node, invoke::Connection &connection) {
    if (!isObjectOf(node, "a connection",
                    {"connection", "basic", "apiKey", "oauth", "headers", "query", "body"}))
      return;
    connection.line = tree_.file->lineColumn(node.range.begin).line;
    needed(node, "a connection", "connection", connection.pattern);
    const Member *first = nullptr;
    for (const Member &member : node.members) {
      if (member.key != "basic" && member.key != "apiKey" && member.key != "oauth")
        continue;
      if (first != nullptr)
        failKey(member, quoted(member.key) + " and " + quoted(first->key) + " exclude each other");
      first = &member;
    }
    if (const Node *basic = memberOf(node, "basic"))
      this->basic(*basic, connection.basic);
    if (const Node *key = memberOf(node, "apiKey"))
      apiKey(*key, connection.apiKey);
    if (const Node *oauth = memberOf(node, "oauth"))
      this->oauth(*oauth, connection.oauth);
    additions(node, connection.additions);
  }

  using Pair = std::optional<std::pair<std::string, std::string>>;

  void basic(const Node &node, Pair &result) {
    if (!isObjectOf(node, "`basic`", {"user", "password"}))
      return;
    result.emplace();
    needed(node, "`basic`", "user", result->first);
    needed(node, "`basic`", "password", result->second);
  }

  void apiKey(const Node &node, Pair &result) {
    if (isObjectOf(node, "`apiKey`", {"name", "value"}))
      header(node, "`apiKey`", result.emplace());
  }

  void oauth(const Node &node, std::optional<invoke::OAuth> &result) {
    if (!isObjectOf(node, "`oauth`",
                    {"endpoint", "method", "clientId", "clientSecret", "credentials", "headers",
                     "query", "body"}))
      return;
    invoke::OAuth &oauth = result.emplace();
    needsField(node, "`oauth`", "endpoint");
    address(node, "endpoint", oauth.endpoint);
    needed(node, "`oauth`", "clientId", oauth.clientId);
    needed(node, "`oauth`", "clientSecret", oauth.clientSecret);
    text(node, "method", oauth.method);
    if (oauth.method != "GET" && oauth.method != "POST" && oauth.method != "PUT")
      fail(*memberOf(node, "method"), "`method` must be GET, POST or PUT");
    std::string where = "body";
    text(node, "credentials", where);
    if (where != "body" && where != "header")
      fail(*memberOf(node, "credentials"), "`credentials` must be `body` or `header`");
    oauth.inHeader = where == "header";
    additions(node, oauth.additions);
  }

  void additions(const Node &node, invoke::Additions &additions) {
    headers(node, "headers", additions.headers);
    fields(node, "query", additions.query);
    fields(node, "body", additions.body);
  }
};

} // namespace

void readConnections(const document::Tree &tree, const Node &node, std::vector<Problem> &problems,
                     std::vector<invoke::Connection> &connections) {
  ConnectionReader(tree, problems).list(node, connections);
}

} // namespace asl::binding
