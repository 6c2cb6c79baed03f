// The Lambda Runtime API for one process, at an address of its own:
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
#pragma once

#include "runtime/functions/host.h"
#include "runtime/http/server.h"

#include <memory>
#include <optional>
#include <string>

namespace asl::functions {

/// All members are called on the host's thread.
class RuntimeApi {
public:
  /// Receives the requests of the process; called on the host's thread.
  class Listener {
  public:
    virtual ~Listener() = default;
    virtual void wantsCall() = 0;
    virtual void answered(std::string body) = 0;
    virtual void failedCall(const std::string &body) = 0;
    virtual void failedStart(const std::string &body) = 0;
  };
  struct Invocation {
    std::string functionArn;
    std::string event; ///< JSON text
    int64_t deadlineMs = 0;
    std::string traceHeader; ///< empty: the call is in no trace
  };

  /// Listens at a free port of this machine's own address. `listener` is called as long as `life`
  /// lives, and owns the result.
  static Expected<std::unique_ptr<RuntimeApi>> start(Host &host, Listener &listener,
                                                     std::weak_ptr<void> life);

  /// `127.0.0.1:40123`.
  std::string address() const;
  /// Answers the process's request for a call, which `wantsCall` has reported.
  void give(const Invocation &invocation);
  /// The id of the last invocation; before the first one, that of the next.
  const std::string &requestId() const { return requestId_; }

private:
  RuntimeApi(Listener &listener) : listener_(listener) {}
  void take(http::server::Request request, http::server::Responder responder);
  void takeEnd(http::server::Request request, const http::server::Responder &responder);

  Listener &listener_;
  std::unique_ptr<http::server::Server> server_;
  std::optional<http::server::Responder> asking_; ///< the question for a call
  std::string requestId_;
  bool isRunning_ = false; ///< an invocation has no answer yet
};

} // namespace asl::functions
