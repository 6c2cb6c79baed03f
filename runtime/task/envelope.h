// The envelopes of AWS's integrations, which handlers do not see: docs/tasks.md lists them.
#pragma once

#include "asl/engine/task_executor.h"

#include <string>
#include <string_view>

namespace asl::task {

/// The input of the handler as JSON text: the Payload for `lambda:invoke`, else all parameters.
std::string handlerInput(const Request &request);

/// What is needed to wrap the result of a task after its request is gone.
struct Envelope {
  enum class Wrapping : uint8_t {
    None,        ///< none: the result of the handler is the task's result
    Lambda,      ///< {"ExecutedVersion", "Payload", ...}
    LambdaEvent, ///< an asynchronous invocation: the result of the handler is ignored
    Metadata     ///< SdkHttpMetadata and SdkResponseMetadata added to an object
  };
  /// Of the final result.
  Wrapping result = Wrapping::None;
  Wrapping submitted =
      Wrapping::None;        ///< of the answer to the call, when the task continues after it
  bool hasSubmitted = false; ///< true for `.sync` and `.waitForTaskToken`
  /// Makes the id of the request. Equal for equal calls of the same execution.
  uint64_t seed = 0;
};
/// The envelope of the answers to `request`. `raw`: without envelopes.
Envelope envelopeOf(const Request &request, bool raw);

/// Returns `json` in the envelope `wrapping`. Text that is not JSON becomes a string, as in Lambda;
/// empty text becomes null.
std::string wrap(Envelope::Wrapping wrapping, uint64_t seed, std::string_view json);

} // namespace asl::task
