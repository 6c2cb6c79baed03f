// Checks JSONata expressions: what they refer to, and features of newer versions of JSONata.
#include "compiler/sema/checker.h"

namespace aslc::sema {

namespace {

using Problem = jsonata::Problem;

diag::Kind kindOf(Problem::Kind kind) {
  switch (kind) {
  case Problem::Kind::TopLevelReference:
    return diag::Kind::JsonataTopLevel;
  case Problem::Kind::UnknownStatesField:
    return diag::Kind::JsonataStatesField;
  case Problem::Kind::UnknownFunction:
    return diag::Kind::JsonataUnknownFunction;
  case Problem::Kind::ArgumentCount:
    return diag::Kind::JsonataArguments;
  case Problem::Kind::ArgumentType:
    return diag::Kind::JsonataArgumentType;
  case Problem::Kind::Eval:
    return diag::Kind::JsonataEval;
  }
  return diag::Kind::JsonataSyntax;
}

/// `1 argument`, `2 to 4 arguments`.
std::string count(const Problem &finding) {
  std::string text = std::to_string(finding.minimum);
  if (finding.maximum == jsonata::anyCount)
    text += " or more";
  else if (finding.minimum != finding.maximum)
    text += " to " + std::to_string(finding.maximum);
  return text + (text == "1" ? " argument" : " arguments");
}

/// The function that may be meant, with its `$`.
std::optional<std::string> closeFunction(const Problem &finding) {
  std::vector<std::string> names = finding.bound;
  for (const jsonata::LibraryFunction &function : jsonata::libraryFunctions())
    names.emplace_back(function.name);
  auto close = closeName(finding.text.substr(1), names);
  return close ? std::optional("$" + *close) : std::nullopt;
}

std::string hintFor(const Problem &finding) {
  if (finding.kind == Problem::Kind::TopLevelReference)
    return "the state's input is `$states.input`";
  if (finding.text == "$states.result")
    return "`$states.result` exists in `Output` and `Assign` of Task, Parallel and Map";
  if (finding.text == "$states.errorOutput")
    return "`$states.errorOutput` exists in `Output` and `Assign` of a catcher";
  if (finding.kind == Problem::Kind::UnknownStatesField)
    return "`$states` has `input`, `result`, `errorOutput` and `context`";
  return {};
}

} // namespace

void checkJsonata(Checker &checker, const ast::ExpressionField &field) {
  const ast::Expression &expression = field.expression;
  for (auto [begin, end] : jsonata::newerOperators(expression.text))
    checker.diags.emit(checker.part(expression, begin, end), diag::Kind::JsonataNewer,
                       {expression.text.substr(begin, end - begin)});
  for (const Problem &finding : jsonata::check(expression.jsonata(), field.scope)) {
    bool ofType = finding.kind == Problem::Kind::ArgumentType;
    auto report = checker.diags.emit(
        checker.part(expression, finding.begin, finding.end), kindOf(finding.kind),
        {finding.text, ofType ? finding.expected : count(finding), finding.given});
    if (finding.kind == Problem::Kind::UnknownFunction) {
      if (auto meant = closeFunction(finding))
        report.didYouMean(finding.text, *meant);
    } else if (std::string hint = hintFor(finding); !hint.empty()) {
      report.hint(std::move(hint));
    }
  }
}

} // namespace aslc::sema
