// The hub between executions and the consumers of their events. A shard hands over copies; one
// thread of the hub passes them to the consumers, so that a slow consumer does not delay an
// execution.
#pragma once

#include "runtime/observe/event.h"
#include "runtime/observe/flow_tracker.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace asl::observe {

/// An observed execution. All members but `subject` are for the hub's thread only.
struct Observed {
  explicit Observed(Subject of) : subject(std::move(of)) {}
  const Subject subject;
  FlowTracker flow;
  int64_t startMs = 0; ///< of the first event since the start or the redrive
  uint64_t redrives = 0;
};

/// A consumer of events. All members are called on the hub's thread, except `wants` and `goesOn`.
class Consumer {
public:
  virtual ~Consumer() = default;
  /// How much this consumer needs of an event of this type. Called for every event, on any thread,
  /// so it must be fast. A consumer that wants any event of an execution must want ExecutionFailed.
  virtual Wanted wants(const Subject &subject, EventType type) const = 0;
  virtual void take(const Observed &of, const Event &event, const Step &step) = 0;
  /// Called when an execution of an earlier process continues, on any thread.
  virtual void goesOn(const Subject &) {}
  /// Called when no events are left, and at least every quarter of a second.
  virtual void rest() {}
};

/// All members may be called from any thread.
class Hub {
public:
  /// Passes the stored events of an execution up to the id `last` to `take`, oldest first. Called
  /// on the hub's thread.
  using ReadHistory = std::function<void(uint64_t execution, uint64_t last,
                                         const std::function<void(const HistoryEvent &)> &take)>;

  Hub() = default;
  /// As `stop`.
  ~Hub();
  Hub(const Hub &) = delete;
  Hub &operator=(const Hub &) = delete;

  /// Adds a consumer, which must outlive the hub. Must be called before `start`.
  void add(Consumer &consumer) { consumers_.push_back(&consumer); }
  void start();
  /// Sets how stored events are read: executions that continue after a restart are tracked from
  /// them.
  void setHistory(ReadHistory read);
  /// Passes the events that have arrived to the consumers and ends the thread. Later events are
  /// dropped.
  void stop();

  /// The most that any consumer wants of an event.
  Wanted wanted(const Subject &subject, EventType type) const;
  /// Whether any consumer wants events of the execution.
  bool isWanted(const Subject &subject) const {
    return wanted(subject, EventType::ExecutionFailed) != Wanted::Nothing;
  }
  void post(const std::shared_ptr<Observed> &of, std::vector<Event> events);
  /// Tells the consumers that an execution of an earlier process goes on.
  void goesOn(const Subject &subject);
  /// Whether a consumer needs the traces of executions. Set before `start`.
  bool needsTraces() const { return needsTraces_; }
  void setNeedsTraces() { needsTraces_ = true; }
  /// How many events were dropped because the consumers were too slow.
  uint64_t dropped() const { return dropped_; }

  /// The most bytes of queued events, approximately.
  static constexpr size_t mostBytes = size_t(64) << 20;

private:
  struct Entry {
    std::shared_ptr<Observed> of;
    std::vector<Event> events;
    size_t bytes = 0;
  };
  void run();
  void give(Observed &of, const Event &event);
  void catchUp(Observed &of, const Event &event);

  std::vector<Consumer *> consumers_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Entry> waiting_;
  size_t waitingBytes_ = 0;
  ReadHistory readHistory_;
  bool isStopping_ = false, needsTraces_ = false;
  std::atomic<uint64_t> dropped_{0};
  std::thread thread_;
};

} // namespace asl::observe
