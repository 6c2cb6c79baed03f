// Retry and Catch: names of errors and their order.
#include "compiler/sema/checker.h"

#include <algorithm>

namespace aslc::sema {

namespace {

using Names = std::vector<ast::Field<std::string>>;

bool holds(const Names &names, std::string_view name) {
  for (const auto &each : names)
    if (each.value == name)
      return true;
  return false;
}

/// `States.ALL` stands alone.
void checkAlone(Checker &checker, const Names &names) {
  if (names.size() < 2)
    return;
  for (const auto &name : names)
    if (name.value == "States.ALL")
      checker.diags.emit(name.range, diag::Kind::AllNotAlone)
          .hint("it stands for every error by itself");
}

/// The reserved names, without their `States.`.
const std::vector<std::string> &reservedNames() {
  static const std::vector<std::string> names = {
      "ALL",
      "Runtime",
      "DataLimitExceeded",
      "Timeout",
      "HeartbeatTimeout",
      "TaskFailed",
      "Permissions",
      "ResultPathMatchFailure",
      "ParameterPathFailure",
      "QueryEvaluationError",
      "IntrinsicFailure",
      "BranchFailed",
      "NoChoiceMatched",
      "ExceedToleratedFailureThreshold",
      "ItemReaderFailed",
      "ResultWriterFailed",
      "Http.Socket",
  };
  return names;
}

/// Whether a Fail state of the definition, or one whose error is not constant, may give this error.
bool isRaised(const Checker &checker, std::string_view name) {
  bool raised = false;
  forEachScope(checker.root, [&](const Scope &scope) {
    for (const ast::State &state : scope.machine->states)
      if (const auto *fail = state.as<ast::FailState>(); fail && fail->error)
        raised |= fail->error->value.kind != ast::Template::Kind::Literal ||
                  fail->error->value.text == name;
  });
  return raised;
}

/// Names that begin with `States.` are reserved: one that nobody raises matches nothing.
void checkReserved(Checker &checker, const Names &names) {
  constexpr std::string_view prefix = "States.";
  const std::vector<std::string> &known = reservedNames();
  for (const auto &name : names) {
    std::string_view rest = name.value;
    if (!rest.starts_with(prefix))
      continue;
    rest.remove_prefix(prefix.size());
    if (rest.starts_with("Http.StatusCode.") ||
        std::find(known.begin(), known.end(), rest) != known.end() || isRaised(checker, name.value))
      continue;
    auto report = checker.diags.emit(name.range, diag::Kind::UnknownError, {name.value});
    if (auto close = diag::closest(rest, known))
      report.hint("did you mean `States." + *close + "`?");
  }
}

/// What comes after `States.ALL` is never asked: the service refuses it.
template <typename Handlers>
void checkLast(Checker &checker, const Handlers &handlers, std::string_view what) {
  for (size_t i = 0; i + 1 < handlers.size(); ++i)
    for (const auto &name : handlers[i].errorEquals)
      if (name.value == "States.ALL")
        checker.diags.emit(name.range, diag::Kind::AllNotLast, {what})
            .label({handlers[i + 1].range.begin, handlers[i + 1].range.begin + 1},
                   "this one would never be asked");
}

} // namespace

void checkErrorHandlers(Checker &checker, const ast::State &state) {
  for (const ast::Retrier &retrier : state.retriers) {
    checkAlone(checker, retrier.errorEquals);
    checkReserved(checker, retrier.errorEquals);
    if (retrier.maxDelaySeconds &&
        static_cast<double>(*retrier.maxDelaySeconds) < retrier.intervalSeconds)
      checker.diags.emit({retrier.range.begin, retrier.range.begin + 1}, diag::Kind::ShortMaxDelay);
    if (holds(retrier.errorEquals, "States.Runtime") && retrier.errorEquals.size() == 1)
      checker.diags.emit(retrier.errorEquals[0].range, diag::Kind::UncatchableError,
                         {"States.Runtime"});
  }
  for (const ast::Catcher &catcher : state.catchers) {
    checkAlone(checker, catcher.errorEquals);
    checkReserved(checker, catcher.errorEquals);
    if (holds(catcher.errorEquals, "States.Runtime") && catcher.errorEquals.size() == 1)
      checker.diags.emit(catcher.errorEquals[0].range, diag::Kind::UncatchableError,
                         {"States.Runtime"});
  }
  checkLast(checker, state.retriers, "retrier");
  checkLast(checker, state.catchers, "catcher");
}

} // namespace aslc::sema
