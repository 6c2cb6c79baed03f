// Pools of long-lived processes, each of which carries out one call at a time.
#pragma once

#include "runtime/functions/call.h"
#include "runtime/functions/host.h"

#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace asl::functions {

class Pool;

/// One process. All members are called on the host's thread.
class Instance : public std::enable_shared_from_this<Instance> {
public:
  explicit Instance(Pool &pool);
  virtual ~Instance() = default;
  Instance(const Instance &) = delete;
  Instance &operator=(const Instance &) = delete;

  bool isIdle() const { return isFree_; }
  /// Whether it has no call and cannot take one yet, because it is starting or finishing its last
  /// call.
  bool isComing() const { return !isFree_ && !call_; }

protected:
  friend class Pool;
  /// Starts the process. A failure ends the call that waits for it.
  virtual void begin() = 0;
  /// Passes a call to the idle process.
  virtual void send(const Call &call) = 0;
  /// The failures of a call whose process has ended, and of one that took too long.
  virtual Ended died(const Call &call, const process::ProcessEnd &end) = 0;
  virtual Ended timedOut(const Call &call) = 0;

  /// Starts a process whose end is the end of this instance.
  void spawn(process::ProcessSpec spec);
  /// Called when the process can take a call.
  void ready();
  /// Called when its call has ended. No effect when it has none.
  void finish(Ended ended);
  /// Called when the instance is unusable: ends the call that waits for it in this way, and removes
  /// the instance.
  void fail(Ended ended);
  const std::optional<Call> &call() const { return call_; }

  Pool &pool_;
  uint64_t process_ = 0;

private:
  void limit(std::chrono::milliseconds time);
  void overdue();
  void ended(const process::ProcessEnd &end);

  boost::asio::steady_timer timer_;
  std::optional<Call> call_;
  bool isReady_ = false; ///< it could take a call at least once
  bool isFree_ = false, isOver_ = false;
};

/// The instances of one function, and the calls that wait for one.
class Pool {
public:
  struct Limits {
    size_t processes = 1;
    std::chrono::milliseconds call{0};  ///< 0: none
    std::chrono::milliseconds start{0}; ///< 0: none
  };

  /// `host` must outlive the pool, and be stopped before the pool is destroyed.
  Pool(Host &host, Limits limits) : host_(host), limits_(limits) {}
  virtual ~Pool() = default;
  Pool(const Pool &) = delete;
  Pool &operator=(const Pool &) = delete;

  /// Passes the call to an idle process, or starts one if the limit allows it; otherwise the call
  /// is queued. Returns the number of the call. May be called from any thread.
  uint64_t start(Call call);
  /// Called when the answer is no longer needed. A queued call is dropped; a running call continues
  /// or ends as `endsWithTask` says. May be called from any thread.
  void cancel(uint64_t id);

  Host &host() { return host_; }

protected:
  virtual std::shared_ptr<Instance> make() = 0;
  /// Whether the process of a running call ends when its answer is not needed.
  virtual bool endsWithTask() const { return true; }

private:
  friend class Instance;
  void dispatch();
  void forget(uint64_t id);
  void remove(Instance &instance);
  /// Ends the call that waits longest, for which a process could not be started.
  void failWaiting(Ended ended);

  Host &host_;
  const Limits limits_;
  std::atomic<uint64_t> lastId_ = 0;
  // Used on the host's thread only.
  std::deque<Call> waiting_;
  std::vector<std::shared_ptr<Instance>> instances_;
};

} // namespace asl::functions
