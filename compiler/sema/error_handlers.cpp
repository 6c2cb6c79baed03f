// Retry and Catch: names of errors and their order.
#include "compiler/sema/checker.h"
#include "compiler/sema/error_names.h"
#include "compiler/sema/raised.h"
#include "compiler/source/placeholder.h"

#include <algorithm>
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

/// Whether parts of the text follow each other, as they do not where aliases of YAML are.
template <typename Parts> bool areInOrder(const Parts &parts) {
  for (size_t i = 1; i < parts.size(); ++i)
    if (parts[i - 1].range.end > parts[i].range.begin)
      return false;
  return true;
}

/// `States.ALL` must be the only name.
void checkAlone(Checker &checker, const ErrorNames &names) {
  if (names.size() < 2)
    return;
  bool inOrder = areInOrder(names);
  for (const auto &name : names) {
    if (name.value != "States.ALL")
      continue;
    auto report = checker.diags.emit(name.range, diag::Kind::AllNotAlone);
    bool isPlain = checker.diags.file().text(name.range) == name.value;
    if (inOrder)
      report.hint("it already matches every error: leave out the other names",
                  {{names.front().range.begin, names.back().range.end},
                   isPlain ? name.value : "\"" + name.value + "\"",
                   diag::Applicability::MaybeIncorrect});
    else
      report.hint("it already matches every error");
  }
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

/// Checks the names of one retrier or catcher of a state.
class NameChecker {
public:
  NameChecker(Checker &checker, const ast::State &state, std::optional<RaisedErrors> &raised)
      : checker_(checker), state_(state), raised_(raised) {}

  void check(const ErrorNames &names) {
    const ast::Field<std::string> *dead = nullptr;
    std::optional<NeverRaised> reason;
    bool isLive = names.empty();
    for (const auto &name : names) {
      auto never = this->name(name);
      if (!never) {
        isLive = true;
      } else if (!never->meant.empty()) {
        isLive = true; // its report is enough
        if (!holds(names, never->meant))
          report(name, *never);
      } else if (!dead) {
        dead = &name;
        reason = std::move(never);
      }
    }
    // In a list of possible names one that never comes does no harm.
    if (!isLive)
      report(*dead, *reason);
  }

private:
  /// Reports a name that no error has. Returns why the state never fails with `name`, if so.
  std::optional<NeverRaised> name(const ast::Field<std::string> &name) {
    if (source::holdsPlaceholder(name.value))
      return std::nullopt;
    if (name.value.starts_with("States.") && !isReservedError(name.value)) {
      unknown(name, diag::Kind::UnknownError, closestReserved(name.value));
      return std::nullopt;
    }
    if (!name.value.starts_with("States."))
      if (auto meant = meantReserved(name.value)) {
        unknown(name, diag::Kind::MisspeltError, meant);
        return std::nullopt;
      }
    if (auto never = neverRaised(state_, name.value))
      return never;
    if (auto meant = meantError(name.value))
      unknown(name, diag::Kind::MisspeltError, meant);
    return std::nullopt;
  }

  void unknown(const ast::Field<std::string> &name, diag::Kind kind,
               const std::optional<std::string> &meant) {
    if (!raised_)
      raised_.emplace(checker_.root);
    if (raised_->mayHold(name.value))
      return; // a Fail state raises an error with this name, though it looks like another
    auto report = checker_.diags.emit(name.range, kind, {name.value});
    if (meant)
      report.didYouMean(name.value, *meant);
  }

  void report(const ast::Field<std::string> &name, const NeverRaised &never) {
    auto report =
        checker_.diags.emit(name.range, diag::Kind::NeverRaised, {never.what, name.value});
    if (!never.meant.empty())
      report.didYouMean(name.value, never.meant);
    else if (!never.reason.empty())
      report.hint(never.reason);
  }

  Checker &checker_;
  const ast::State &state_;
  std::optional<RaisedErrors> &raised_;
};

/// Whether a handler for `earlier` handles every error that one for `name` does.
bool covers(std::string_view earlier, std::string_view name) {
  bool isTimeout = name == "States.Timeout" || name == "States.HeartbeatTimeout";
  if (earlier == name)
    return true;
  if (earlier == "States.Timeout")
    return isTimeout;
  return earlier == "States.TaskFailed" && !isTimeout && name != "States.ALL" &&
         name != "States.DataLimitExceeded" && name != "States.Runtime";
}

/// The name of an earlier handler that covers `name`, or null.
template <typename Handlers>
const ast::Field<std::string> *coveredBy(const Handlers &handlers, size_t count,
                                         std::string_view name) {
  for (size_t i = 0; i < count; ++i)
    for (const auto &earlier : handlers[i].errorEquals)
      if (covers(earlier.value, name))
        return &earlier;
  return nullptr;
}

/// Reports handlers all of whose errors earlier ones take: the first that matches is used.
template <typename Handlers>
void checkHidden(Checker &checker, const Handlers &handlers, std::string_view what) {
  for (size_t i = 1; i < handlers.size(); ++i) {
    const ast::Field<std::string> *first = nullptr, *earlier = nullptr;
    size_t hidden = 0;
    for (const auto &name : handlers[i].errorEquals)
      if (const auto *found = coveredBy(handlers, i, name.value)) {
        if (hidden++ == 0) {
          first = &name;
          earlier = found;
        }
      }
    if (hidden < handlers[i].errorEquals.size() || hidden == 0)
      continue;
    std::string names = "`" + first->value + "`";
    if (hidden > 1)
      names += " and " + std::to_string(hidden - 1) + (hidden > 2 ? " others" : " other");
    checker.diags
        .emit(first->range, diag::Kind::HiddenHandler,
              {names, hidden > 1 ? "reach" : "reaches", what})
        .label(earlier->range, "this one matches first");
  }
}

/// The change that makes handler `i` the last one; nullopt when another one is for `States.ALL`
/// too, and when a text around the definition has escapes.
template <typename Handlers>
std::optional<diag::Edit> moveLast(const source::File &file, const Handlers &handlers, size_t i) {
  auto isForAll = [](const auto &handler) { return holds(handler.errorEquals, "States.ALL"); };
  if (!areInOrder(handlers) || std::count_if(handlers.begin(), handlers.end(), isForAll) != 1)
    return std::nullopt;
  source::Range own = handlers[i].range, next = handlers[i + 1].range;
  source::Range rest{next.begin, handlers.back().range.end}, all{own.begin, rest.end};
  if (file.text(all).find("\\\"") != std::string_view::npos ||
      file.text(all).find("''") != std::string_view::npos)
    return std::nullopt;
  std::string_view separator = file.text({own.end, next.begin});
  return diag::Edit{all, std::string(file.text(rest)).append(separator).append(file.text(own))};
}

/// The service refuses handlers after the one for `States.ALL`, which could never match.
template <typename Handlers>
void checkLast(Checker &checker, const Handlers &handlers, std::string_view what) {
  for (size_t i = 0; i + 1 < handlers.size(); ++i) {
    bool isFirst = true;
    for (const auto &name : handlers[i].errorEquals) {
      if (name.value != "States.ALL")
        continue;
      auto report = checker.diags.emit(name.range, diag::Kind::AllNotLast, {what});
      report.label({handlers[i + 1].range.begin, handlers[i + 1].range.begin + 1},
                   "this one would never match");
      auto edit = isFirst ? moveLast(checker.diags.file(), handlers, i) : std::nullopt;
      if (edit)
        report.hint("move it to the end", *std::move(edit));
      isFirst = false;
    }
  }
}

void checkErrorHandlers(Checker &checker, const ast::State &state,
                        std::optional<RaisedErrors> &raised) {
  NameChecker nameChecker(checker, state, raised);
  auto handler = [&](const ErrorNames &names) {
    checkAlone(checker, names);
    nameChecker.check(names);
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
  checkHidden(checker, state.retriers, "retrier");
  checkHidden(checker, state.catchers, "catcher");
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
