// An HTTP request in progress.
#pragma once

#include "asl/host/http.h"
#include "runtime/http/url.h"

#include <functional>
#include <memory>
#include <string>

namespace asl::http {

/// The end of a request: an answer, or the reason why there is none.
struct Outcome {
  Response response;
  std::string problem; ///< a sentence for the user; empty when there is an answer
};

/// Sends a request on a thread that all requests of the process share. Any thread.
class Exchange {
public:
  /// Starts a request. Calls `ended` exactly once, on the network's thread, when the answer is
  /// complete, the request has failed or its timeout is over. Requests use at most half of the
  /// descriptors that the process may open (`ulimit -n`); further requests are queued, and their
  /// timeout begins when they leave the queue.
  static std::shared_ptr<Exchange> start(Request request, Url url,
                                         std::function<void(Outcome)> ended);
  virtual ~Exchange() = default;
  /// Closes the connection because the answer is no longer needed. `ended` may then not be called.
  virtual void abandon() = 0;
};

} // namespace asl::http
