// Paths and intrinsic calls of JSONPath: that they compile, and that they may stand where they do.
#include "compiler/expr/intrinsic/call.h"
#include "compiler/sema/checker.h"

#include <set>

namespace aslc::sema {

namespace {

using Kind = Expression::Kind;

source::Range errorRange(const Checker &checker, const Expression &expression, size_t offset) {
  // The parser stops at a byte; what is wrong mostly begins there. At the end there is nothing to
  // mark.
  return checker.within(*expression.node, offset, offset < expression.text.size() ? offset + 1 : 0);
}

void checkRoot(Checker &checker, const Expression &expression, const jsonpath::Path &path) {
  bool allowed = true;
  if (path.root == jsonpath::Root::Context)
    allowed = expression.context;
  else if (path.root == jsonpath::Root::Variable)
    allowed = expression.variables;
  if (!allowed)
    checker.diags.emit(expression.node->range, diag::Kind::PathRoot,
                       {expression.field, path.root == jsonpath::Root::Context
                                              ? "the context object"
                                              : "a variable"});
}

void checkPath(Checker &checker, const Expression &expression) {
  if (!expression.text.starts_with('$')) {
    auto report = checker.diags.emit(expression.node->range, diag::Kind::BadPath,
                                     {expression.field, "a path begins with `$`"});
    if (expression.text.starts_with("States."))
      report.hint("intrinsic calls stand in payload templates, under keys that end in `.$`");
    return;
  }
  auto parsed = jsonpath::parse(expression.text);
  bool reference = expression.kind == Kind::ReferencePath;
  if (reference) {
    auto strict = jsonpath::parseReference(expression.text);
    if (auto *path = std::get_if<jsonpath::Path>(&strict))
      return checkRoot(checker, expression, *path);
    if (std::holds_alternative<jsonpath::Path>(parsed)) {
      auto &error = std::get<jsonpath::Error>(strict);
      checker.diags.emit(errorRange(checker, expression, error.offset),
                         diag::Kind::NotReferencePath, {expression.field});
      return;
    }
  }
  if (auto *error = std::get_if<jsonpath::Error>(&parsed))
    checker.diags.emit(errorRange(checker, expression, error->offset), diag::Kind::BadPath,
                       {expression.field, error->message});
  else
    checkRoot(checker, expression, std::get<jsonpath::Path>(parsed));
}

bool givesText(intrinsic::Function function) {
  using enum intrinsic::Function;
  static const std::set<intrinsic::Function> functions = {
      Format, JsonToString, ArrayGetItem, Base64Encode, Base64Decode, Hash, Uuid};
  return functions.contains(function);
}

void checkCommas(Checker &checker, const Expression &expression, const intrinsic::Call &call) {
  if (call.missingComma)
    checker.diags.emit(checker.within(*expression.node, *call.missingComma, *call.missingComma + 1),
                       diag::Kind::MissingComma);
  for (const intrinsic::Argument &argument : call.arguments)
    if (const auto *inner = std::get_if<std::unique_ptr<intrinsic::Call>>(&argument.value))
      checkCommas(checker, expression, **inner);
}

void checkIntrinsic(Checker &checker, const Expression &expression) {
  if (expression.text.starts_with(' ')) {
    checker.diags.emit(expression.node->range, diag::Kind::NotDynamic, {expression.field})
        .hint("it begins with a blank");
    return;
  }
  auto parsed = intrinsic::parse(expression.text);
  if (auto *error = std::get_if<jsonpath::Error>(&parsed)) {
    if (expression.text.starts_with("States."))
      checker.diags.emit(errorRange(checker, expression, error->offset), diag::Kind::BadIntrinsic,
                         {expression.field, error->message});
    else
      checker.diags.emit(expression.node->range, diag::Kind::NotDynamic, {expression.field})
          .hint("a path begins with `$`, a call with `States.`");
    return;
  }
  const auto &call = std::get<intrinsic::Call>(parsed);
  checkCommas(checker, expression, call);
  if (expression.givesText && !givesText(call.function))
    checker.diags.emit(expression.node->range, diag::Kind::IntrinsicResult,
                       {expression.field, std::string(intrinsic::name(call.function))});
}

/// What has no effect beside something else of its state.
void checkOverridden(Checker &checker, const ast::State &state) {
  const auto *pass = state.as<ast::PassState>();
  if (pass && pass->result && state.parameters)
    checker.diags.emit(state.parameters->keyRange, diag::Kind::FieldWithoutEffect, {"Parameters"})
        .label(pass->result->keyRange, "`Result` is what the state gives");
}

/// True when a placeholder `${...}` stands outside of quotes: its value may be any part of the
/// path, so that the path cannot be parsed.
bool isOutsideQuotes(std::string_view text) {
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '\'')
      quoted = !quoted;
    else if (!quoted && text.substr(i, 2) == "${")
      return true;
  }
  return false;
}

/// Whether the expression, in which a placeholder was kept as text, can be read nevertheless.
bool parses(const Expression &expression) {
  if (expression.kind != Kind::Jsonata && isOutsideQuotes(expression.text))
    return false;
  switch (expression.kind) {
  case Kind::Path:
    return std::holds_alternative<jsonpath::Path>(jsonpath::parse(expression.text));
  case Kind::ReferencePath:
    return std::holds_alternative<jsonpath::Path>(jsonpath::parseReference(expression.text));
  case Kind::Intrinsic:
    return std::holds_alternative<intrinsic::Call>(intrinsic::parse(expression.text));
  case Kind::Jsonata:
    return std::holds_alternative<jsonata::NodePtr>(jsonata::parse(expression.text));
  }
  return false;
}

void checkState(Checker &checker, const ast::State &state, Express express) {
  forEachExpression(state, [&](const Expression &expression) {
    if (hasPlaceholder(expression.node->text) && !parses(expression))
      return reportPlaceholder(checker, *expression.node);
    switch (expression.kind) {
    case Kind::Path:
    case Kind::ReferencePath:
      checkPath(checker, expression);
      break;
    case Kind::Intrinsic:
      checkIntrinsic(checker, expression);
      break;
    case Kind::Jsonata:
      checkJsonata(checker, expression);
      break;
    }
  });
  checkOverridden(checker, state);
  checkTimestamps(checker, state);
  checkClocks(checker, state);
  checkResource(checker, state, express);
  checkMap(checker, state, express);
}

Express expressOf(const Scope &scope, const Options &options) {
  if (options.type == parse::MachineType::Express)
    return Express::Whole;
  for (const Scope *each = &scope; each->outer; each = each->outer)
    if (each->distributed && each->owner->as<ast::MapState>()->express)
      return Express::Child;
  return Express::No;
}

} // namespace

void checkExpressions(Checker &checker) {
  forEachScope(checker.root, [&](const Scope &scope) {
    Express express = expressOf(scope, checker.options);
    for (const ast::State &state : scope.machine->states)
      checkState(checker, state, express);
  });
}

} // namespace aslc::sema
