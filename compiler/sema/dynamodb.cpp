// The expressions of DynamoDB: the names that they use must be defined beside them, and the names
// that are defined there must be used, or DynamoDB refuses every call.
#include "compiler/sema/request.h"
#include "compiler/source/placeholder.h"

#include <algorithm>
#include <array>
#include <set>

namespace aslc::sema {

namespace {

using source::Node;

constexpr std::string_view expressions[] = {"UpdateExpression", "ConditionExpression",
                                            "KeyConditionExpression", "FilterExpression",
                                            "ProjectionExpression"};

/// Of the words that DynamoDB reserves those that are names of attributes in practice. Sorted.
constexpr std::string_view reservedWords[] = {
    "action", "comment",  "connection", "count",  "counter",  "data",      "date",    "day",
    "domain", "duration", "error",      "group",  "hash",     "hour",      "index",   "item",
    "items",  "key",      "language",   "level",  "location", "method",    "minute",  "month",
    "name",   "names",    "number",     "order",  "owner",    "path",      "percent", "plan",
    "policy", "position", "region",     "role",   "rows",     "second",    "section", "session",
    "size",   "source",   "state",      "status", "time",     "timestamp", "total",   "ttl",
    "type",   "url",      "user",       "users",  "uuid",     "value",     "values",  "year",
    "zone"};

bool isWordByte(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/// What the expressions of a request use.
struct Uses {
  struct Use {
    std::string_view text;
    const Node *node;
    size_t offset;
  };
  std::vector<Use> names; ///< `#status`, `:value`
  std::vector<Use> words; ///< reserved words used as attributes
  bool isComplete = true; ///< every expression is a literal
};

bool isReserved(std::string_view word) {
  std::string lower(word);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::binary_search(std::begin(reservedWords), std::end(reservedWords), lower);
}

void addUses(const Node &node, Uses &uses) {
  std::string_view text = node.text;
  for (size_t at = 0; at < text.size();) {
    bool isName = text[at] == '#' || text[at] == ':';
    if (!isName && !isWordByte(text[at])) {
      ++at;
      continue;
    }
    size_t end = at + 1;
    while (end < text.size() && isWordByte(text[end]))
      ++end;
    std::string_view word = text.substr(at, end - at);
    size_t next = text.find_first_not_of(" \t\r\n", end);
    bool isCall = next != text.npos && text[next] == '(';
    if (isName)
      uses.names.push_back({word, &node, at});
    else if (!isCall && isReserved(word))
      uses.words.push_back({word, &node, at});
    at = end;
  }
}

class ExpressionChecker {
public:
  ExpressionChecker(Checker &checker, const Node &request, bool jsonata)
      : checker_(checker), request_(request), jsonata_(jsonata) {}

  void run() {
    for (std::string_view name : expressions)
      if (gives(request_, name))
        collect(request_.find(name));
    for (const Uses::Use &use : uses_.words)
      checker_.diags
          .emit(checker_.tree().partOrAll(*use.node, use.offset, use.offset + use.text.size()),
                diag::Kind::ReservedAttribute, {use.text})
          .hint("write `#" + std::string(use.text) +
                "` and define it in `ExpressionAttributeNames`");
    definitions("ExpressionAttributeNames", '#');
    definitions("ExpressionAttributeValues", ':');
  }

private:
  void collect(const source::Member *member) {
    bool isLiteral = member && member->value->is(Node::Kind::String) &&
                     !source::holdsPlaceholder(member->value->text) &&
                     !(jsonata_ && member->value->text.starts_with("{%"));
    if (isLiteral)
      addUses(*member->value, uses_);
    else
      uses_.isComplete = false;
  }

  /// Compares the names that begin with `mark` with the members of `field`.
  void definitions(std::string_view field, char mark) {
    const source::Member *member = request_.find(field);
    if (!member && gives(request_, field))
      return; // made when the state runs
    if (member && !member->value->is(Node::Kind::Object))
      return;
    const Node *defined = member ? member->value : nullptr;
    for (const Uses::Use &use : uses_.names)
      if (use.text[0] == mark && !(defined && gives(*defined, use.text)))
        checker_.diags.emit(
            checker_.tree().partOrAll(*use.node, use.offset, use.offset + use.text.size()),
            diag::Kind::UndefinedInExpression, {field, use.text});
    if (!defined || !uses_.isComplete)
      return;
    for (const source::Member &each : defined->members)
      if (!isUsed(each.key))
        checker_.diags.emit(each.keyRange, diag::Kind::UnusedInExpression, {each.key});
  }

  bool isUsed(std::string_view key) const {
    if (key.ends_with(".$") && !jsonata_)
      key.remove_suffix(2);
    if (source::holdsPlaceholder(key))
      return true;
    return std::any_of(uses_.names.begin(), uses_.names.end(),
                       [&](const Uses::Use &use) { return use.text == key; });
  }

  Checker &checker_;
  const Node &request_;
  bool jsonata_;
  Uses uses_;
};

} // namespace

void checkDynamoDbExpressions(Checker &checker, const ast::State &state, const Node &request) {
  ExpressionChecker(checker, request, state.language == ast::QueryLanguage::Jsonata).run();
}

} // namespace aslc::sema
