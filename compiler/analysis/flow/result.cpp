// Looks for the result in the fields of a state.
#include "compiler/analysis/flow/result.h"

namespace aslc::analysis::flow {

namespace {

/// Whether a template has an expression for which `test` holds.
template <typename Test> bool anyExpression(const ast::Template &value, Test test) {
  if (value.expression && test(*value.expression))
    return true;
  for (const ast::Template::Entry &entry : value.entries)
    if (anyExpression(*entry.value, test))
      return true;
  for (const auto &item : value.items)
    if (anyExpression(*item, test))
      return true;
  return false;
}

/// JSONata: `$states.result`, or all of `$states`.
bool readsResult(const ast::Expression &expression) {
  std::string_view text = expression.text;
  for (size_t at = text.find("$states"); at != text.npos; at = text.find("$states", at + 1)) {
    std::string_view rest = text.substr(at + 7);
    if (!rest.starts_with(".input") && !rest.starts_with(".context"))
      return true;
  }
  return expression.unresolved;
}

/// JSONPath: anything but the context object and variables.
bool readsDocument(const ast::Expression &expression) {
  if (const auto *path = std::get_if<jsonpath::Path>(&expression.tree))
    return path->root == jsonpath::Root::Document;
  return true;
}

} // namespace

bool dropsResult(const ast::State &state) {
  bool isJsonata = state.language == ast::QueryLanguage::Jsonata;
  auto reads = [&](const ast::Expression &expression) {
    return isJsonata ? readsResult(expression) : readsDocument(expression);
  };
  if (state.assign && anyExpression(*state.assign->value, reads))
    return false;
  if (isJsonata)
    return state.output && !anyExpression(*state.output->value, reads);
  if (state.resultSelector)
    return !anyExpression(*state.resultSelector->value, reads);
  return state.resultPath && !state.resultPath->value.path;
}

} // namespace aslc::analysis::flow
