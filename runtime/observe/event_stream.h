// The events of all executions as server-sent events. See
// https://html.spec.whatwg.org/multipage/server-sent-events.html.
#pragma once

#include "runtime/http/server.h"
#include "runtime/observe/hub.h"

#include <functional>
#include <list>

namespace asl::observe {

/// Which events a client gets.
struct StreamFilter {
  std::function<bool(const std::string &executionArn)> allows;
  std::string stateMachineArn, executionArn; ///< empty: all
  bool onlyStatus = false;                   ///< starts and ends of executions
  bool withData = false;                     ///< with payloads
};

/// Sends events to clients. A client that reads too slowly misses events, and a message tells it
/// how many.
class EventStream final : public Consumer {
public:
  /// Begins a stream to a client. Any thread.
  void add(http::server::Responder responder, StreamFilter filter);
  /// Ends all streams. Any thread.
  void stop();
  size_t clients() const { return clients_; }
  /// Events that were dropped because a client was too slow.
  uint64_t dropped() const { return dropped_; }

  Wanted wants(const Subject &subject, EventType type) const override;
  void take(const Observed &of, const Event &event, const Step &step) override;
  void rest() override;

  /// The most bytes that may be queued for one client.
  static constexpr size_t mostBytes = size_t(4) << 20;

private:
  struct Client {
    http::server::Responder responder;
    StreamFilter filter;
    uint64_t missed = 0;
  };
  void send(Client &client, const std::string &text);
  void count(const StreamFilter &filter, bool comes);

  std::mutex mutex_;
  std::list<Client> list_;
  std::atomic<size_t> clients_{0}, clientsOfAll_{0}, clientsWithData_{0};
  std::atomic<uint64_t> dropped_{0};
  bool isStopping_ = false;
  std::chrono::steady_clock::time_point lastBeat_{};
};

} // namespace asl::observe
