// Reads the expressions of a state.
#include "compiler/analysis/flow/needs.h"

#include "compiler/ast/walk.h"

#include <algorithm>
#include <cctype>

namespace aslc::analysis::flow {

namespace {

using Root = Place::Root;

bool isWhole(const ast::Optional<ast::PathOrNull> &path) {
  return !path || (path->value.path && path->value.path->text == "$");
}

/// Of the context object only the input of the execution may lack something.
std::optional<Place> placeAt(Root root, std::string variable, DataPath names) {
  if (root == Root::Execution) {
    if (names.size() < 2 || names[0] != "Execution" || names[1] != "Input")
      return std::nullopt;
    names.erase(names.begin(), names.begin() + 2);
  }
  if (names.empty())
    return std::nullopt;
  return Place{root, std::move(variable), std::move(names)};
}

std::optional<Place> placeOfPath(const jsonpath::Path &path) {
  auto names = namesOf(path);
  if (!names)
    return std::nullopt;
  Root root = path.root == jsonpath::Root::Context    ? Root::Execution
              : path.root == jsonpath::Root::Variable ? Root::Variable
                                                      : Root::Input;
  return placeAt(root, path.variable, std::move(*names));
}

/// `$states.input.a`, `$states.context.Execution.Input.a` or `$variable.a`.
std::optional<Place> placeOfNames(std::string variable, DataPath names) {
  if (variable != "states")
    return placeAt(Root::Variable, std::move(variable), std::move(names));
  if (names.empty() || (names[0] != "input" && names[0] != "context"))
    return std::nullopt;
  Root root = names[0] == "input" ? Root::Input : Root::Execution;
  names.erase(names.begin());
  return placeAt(root, {}, std::move(names));
}

/// Collects the needs of a state.
class Needs : public ast::FieldVisitor {
public:
  explicit Needs(const ast::State &state)
      : isJsonata_(state.language == ast::QueryLanguage::Jsonata),
        seesInput_(isWhole(state.inputPath)) {
    const auto *pass = state.as<ast::PassState>();
    bool makes = pass ? pass->result || state.parameters : !state.as<ast::WaitState>();
    assignsResult_ = !isJsonata_ && makes;
    if (!state.as<ast::ChoiceState>() && !(pass && pass->result))
      visit(state);
  }

  const std::vector<Need> &all() const { return needs_; }

protected:
  void value(std::string_view field, const ast::Template &value,
             jsonata::StatesMembers scope) override {
    // In JSONPath `$` is a result there, if the state makes one. The others are evaluated for
    // items, of which there may be none.
    bool ofResult =
        (!isJsonata_ && field == "ResultSelector") || (assignsResult_ && field == "Assign");
    if (!ofResult && field != "ItemSelector" && field != "BatchInput")
      FieldVisitor::value(field, value, scope);
  }

  void expression(const ast::ExpressionField &field) override {
    const ast::Expression &expression = field.expression;
    if (!expression.parsed() || expression.unresolved || field.field == "ResultPath" ||
        field.field == "OutputPath")
      return;
    isOfInput_ = seesInput_ || field.field == "InputPath";
    if (const auto *call = std::get_if<intrinsic::Call>(&expression.tree))
      this->call(*call, expression);
    else
      add(placeOf(expression), expression);
  }

private:
  void add(std::optional<Place> place, const ast::Expression &reader) {
    if (place && (isOfInput_ || place->root != Place::Root::Input))
      needs_.push_back({std::move(*place), &reader});
  }

  void call(const intrinsic::Call &call, const ast::Expression &reader) {
    for (const intrinsic::Argument &argument : call.arguments) {
      if (const auto *path = std::get_if<jsonpath::Path>(&argument.value))
        add(placeOfPath(*path), reader);
      else if (const auto *inner = std::get_if<std::unique_ptr<intrinsic::Call>>(&argument.value))
        this->call(**inner, reader);
    }
  }

  bool isJsonata_, seesInput_;
  bool assignsResult_ = false;
  bool isOfInput_ = false; ///< `$` of the expression at hand is the state's input
  std::vector<Need> needs_;
};

/// The names of a path in the spelling of a condition, which has a dot after each.
std::optional<std::pair<std::string, DataPath>> namesIn(std::string_view text) {
  bool isPlain = text.starts_with('$') && std::all_of(text.begin() + 1, text.end(), [](char c) {
                   return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
                 });
  if (!isPlain)
    return std::nullopt;
  DataPath names;
  for (text.remove_prefix(1); !text.empty();) {
    size_t dot = std::min(text.find('.'), text.size());
    names.emplace_back(text.substr(0, dot));
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  if (names.empty())
    return std::nullopt;
  std::string variable = std::move(names.front());
  names.erase(names.begin());
  return std::pair(std::move(variable), std::move(names));
}

} // namespace

std::optional<Place> placeOf(const ast::Expression &expression) {
  if (const auto *path = std::get_if<jsonpath::Path>(&expression.tree))
    return placeOfPath(*path);
  const auto *tree = std::get_if<jsonata::NodePtr>(&expression.tree);
  auto names = tree ? variablePath(**tree) : std::nullopt;
  return names ? placeOfNames(std::move(names->variable), std::move(names->names)) : std::nullopt;
}

/// In JSONata the expression is the whole condition, and the subject a part of its text.
std::optional<Place> placeOf(const sema::Condition &test) {
  if (!test.expression)
    return std::nullopt;
  if (test.expression->kind != ast::Expression::Kind::Jsonata)
    return placeOf(*test.expression);
  auto found = namesIn(test.subject);
  return found ? placeOfNames(std::move(found->first), std::move(found->second)) : std::nullopt;
}

std::string spelling(const Place &place, bool isJsonata) {
  std::string text = "$" + place.variable;
  if (place.root == Root::Input && isJsonata)
    text = "$states.input";
  if (place.root == Root::Execution)
    text = isJsonata ? "$states.context.Execution.Input" : "$$.Execution.Input";
  for (const std::string &name : place.names)
    text += "." + name;
  return text;
}

std::vector<Need> needsOf(const ast::State &state) { return Needs(state).all(); }

} // namespace aslc::analysis::flow
