// Retry and Catch: names of errors and their order.
#include "compiler/sema/checker.h"

#include <array>

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

/// Names that begin with `States.` are reserved: one that does not exist matches nothing.
void checkReserved(Checker &checker, const Names &names) {
  static const std::vector<std::string> known = {
      "States.ALL",
      "States.Runtime",
      "States.DataLimitExceeded",
      "States.Timeout",
      "States.HeartbeatTimeout",
      "States.TaskFailed",
      "States.Permissions",
      "States.ResultPathMatchFailure",
      "States.ParameterPathFailure",
      "States.QueryEvaluationError",
      "States.IntrinsicFailure",
      "States.BranchFailed",
      "States.NoChoiceMatched",
      "States.ExceedToleratedFailureThreshold",
      "States.ItemReaderFailed",
      "States.ResultWriterFailed",
      "States.Http.Socket",
  };
  for (const auto &name : names) {
    if (!name.value.starts_with("States.") || name.value.starts_with("States.Http.StatusCode."))
      continue;
    if (std::find(known.begin(), known.end(), name.value) != known.end())
      continue;
    auto report = checker.diags.emit(name.range, diag::Kind::UnknownError, {name.value});
    if (auto close = diag::closest(name.value, known))
      report.hint("did you mean `" + *close + "`?");
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
