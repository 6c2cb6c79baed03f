// Where the events of all executions pass, and who looks at them. A shard hands copies over; one
// thread of the hub gives them to the consumers, so that none of them holds up an execution.
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

/// An execution while it is looked at. Beside `subject`, of the hub's thread only.
struct Observed {
  explicit Observed(Subject of) : subject(std::move(of)) {}
  const Subject subject;
  FlowTracker flow;
  int64_t startMs = 0; ///< of the first event since the start or the redrive
  uint64_t redrives = 0;
};

/// Somebody who looks at events. All members are called on the hub's thread, but `wants`.
class Consumer {
public:
  virtual ~Consumer() = default;
  /// How much of an event of an execution is wanted. Any thread; it is asked for every event. Who
  /// wants any event of an execution wants ExecutionFailed.
  virtual Wanted wants(const Subject &subject, EventType type) const = 0;
  virtual void take(const Observed &of, const Event &event, const Step &step) = 0;
  /// An execution of an earlier process goes on. Any thread.
  virtual void goesOn(const Subject &) {}
  /// Called when nothing is left to take, and at least every quarter of a second.
  virtual void rest() {}
};

/// All members may be called from any thread.
class Hub {
public:
  /// Gives the stored events of an execution, oldest first, up to the one with the id `last`, to
  /// `take`. Called on the hub's thread.
  using ReadHistory = std::function<void(uint64_t execution, uint64_t last,
                                         const std::function<void(const HistoryEvent &)> &take)>;

  Hub() = default;
  /// As `stop`.
  ~Hub();
  Hub(const Hub &) = delete;
  Hub &operator=(const Hub &) = delete;

  /// Adds a consumer, which must outlive the hub. Before `start`.
  void add(Consumer &consumer) { consumers_.push_back(&consumer); }
  void start();
  /// Executions that go on after a restart are followed from their stored events.
  void setHistory(ReadHistory read);
  /// Gives the consumers what has come, and ends. What comes later is dropped.
  void stop();

  /// How much of an event of an execution anybody wants.
  Wanted wanted(const Subject &subject, EventType type) const;
  /// Whether anybody wants to see an execution.
  bool isWanted(const Subject &subject) const {
    return wanted(subject, EventType::ExecutionFailed) != Wanted::Nothing;
  }
  void post(const std::shared_ptr<Observed> &of, std::vector<Event> events);
  /// Tells the consumers that an execution of an earlier process goes on.
  void goesOn(const Subject &subject);
  /// Whether anybody needs to know which trace an execution belongs to. Set before `start`.
  bool needsTraces() const { return needsTraces_; }
  void setNeedsTraces() { needsTraces_ = true; }
  /// How many events were dropped because the consumers were too slow.
  uint64_t dropped() const { return dropped_; }

  /// About how many bytes of events may wait.
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
