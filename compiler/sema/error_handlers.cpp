// Retry and Catch: names of errors and their order.
#include "compiler/sema/checker.h"
#include "compiler/sema/error_names.h"

#include <set>

namespace aslc::sema {

namespace {

using ErrorNames = std::vector<ast::Field<std::string>>;

bool holds(const ErrorNames &names, std::string_view name) {
  for (const auto &each : names)
    if (each.value == name)
      return true;
  return false;
}

/// `States.ALL` must be the only name.
void checkAlone(Checker &checker, const ErrorNames &names) {
  if (names.size() < 2)
    return;
  for (const auto &name : names)
    if (name.value == "States.ALL")
      checker.diags.emit(name.range, diag::Kind::AllNotAlone)
          .hint("it already matches every error");
}

/// The errors of the Fail states of the definition.
class RaisedErrors {
public:
  explicit RaisedErrors(const ast::Machine &root) {
    forEachScope(root, [&](const SubWorkflow &scope) {
      for (const ast::State &state : scope.machine->states)
        if (const auto *fail = state.as<ast::FailState>(); fail && fail->error)
          add(fail->error->value);
    });
  }

  /// Whether a Fail state may raise this error; a Fail state whose error is not constant may raise
  /// any.
  bool mayHold(std::string_view name) const { return any_ || names_.contains(name); }

private:
  void add(const ast::FailMessage &error) {
    if (error.expression)
      any_ = true;
    else
      names_.insert(error.text);
  }

  std::set<std::string, std::less<>> names_;
  bool any_ = false;
};

/// Names that no error has: unknown reserved ones, and misspellings of known ones.
void checkNames(Checker &checker, const ErrorNames &names, std::string_view resource,
                std::optional<RaisedErrors> &raised) {
  for (const auto &name : names) {
    bool isReserved = name.value.starts_with("States.");
    auto meant = isReserved ? std::nullopt : meantError(name.value, resource);
    if (isReserved ? isReservedError(name.value) : !meant)
      continue;
    if (!raised)
      raised.emplace(checker.root);
    if (raised->mayHold(name.value))
      continue;
    auto report = checker.diags.emit(
        name.range, isReserved ? diag::Kind::UnknownError : diag::Kind::MisspeltError,
        {name.value});
    if (isReserved)
      meant = closestReserved(name.value);
    if (meant)
      report.didYouMean(name.value, *meant);
  }
}

/// The service refuses handlers after the one for `States.ALL`, which could never match.
template <typename Handlers>
void checkLast(Checker &checker, const Handlers &handlers, std::string_view what) {
  for (size_t i = 0; i + 1 < handlers.size(); ++i)
    for (const auto &name : handlers[i].errorEquals)
      if (name.value == "States.ALL")
        checker.diags.emit(name.range, diag::Kind::AllNotLast, {what})
            .label({handlers[i + 1].range.begin, handlers[i + 1].range.begin + 1},
                   "this one would never match");
}

void checkErrorHandlers(Checker &checker, const ast::State &state,
                        std::optional<RaisedErrors> &raised) {
  const auto *task = state.as<ast::TaskState>();
  std::string_view resource;
  if (task && task->resource)
    resource = task->resource->value;
  auto handler = [&](const ErrorNames &names) {
    checkAlone(checker, names);
    checkNames(checker, names, resource, raised);
    if (holds(names, "States.Runtime") && names.size() == 1)
      checker.diags.emit(names[0].range, diag::Kind::UncatchableError, {"States.Runtime"});
  };
  for (const ast::Retrier &retrier : state.retriers) {
    handler(retrier.errorEquals);
    if (retrier.maxDelaySeconds &&
        static_cast<double>(*retrier.maxDelaySeconds) < retrier.intervalSeconds)
      checker.diags.emit({retrier.range.begin, retrier.range.begin + 1}, diag::Kind::ShortMaxDelay);
  }
  for (const ast::Catcher &catcher : state.catchers)
    handler(catcher.errorEquals);
  checkLast(checker, state.retriers, "retrier");
  checkLast(checker, state.catchers, "catcher");
}

} // namespace

void checkErrorHandlers(Checker &checker) {
  std::optional<RaisedErrors> raised;
  forEachScope(checker.root, [&](const SubWorkflow &scope) {
    for (const ast::State &state : scope.machine->states)
      checkErrorHandlers(checker, state, raised);
  });
}

} // namespace aslc::sema
