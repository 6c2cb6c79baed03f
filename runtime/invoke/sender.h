// Sends requests, with the tokens of connections and a limit on how many are sent at once.
#pragma once

#include "runtime/http/http_exchange.h"
#include "runtime/invoke/connection.h"
#include "runtime/invoke/gate.h"
#include "runtime/invoke/http_task.h"
#include "runtime/invoke/tokens.h"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace asl::invoke {

/// How a request ended.
struct Sent {
  http::Outcome outcome;
  std::string tokenProblem; ///< why there is no token, as a sentence; empty when none was needed
};

/// All members may be called from any thread. Kept alive by requests in progress.
class Sender : public std::enable_shared_from_this<Sender> {
public:
  /// `concurrency` 0: no limit. `connections` holds those that are given to `send`.
  Sender(const HttpOptions &options, size_t concurrency,
         std::shared_ptr<const std::vector<Connection>> connections)
      : connections_(std::move(connections)), tokens_(std::make_shared<Tokens>(options)),
        gate_(concurrency) {}

  /// Sends a request, with the token of `connection` if that uses OAuth; `connection` may be null.
  /// When the service refuses a cached token, requests a new one, once. `ended` is called once,
  /// either before this returns or on the network's thread, but not after `cancel`. Returns the
  /// number of the request.
  uint64_t send(http::Request request, http::Url url, const Connection *connection,
                std::function<void(Sent)> ended);
  void cancel(uint64_t id);

private:
  struct Flight;
  void begin(const std::shared_ptr<Flight> &flight);
  void authorize(const std::shared_ptr<Flight> &flight);
  void transmit(const std::shared_ptr<Flight> &flight);
  void answered(const std::shared_ptr<Flight> &flight, http::Outcome outcome);
  void end(const std::shared_ptr<Flight> &flight, Sent sent);

  const std::shared_ptr<const std::vector<Connection>> connections_;
  const std::shared_ptr<Tokens> tokens_;
  Gate gate_;
  std::mutex mutex_; ///< of the following
  uint64_t lastId_ = 0;
  std::unordered_map<uint64_t, std::shared_ptr<Flight>> flights_;
};

} // namespace asl::invoke
