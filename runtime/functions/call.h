// A call of a function, and how it ends.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace asl::functions {

struct Ended {
  enum class Kind : uint8_t {
    Succeeded, ///< `text` is the result as JSON text
    Failed,    ///< `error`, and `text` is the cause
    NoRoom     ///< the system could not create a process; `text` is the reason
  };
  Kind kind = Kind::Succeeded;
  std::string text;
  std::string error;
};

struct Call {
  std::string input; ///< JSON text
  /// LambdaFunction: the ARN that is invoked. Worker: further members of the line, as JSON text
  /// (`"state":"Pay",...`).
  std::string about;
  std::function<void(Ended)> done;   ///< called at most once, on the host's thread
  std::function<void()> heartbeat{}; ///< the function is still at work; may be empty
  std::string traceHeader{};         ///< LambdaFunction: the X-Ray header; empty when there is none
  uint64_t id = 0;                   ///< given by the pool
};

} // namespace asl::functions
