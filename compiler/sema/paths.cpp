// Checks paths and intrinsic calls of JSONPath in their fields.
#include "compiler/sema/checker.h"

#include <set>

namespace aslc::sema {

namespace {

using Kind = ast::Expression::Kind;

void checkRoot(Checker &checker, const ast::ExpressionField &field) {
  jsonpath::Root root = field.expression.path().root;
  bool allowed = true;
  if (root == jsonpath::Root::Context)
    allowed = field.context;
  else if (root == jsonpath::Root::Variable)
    allowed = field.variables;
  if (!allowed)
    checker.diags.emit(
        field.expression.node->range, diag::Kind::PathRoot,
        {field.field, root == jsonpath::Root::Context ? "the context object" : "a variable"});
}

bool givesText(intrinsic::Function function) {
  using enum intrinsic::Function;
  static const std::set<intrinsic::Function> functions = {
      Format, JsonToString, ArrayGetItem, Base64Encode, Base64Decode, Hash, Uuid};
  return functions.contains(function);
}

void checkCommas(Checker &checker, const ast::Expression &expression, const intrinsic::Call &call) {
  if (call.missingComma) {
    source::Range place = checker.part(expression, *call.missingComma, *call.missingComma + 1);
    auto report = checker.diags.emit(place, diag::Kind::MissingComma);
    if (place.end == place.begin + 1)
      report.hint("write `,`",
                  {{place.begin, place.begin}, ",", diag::Applicability::MachineApplicable});
  }
  for (const intrinsic::Argument &argument : call.arguments)
    if (const auto *inner = std::get_if<std::unique_ptr<intrinsic::Call>>(&argument.value))
      checkCommas(checker, expression, **inner);
}

void checkIntrinsic(Checker &checker, const ast::ExpressionField &field) {
  const intrinsic::Call &call = field.expression.call();
  checkCommas(checker, field.expression, call);
  if (field.givesText && !givesText(call.function))
    checker.diags.emit(field.expression.node->range, diag::Kind::IntrinsicResult,
                       {field.field, std::string(intrinsic::name(call.function))});
}

/// Fields without effect because of another field of the state.
void checkOverridden(Checker &checker, const ast::State &state) {
  const auto *pass = state.as<ast::PassState>();
  if (pass && pass->result && state.parameters)
    checker.diags.emit(state.parameters->keyRange, diag::Kind::FieldWithoutEffect, {"Parameters"})
        .label(pass->result->keyRange, "`Result` is the result of the state");
}

/// The parser has reported expressions that do not parse or are unresolved.
void checkExpression(Checker &checker, const ast::ExpressionField &field) {
  if (!field.expression.parsed() || field.expression.unresolved)
    return;
  switch (field.expression.kind) {
  case Kind::Path:
  case Kind::ReferencePath:
    checkRoot(checker, field);
    break;
  case Kind::Intrinsic:
    checkIntrinsic(checker, field);
    break;
  case Kind::Jsonata:
    checkJsonata(checker, field);
    break;
  }
}

void checkState(Checker &checker, const ast::State &state, Express express) {
  ast::forEachExpression(
      state, [&](const ast::ExpressionField &field) { checkExpression(checker, field); });
  checkOverridden(checker, state);
  checkTimestamps(checker, state);
  checkClocks(checker, state);
  checkResource(checker, state, express);
  checkMap(checker, state, express);
}

Express expressOf(const SubWorkflow &scope, const ast::Machine &root) {
  if (root.type == ast::MachineType::Express)
    return Express::Whole;
  for (const SubWorkflow *each = &scope; each->outer; each = each->outer)
    if (each->distributed && each->owner->as<ast::MapState>()->express)
      return Express::Child;
  return Express::No;
}

} // namespace

void checkExpressions(Checker &checker) {
  forEachScope(checker.root, [&](const SubWorkflow &scope) {
    Express express = expressOf(scope, checker.root);
    for (const ast::State &state : scope.machine->states)
      checkState(checker, state, express);
  });
}

} // namespace aslc::sema
