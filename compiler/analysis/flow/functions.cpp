// Functions of other dialects of JSONPath, such as `length()`: Step Functions reads them as names
// of members. See
// https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html
#include "compiler/analysis/flow/checks.h"

#include "compiler/ast/walk.h"

#include <string>

namespace aslc::analysis::flow {

namespace {

class FunctionChecker {
public:
  explicit FunctionChecker(FlowChecker &checker) : checker_(checker) {}

  void expression(const ast::Expression &expression) {
    if (!expression.node || expression.text.find("()") == std::string::npos)
      return;
    expression_ = &expression;
    if (const auto *path = std::get_if<jsonpath::Path>(&expression.tree))
      this->path(*path);
    else if (const auto *call = std::get_if<intrinsic::Call>(&expression.tree))
      this->call(*call);
  }

private:
  void call(const intrinsic::Call &call) {
    for (const intrinsic::Argument &argument : call.arguments) {
      if (const auto *path = std::get_if<jsonpath::Path>(&argument.value))
        this->path(*path);
      else if (const auto *inner = std::get_if<std::unique_ptr<intrinsic::Call>>(&argument.value))
        this->call(**inner);
    }
  }

  void path(const jsonpath::Path &path) {
    for (const jsonpath::Step &step : path.steps) {
      const auto *names = std::get_if<jsonpath::NamesStep>(&step.kind);
      if (!names || names->names.size() != 1 || !names->names[0].ends_with("()"))
        continue;
      auto report = checker_.diags.emit(expression_->node->range, diag::Kind::PathFunction,
                                        {names->names[0]});
      if (names->names[0] == "length()")
        report.hint("`States.ArrayLength` gives the length of an array");
    }
  }

  FlowChecker &checker_;
  const ast::Expression *expression_ = nullptr;
};

} // namespace

void checkFunctions(FlowChecker &checker) {
  FunctionChecker functions(checker);
  for (const Flow &flow : checker.flows)
    for (const ast::State &state : flow.graph.machine().states)
      ast::forEachExpression(state, [&](const ast::ExpressionField &field) {
        functions.expression(field.expression);
      });
}

} // namespace aslc::analysis::flow
