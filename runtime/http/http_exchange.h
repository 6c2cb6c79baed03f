// One HTTP request under way.
#pragma once

#include "asl/host/http.h"
#include "runtime/http/url.h"

#include <functional>
#include <memory>
#include <string>

namespace asl::http {

/// What a request became: an answer, or why there is none.
struct Outcome {
  Response response;
  std::string problem; ///< a sentence, when there is no answer
};

/// Sends a request, on a thread that all requests of the process share. Any thread.
class Exchange {
public:
  /// Calls `ended` once, on that thread: when the answer is there, when it has failed, or at the
  /// latest when its time is over. At most half of the descriptors that the process may open
  /// (`ulimit -n`) are used at once: further requests wait for their turn, and their time begins
  /// with it.
  static std::shared_ptr<Exchange> start(Request request, Url url,
                                         std::function<void(Outcome)> ended);
  virtual ~Exchange() = default;
  /// The answer is not wanted any more: closes the connection; `ended` need not be called.
  virtual void abandon() = 0;
};

} // namespace asl::http
