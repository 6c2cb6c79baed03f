// Access tokens of OAuth client credentials.
#pragma once

#include "runtime/http/http_exchange.h"
#include "runtime/invoke/connection.h"
#include "runtime/invoke/http_task.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace asl::invoke {

/// Caches the token of each connection until it expires. All members may be called from any thread.
class Tokens : public std::enable_shared_from_this<Tokens> {
public:
  struct Token {
    std::string header;   ///< the value of Authorization
    std::string problem;  ///< why there is none; empty when there is one
    bool isFresh = false; ///< it was requested by this call
  };
  using Take = std::function<void(const Token &)>;

  explicit Tokens(const HttpOptions &options) : options_(options) {}

  /// Passes the token of the connection to `take`: before this returns if it is cached, else on the
  /// network's thread. Concurrent calls share one request. `take` must keep the connection alive.
  void want(const Connection &connection, const Take &take);
  /// Drops a token that a service has refused, unless it has been replaced already.
  void refuse(const Connection &connection, const std::string &header);

private:
  using Clock = std::chrono::steady_clock;
  struct Entry {
    std::string header;
    Clock::time_point expires;
    std::vector<Take> waiting; ///< not empty: it is being asked for
  };
  void ask(const Connection &connection);
  void answered(const Connection &connection, const http::Outcome &outcome);

  const HttpOptions options_;
  std::mutex mutex_;
  std::map<const Connection *, Entry> entries_;
};

} // namespace asl::invoke
