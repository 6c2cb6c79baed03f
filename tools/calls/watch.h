// Runs the tested state and observes it.
#pragma once

#include "asl/engine/options.h"
#include "compiler/driver/jit.h"
#include "tools/calls/request.h"
#include "tools/calls/subject.h"

#include <cstdint>
#include <map>
#include <optional>
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

/// Runs the state once, on the calling thread.
Seen watch(const Watched &watched, asl::EngineOptions engine);

} // namespace aslc::calls
