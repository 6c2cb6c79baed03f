// Reading files of credentials.
#include "runtime/api/credentials.h"

#include "runtime/api/call.h"
#include "runtime/support/file.h"

#include <initializer_list>

namespace asl::api {
namespace {

using document::Member;
using document::Node;
using Kind = Node::Kind;

constexpr size_t kMostBytes = 1 << 20;

class Reader {
public:
  explicit Reader(const document::File &file) : file_(file) {}

  std::string problems;

  void read(const Node &root, Credentials &into) {
    if (root.kind != Kind::Array)
      return fail(root.range, "a list of keys is expected, not " + name(root));
    for (const Node *item : root.items)
      key(*item, into);
  }

  void fail(document::Range at, const std::string &message) {
    problems.append(problems.empty() ? "" : "\n")
        .append(file_.placeText(at.begin))
        .append(": error: ")
        .append(message);
  }

private:
  static std::string name(const Node &node) { return std::string(document::kindName(node.kind)); }

  /// False when nothing can be read of the node.
  bool checkFields(const Node &node, const char *what,
                   std::initializer_list<std::string_view> known) {
    if (node.kind != Kind::Object) {
      fail(node.range, std::string(what) + " is expected, not " + name(node));
      return false;
    }
    std::string list;
    for (std::string_view each : known)
      list.append(list.empty() ? "" : ", ").append(each);
    for (const Member &member : node.members)
      if (std::find(known.begin(), known.end(), member.key) == known.end())
        fail(member.keyRange, "`" + member.key + "` is not supported here; there are " + list);
    return true;
  }

  /// The text of a member; empty when it is absent or wrong.
  std::string text(const Node &node, std::string_view field, bool isNeeded) {
    const Member *member = node.find(std::string(field));
    if (!member) {
      if (isNeeded)
        fail(node.range, "`" + std::string(field) + "` is missing");
      return {};
    }
    if (member->value->kind != Kind::String || member->value->text.empty()) {
      fail(member->value->range,
           "`" + std::string(field) + "` is a text, in quotes when it is a number");
      return {};
    }
    return member->value->text;
  }

  void key(const Node &node, Credentials &into) {
    if (!checkFields(node, "a key", {"accessKey", "secret", "account", "user", "policy"}))
      return;
    Key key;
    std::string access = text(node, "accessKey", true);
    key.secret = text(node, "secret", true);
    key.account = text(node, "account", false);
    key.user = text(node, "user", false);
    if (access.find('/') != access.npos || access.find(',') != access.npos)
      fail(node.range, "an access key has no `/` and no `,`");
    if (!key.account.empty() && !isAccount(key.account))
      fail(node.find("account")->value->range, "an account has 12 digits");
    if (key.user.empty())
      key.user = access;
    if (const Member *member = node.find("policy"))
      key.policy = policy(*member->value);
    if (!access.empty() && !into.emplace(access, std::move(key)).second)
      fail(node.range, "the key `" + access + "` is there twice");
  }

  std::vector<Statement> policy(const Node &node) {
    std::vector<Statement> statements;
    if (!checkFields(node, "a policy", {"Version", "Id", "Statement"}))
      return statements;
    const Member *member = node.find("Statement");
    if (!member) {
      fail(node.range, "`Statement` is missing");
      return statements;
    }
    if (member->value->kind != Kind::Array) {
      statements.push_back(statement(*member->value));
      return statements;
    }
    for (const Node *item : member->value->items)
      statements.push_back(statement(*item));
    return statements;
  }

  Statement statement(const Node &node) {
    Statement statement;
    if (!checkFields(node, "a statement", {"Sid", "Effect", "Action", "Resource"}))
      return statement;
    std::string effect = text(node, "Effect", true);
    statement.allows = effect == "Allow";
    if (!effect.empty() && effect != "Allow" && effect != "Deny")
      fail(node.find("Effect")->value->range, "`Effect` is `Allow` or `Deny`");
    statement.actions = texts(node, "Action");
    statement.resources = texts(node, "Resource");
    return statement;
  }

  /// A text or a list of texts.
  std::vector<std::string> texts(const Node &node, std::string_view field) {
    const Member *member = node.find(std::string(field));
    if (!member || member->value->kind != Kind::Array)
      return {text(node, field, true)};
    std::vector<std::string> result;
    for (const Node *item : member->value->items) {
      if (item->kind != Kind::String)
        fail(item->range, "`" + std::string(field) + "` is a text or a list of texts");
      result.push_back(item->text);
    }
    return result;
  }

  const document::File &file_;
};

} // namespace

Expected<Credentials> parseCredentials(std::shared_ptr<const document::File> file) {
  // YAML has JSON in it.
  document::Tree tree = document::read(file, {.notation = document::Notation::Yaml});
  Reader reader(*file);
  for (const document::Fault &fault : tree.faults)
    reader.fail(fault.range, fault.message());
  Credentials credentials;
  if (tree.root && tree.faults.empty())
    reader.read(*tree.root, credentials);
  if (reader.problems.empty() && credentials.empty())
    return Failure{file->name() + ": there is no key"};
  if (!reader.problems.empty())
    return Failure{reader.problems};
  return credentials;
}

Expected<Credentials> readCredentials(const std::string &path) {
  Expected<std::string> text = readFile(path, kMostBytes);
  if (!text)
    return Failure{path + ": cannot be read: " + text.error()};
  return parseCredentials(std::make_shared<document::File>(path, *std::move(text)));
}

} // namespace asl::api
