// Times against the limit of the execution: that of the machine, and the five minutes of an express
// execution. See https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
#include "compiler/analysis/flow/durations.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace aslc::analysis::flow {

namespace {

constexpr double expressLimit = 300;
constexpr double standardLimit = 365.0 * 24 * 60 * 60;
/// More attempts than anybody counts: the retrier is meant to go on until the time is over.
constexpr int64_t manyAttempts = 100;

std::string text(double seconds) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.15g", seconds);
  return buffer;
}

/// Whether an attempt that is retried may have lasted until its timeout.
bool matchesTimeout(const ast::Retrier &retrier) {
  return std::any_of(retrier.errorEquals.begin(), retrier.errorEquals.end(), [](const auto &name) {
    return name.value == "States.ALL" || name.value == "States.Timeout";
  });
}

class TimeChecker {
public:
  explicit TimeChecker(FlowChecker &checker) : checker_(checker), durations_(checker.constants) {}

  void run() {
    for (const Flow &flow : checker_.flows)
      heartbeats(flow);
    for (const Flow &flow : checker_.flows)
      if (!flow.outer || (flow.distributed && flow.express))
        execution(flow);
  }

private:
  void execution(const Flow &flow) {
    const auto &timeout = checker_.root.timeoutSeconds;
    isExpress_ = flow.express;
    limit_ = isExpress_ ? expressLimit : standardLimit;
    given_ = nullptr;
    if (timeout && timeout->value > 0 && double(timeout->value) < limit_) {
      limit_ = double(timeout->value);
      given_ = &*timeout;
    }
    this->flow(flow, 0);
  }

  /// Whether a state was reported that lasts too long. The flow begins `begin` after the execution.
  bool flow(const Flow &flow, double begin) {
    bool reported = false;
    std::vector<double> entered = durations_.entered(flow);
    for (uint32_t i = 0; i < flow.graph.size(); ++i)
      if (double at = begin + entered[i]; at <= limit_)
        reported |= state(flow, i, at);
    return reported;
  }

  bool state(const Flow &flow, uint32_t index, double at) {
    const ast::State &state = flow.graph.state(index);
    bool reported = false;
    for (const Flow::Inner &inner : flow.inner)
      if (bool itself = inner.flow->distributed && inner.flow->express;
          inner.state == index && !itself)
        reported |= this->flow(*inner.flow, at);
    // A limit of more than a year is how people write that there is none.
    if (given_ || isExpress_) {
      retries(state, at);
      limits(state);
    }
    double end = at + durations_.of(flow, index);
    if (reported || end <= limit_ || !std::isfinite(end))
      return reported;
    explain(checker_.diags.emit(placeOf(state), diag::Kind::LongerThanTimeout,
                                {state.name, ending(text(end)), text(limit_)}));
    return true;
  }

  static std::string ending(const std::string &seconds) {
    return "ends " + seconds + " seconds after the start at the earliest";
  }

  static source::Range placeOf(const ast::State &state) {
    if (const auto *wait = state.as<ast::WaitState>())
      return wait->range;
    if (const auto *map = state.as<ast::MapState>(); map && map->maxConcurrency)
      return map->maxConcurrency->range;
    return state.nameRange;
  }

  void explain(diag::Engine::Builder report) {
    if (given_)
      report.label(given_->range, "the execution is stopped after this time");
    else
      report.hint(isExpress_ ? "an express execution lasts at most 300 seconds"
                             : "an execution lasts at most a year");
  }

  void retries(const ast::State &state, double at) {
    const auto *task = state.as<ast::TaskState>();
    for (const ast::Retrier &retrier : state.retriers) {
      if (retrier.maxAttempts > manyAttempts)
        continue;
      double waits = waitsOf(retrier), all = waits;
      if (task && matchesTimeout(retrier))
        if (auto timeout = checker_.constants.of(task->timeoutSeconds))
          all += timeout->least * static_cast<double>(retrier.maxAttempts + 1);
      if (at + all <= limit_)
        continue;
      bool waitsOnly = at + waits > limit_;
      explain(checker_.diags.emit(
          {retrier.range.begin, retrier.range.begin + 1}, diag::Kind::RetriesLongerThanTimeout,
          {state.name, waitsOnly ? "wait" : "last", text(waitsOnly ? waits : all), text(limit_)}));
    }
  }

  /// The limits of a task which is longer than that of its execution.
  void limits(const ast::State &state) {
    const auto *task = state.as<ast::TaskState>();
    if (!task)
      return;
    auto check = [&](const ast::Optional<ast::Quantity> &field, std::string_view name) {
      auto seconds = checker_.constants.of(field);
      if (seconds && seconds->least > limit_)
        explain(checker_.diags.emit(field->range, diag::Kind::TimeoutNeverReached,
                                    {name, text(seconds->least), text(limit_)}));
      return seconds && seconds->least > limit_;
    };
    if (!check(task->heartbeatSeconds, "HeartbeatSeconds"))
      check(task->timeoutSeconds, "TimeoutSeconds");
  }

  /// A heartbeat that is as long as the timeout. sema reports a longer one, and where the two are
  /// not constants the shapes of data tell.
  void heartbeats(const Flow &flow) {
    for (const ast::State &state : flow.graph.machine().states) {
      const auto *task = state.as<ast::TaskState>();
      if (!task || !task->timeoutSeconds || !task->heartbeatSeconds)
        continue;
      const ast::Quantity &timeout = task->timeoutSeconds->value;
      const ast::Quantity &heartbeat = task->heartbeatSeconds->value;
      if (!timeout.expression && !heartbeat.expression && heartbeat.constant == timeout.constant)
        checker_.diags
            .emit(task->heartbeatSeconds->range, diag::Kind::HeartbeatNotBelowTimeout,
                  {text(heartbeat.constant), text(timeout.constant)})
            .label(task->timeoutSeconds->range, "the timeout is here");
    }
  }

  FlowChecker &checker_;
  Durations durations_;
  double limit_ = 0; ///< in seconds
  bool isExpress_ = false;
  const ast::Field<int64_t> *given_ = nullptr;
};

} // namespace

void checkTime(FlowChecker &checker) { TimeChecker(checker).run(); }

} // namespace aslc::analysis::flow
