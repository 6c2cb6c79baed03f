// What AWS puts around requests and results of the integrations, so that a handler sees and gives
// only its own data.
#pragma once

#include "asl/engine/task_executor.h"

#include <string>
#include <string_view>

namespace asl::task {

/// What of a request its handler gets, as JSON text: the Payload for `lambda:invoke`, else all of
/// it.
std::string handlerInput(const Request &request);

/// What must be known of a task to wrap its result when it has ended elsewhere.
struct Envelope {
  enum class Shape : uint8_t {
    None,        ///< the handler's result is the task's
    Lambda,      ///< {"ExecutedVersion", "Payload", ...}
    LambdaEvent, ///< an asynchronous invocation: the result does not matter
    Metadata     ///< SdkHttpMetadata and SdkResponseMetadata are added to an object
  };
  Shape result = Shape::None;
  Shape submitted = Shape::None; ///< of the call's own answer, where the task goes on after it
  bool hasSubmitted = false;     ///< `.sync` and `.waitForTaskToken`
  uint64_t seed = 0; ///< makes the request's id, the same for the same call of the same execution
};
Envelope envelopeOf(const Request &request, bool raw);

/// `json` in the envelope `shape`. Text that is no JSON becomes a string, as Lambda has it; empty
/// text is null.
std::string wrap(Envelope::Shape shape, uint64_t seed, std::string_view json);

} // namespace asl::task
