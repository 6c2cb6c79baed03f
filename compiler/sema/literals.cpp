// Text that looks like an expression where it is copied as it is: a path under a key without `.$`,
// JSONata without its marks. Such a text is not an expression of the machine, so it is parsed here
// to see whether it could be one.
#include "compiler/expr/intrinsic/signature.h"
#include "compiler/parse/expressions.h"
#include "compiler/sema/checker.h"
#include "compiler/sema/variables.h"
#include "compiler/source/placeholder.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace aslc::sema {

namespace {

using source::Node;
using VariableNames = std::set<std::string, std::less<>>;

/// What the text of a literal looks like.
enum class Look : uint8_t { Text, Path, Call, Jsonata };

bool isNameByte(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/// The name after the `$` that `text` begins with.
std::string_view nameAfterDollar(std::string_view text) {
  size_t end = 1;
  while (end < text.size() && isNameByte(text[end]))
    ++end;
  return text.substr(1, end - 1);
}

/// Whether the text is a variable of the definition, or a path into it.
bool readsVariable(std::string_view text, const VariableNames &variables) {
  std::string_view name = nameAfterDollar(text);
  std::string_view rest = text.substr(1 + name.size());
  return !name.empty() && variables.contains(name) &&
         (rest.empty() || rest[0] == '.' || rest[0] == '[');
}

bool parses(ast::Expression::Kind kind, std::string_view text) {
  return parse::parseExpression(kind, std::string(text)).parsed();
}

/// Whether the text is almost certainly meant as a path: `$5.00` and `$HOME` are not.
bool isPath(std::string_view text, const VariableNames &variables) {
  if (!text.starts_with('$') || text.find_first_of(" \t\r\n") != text.npos)
    return false;
  std::string_view rest = text.substr(text.starts_with("$$") ? 2 : 1);
  bool begins = rest.empty() || rest[0] == '[' ||
                (rest[0] == '.' && rest.size() > 1 &&
                 (std::isalpha(static_cast<unsigned char>(rest[1])) ||
                  std::string_view("_.*[").find(rest[1]) != std::string_view::npos));
  if (!begins && !readsVariable(text, variables))
    return false;
  return parses(ast::Expression::Kind::Path, text);
}

/// Whether the text is a call of an intrinsic function, perhaps a faulty one.
bool isCall(std::string_view text) {
  constexpr std::string_view prefix = "States.";
  size_t open = text.find('(');
  if (!text.starts_with(prefix) || open == text.npos || !text.ends_with(')'))
    return false;
  return intrinsic::findSignature(text.substr(prefix.size(), open - prefix.size())) != nullptr;
}

bool isJsonata(std::string_view text, const VariableNames &variables) {
  if (text == "$states" || text.starts_with("$states."))
    return true;
  if (!text.starts_with('$'))
    return false;
  std::string_view name = nameAfterDollar(text);
  bool calls = text.substr(1 + name.size()).starts_with('(') && text.ends_with(')') &&
               jsonata::findLibraryFunction(name);
  return (calls || readsVariable(text, variables)) && parses(ast::Expression::Kind::Jsonata, text);
}

/// Whether the text contains an expression with its marks. One without a `$` may belong to another
/// template language.
bool holdsMarks(std::string_view text) {
  size_t from = 0;
  while (true) {
    size_t open = text.find("{%", from), close = text.find("%}", open);
    if (open == text.npos || close == text.npos)
      return false;
    bool isAll =
        text.find_first_not_of(" \t\r\n") == open && text.find_last_not_of(" \t\r\n") == close + 1;
    if (isAll || text.substr(open, close - open).find('$') != text.npos)
      return true;
    from = close + 2;
  }
}

/// The states that assign each variable.
using Assigners = std::multimap<std::string, const ast::State *, std::less<>>;

class LiteralChecker : public ast::FieldVisitor {
public:
  LiteralChecker(Checker &checker, const ast::State &state, const VariableNames &variables,
                 const Assigners &assigners)
      : checker_(checker), state_(state), variables_(variables), assigners_(assigners),
        jsonata_(state.language == ast::QueryLanguage::Jsonata) {}

private:
  void value(std::string_view, const ast::Template &value, jsonata::StatesMembers) override {
    // The parser reports a whole template that is a text.
    if (jsonata_ || !value.node->is(Node::Kind::String))
      walk(*value.node, nullptr);
  }

  void result(const Node &node) override {
    inResult_ = true;
    walk(node, nullptr);
    inResult_ = false;
  }

  void readerConfig(const Node &node) override { walk(node, nullptr); }

  /// A text of a Fail state. In JSONPath another field takes a path.
  void message(std::string_view field, const ast::Field<ast::FailMessage> &message) override {
    if (message.value.expression)
      return;
    Look look = lookOf(*message.node);
    if (look == Look::Path || look == Look::Call)
      report(*message.node, look,
             jsonata_ ? jsonataHint(look)
                      : "`" + std::string(field) + "Path` takes " + nameOf(look));
    else if (look == Look::Jsonata)
      report(*message.node, look, jsonataHint(look));
  }

  void comparison(const ast::Comparison &test) override {
    bool compares = test.operand && !test.operandPath && test.op.starts_with("String") &&
                    test.op != "StringMatches";
    if (compares && lookOf(*test.operand) == Look::Path)
      report(*test.operand, Look::Path, "`" + test.op + "Path` takes a path");
  }

  /// `member` is what `node` belongs to; null for a whole template. `inArray`: it is an element.
  void walk(const Node &node, const source::Member *member, bool inArray = false) {
    if (node.is(Node::Kind::Array))
      for (const Node *item : node.items)
        walk(*item, member, true);
    if (node.is(Node::Kind::Object))
      for (const source::Member &each : node.members)
        this->member(each);
    if (node.is(Node::Kind::String))
      text(node, member, inArray);
  }

  void member(const source::Member &member) {
    bool isDynamic = member.key.ends_with(".$");
    if (isDynamic && inResult_)
      checker_.diags.emit(member.keyRange, diag::Kind::TemplateKeyInResult, {member.key})
          .hint("use `Parameters` instead to have paths evaluated");
    // In JSONata such a key was reported, and the report covers its value.
    if (!isDynamic && !takesPaths(member.key))
      walk(*member.value, &member);
  }

  /// Fields of services which take a path themselves.
  static bool takesPaths(std::string_view key) {
    constexpr std::array<std::string_view, 8> keys = {"InputPath", "OutputPath",    "ResultPath",
                                                      "ItemsPath", "InputPathsMap", "JsonPath",
                                                      "jsonPath",  "MaxItemsPath"};
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  }

  Look lookOf(const Node &node) const {
    std::string_view text = node.text;
    bool isEvaluatedOrReported = text.starts_with("{%") && (jsonata_ || text.ends_with("%}"));
    isEvaluatedOrReported |= jsonata_ && text.ends_with("%}");
    if (isEvaluatedOrReported || source::holdsPlaceholder(text))
      return Look::Text;
    if (isCall(text))
      return Look::Call;
    if (jsonata_ ? isJsonata(text, variables_) : text.starts_with("$states."))
      return Look::Jsonata;
    if (isPath(text, variables_))
      return Look::Path;
    return holdsMarks(text) ? Look::Jsonata : Look::Text;
  }

  static std::string nameOf(Look look) {
    return look == Look::Path ? "a path" : "an intrinsic call";
  }

  void text(const Node &node, const source::Member *member, bool inArray) {
    Look look = lookOf(node);
    bool isCurrency = inArray && node.text == "$";
    if (look == Look::Text || isCurrency)
      return;
    if (jsonata_ || look == Look::Jsonata)
      report(node, look, jsonataHint(look, holdsMarks(node.text)));
    else
      report(node, look, pathHint(node, member, inArray), keyEdit(node, member, inArray));
  }

  void report(const Node &node, Look look, std::string hint,
              std::optional<diag::Edit> edit = std::nullopt) {
    auto builder = look == Look::Jsonata
                       ? checker_.diags.emit(node.range, diag::Kind::ExpressionNotEvaluated)
                       : checker_.diags.emit(node.range, diag::Kind::PathNotEvaluated,
                                             {node.text, nameOf(look)});
    if (edit)
      builder.hint(std::move(hint), *std::move(edit));
    else
      builder.hint(std::move(hint));
  }

  /// Marks the key of `member` with `.$`, where that has its value evaluated.
  std::optional<diag::Edit> keyEdit(const Node &node, const source::Member *member,
                                    bool inArray) const {
    if (!member || inArray || inResult_)
      return std::nullopt;
    if (!maySeeVariables(node.text))
      return std::nullopt;
    auto key = checker_.diags.placeOf(member->key, member->keyRange);
    // A text like `$.a` may be meant for who gets it; a call and the context object are ours.
    bool isOurs = isCall(node.text) || node.text.starts_with("$$.");
    auto certainty =
        isOurs ? diag::Applicability::MachineApplicable : diag::Applicability::MaybeIncorrect;
    return key ? std::optional(diag::Edit{{key->end, key->end}, ".$", certainty}) : std::nullopt;
  }

  /// Whether each variable that the text reads is assigned by another state: one of its own is not
  /// seen yet.
  bool maySeeVariables(const std::string &text) const {
    auto kind = isCall(text) ? ast::Expression::Kind::Intrinsic : ast::Expression::Kind::Path;
    std::vector<VariableRead> reads = variablesIn(parse::parseExpression(kind, text));
    return std::all_of(reads.begin(), reads.end(), [&](const VariableRead &read) {
      auto [at, end] = assigners_.equal_range(read.name);
      return std::any_of(at, end, [&](const auto &each) { return each.second != &state_; });
    });
  }

  std::string jsonataHint(Look look, bool marked = false) const {
    if (!jsonata_)
      return "the state's QueryLanguage is JSONPath";
    if (look != Look::Jsonata)
      return "the state's QueryLanguage is JSONata";
    return marked ? "an expression must be the whole text: `{% 'Dear ' & $name %}`"
                  : "write an expression between `{%` and `%}`";
  }

  std::string pathHint(const Node &node, const source::Member *member, bool inArray) const {
    if (inResult_)
      return "`Result` is never evaluated; `Parameters` reads paths under keys that end in `.$`";
    std::string key = member ? member->key : "key";
    if (inArray)
      return "`\"" + key + ".$\": \"States.Array(" + node.text + ")\"` makes an array of values";
    return "write the key as `" + key + ".$` to have it evaluated";
  }

  Checker &checker_;
  const ast::State &state_;
  const VariableNames &variables_;
  const Assigners &assigners_;
  bool jsonata_;
  bool inResult_ = false;
};

} // namespace

void checkLiterals(Checker &checker) {
  VariableNames variables;
  Assigners assigners;
  forEachScope(checker.root, [&](const SubWorkflow &scope) {
    for (const ast::State &state : scope.machine->states)
      ast::forEachAssign(state, [&](const ast::Field<std::unique_ptr<ast::Template>> &assign) {
        for (const source::Member &member : assign.node->members) {
          std::string name = assignedName(member, state.language);
          variables.insert(name);
          assigners.emplace(std::move(name), &state);
        }
      });
  });
  forEachScope(checker.root, [&](const SubWorkflow &scope) {
    for (const ast::State &state : scope.machine->states)
      LiteralChecker(checker, state, variables, assigners).visit(state);
  });
}

} // namespace aslc::sema
