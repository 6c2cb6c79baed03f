// Runs the tested state and observes it.
#pragma once

#include "asl/engine/engine.h"
#include "compiler/driver/jit.h"
#include "tools/calls/request.h"
#include "tools/calls/subject.h"

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::calls {

/// The observed behaviour of a state.
struct Seen {
  enum class Status : uint8_t { Succeeded, Failed, Retriable, CaughtError };
  Status status = Status::Failed;
  std::optional<std::string> output;       ///< JSON text
  std::optional<std::string> error, cause; ///< also when it was caught or can be retried
  std::optional<std::string> nextState;
  std::map<std::string, std::string> values; ///< between its fields: JSON text by name
  nlohmann::ordered_json variables = nlohmann::ordered_json::object(); ///< all, after the state
  std::optional<uint32_t> retryIndex, catchIndex;
  std::optional<double> retrySeconds; ///< until the retry
  std::optional<int64_t> maxConcurrency, toleratedFailureCount;
  std::optional<double> toleratedFailurePercentage;
  std::string refusal; ///< the request does not fit what the state computed; empty: it does
};

/// The functions to substitute in a Jit whose machines `watch` runs.
std::vector<driver::Substitute> watchingFunctions();

/// How a watched machine is loaded.
struct Watched {
  const asl_module &module; ///< made of `subject`
  const Subject &subject;
  const TestRequest &request;
  std::string context; ///< the context object, as JSON text
};

/// Runs machines, until it is stopped. All members may be called from any thread.
class Runner {
public:
  /// Runs a machine on the calling thread. Returns nullopt when `stop` was called before its end.
  std::optional<asl::Outcome> run(const asl_module &module, const std::string &input,
                                  asl::EngineOptions options);
  /// Ends what runs, and waits for the ends. What comes later is not begun.
  void stop();

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<asl::Engine *> engines_; ///< of those that run
  bool isStopping_ = false;
};

/// Runs the state once, on the calling thread. Returns nullopt when the runner was stopped.
std::optional<Seen> watch(const Watched &watched, Runner &runner, asl::EngineOptions engine);

} // namespace aslc::calls
