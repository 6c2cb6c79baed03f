// A map run: the child executions of a distributed Map, with its concurrency, batches and tolerated
// failures. See https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html.
#pragma once

#include "asl/engine/options.h"
#include "runtime/exec/execution.h"
#include "runtime/exec/saved_state.h"
#include "runtime/exec/suspension.h"
#include "runtime/journal/types.h"
#include "runtime/objects/results.h"
#include "runtime/support/expected.h"

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace asl::states {

using namespace exec;

/// The error of a map run when more items failed than it tolerates.
Value toleranceError(Heap &heap);

/// Exists from MapRunStarted until the Map state continues. The children run on the shard of their
/// parent; each has its own heap and history.
///
/// In a journal the map run is a document, and each child an execution whose `indexInParent` is its
/// first item. A change of a child is committed together with the resulting change of its parent.
/// Ended children are not kept in memory: after a crash, and for the results, they are read from
/// the journal.
class MapRun final : public Suspension {
public:
  /// AWS runs at most 10,000 child executions of a map run at the same time.
  static constexpr int64_t kMostConcurrent = 10000;

  struct Limits {
    int64_t concurrency = 0;
    std::optional<int64_t> toleratedCount;
    std::optional<double> toleratedPercentage;
    int64_t mostItems = 0; ///< that are read; 0: all; negative: nothing can be read
    bool batched = false;
    int64_t itemsPerBatch = 0; ///< 0: no limit
    int64_t bytesPerBatch = 0; ///< 0: no limit

    /// Whether so many failed items of `total` are more than the given limits tolerate.
    bool areExceeded(int64_t failed, size_t total) const;
    /// Reads the limits of a distributed Map but the concurrency. Returns an error or undefined.
    Value read(Frame &frame, const asl_map_arguments &arguments);
  };
  static uint32_t itemCount(Value items);

  MapRun(Frame &frame, const asl_map_arguments &arguments, const Limits &limits);
  /// Restores from the bytes of `save`.
  MapRun(Frame &frame, Loader &loader);
  ~MapRun() override;
  void start();

  /// Possibly called while `startChild` is still running.
  void childExecutionEnded(uint32_t index, Execution &child, const Outcome &outcome) override;
  void save(Saver &saver) const override;
  void detach() override;
  bool resumed() override;
  bool freeze() override;
  bool hasParts() const override;
  bool redriven() override;
  void addTo(journal::Batch &batch) override;
  bool updateMapRun(const MapRunUpdate &update) override;
  std::string itemSource() const override;

  bool complete() override;
  void cancel() override;
  void writeAborted(uint32_t cause) override;
  void addRoots(std::vector<Value *> &roots) override;

private:
  /// A running child.
  struct Child {
    uint64_t number = 0; ///< identifies it within the shard
    uint32_t items = 0;
  };
  /// A child in the journal that continues later: it is redriven, or it has no history and starts
  /// again.
  struct Later {
    uint32_t item, items;
    uint64_t execution;
    bool isRunning; ///< in the journal
  };
  struct Count {
    uint32_t executions = 0, items = 0;
    void add(uint32_t more) { ++executions, items += more; }
    void remove(uint32_t fewer) { --executions, items -= fewer; }
  };
  /// The record of a child in the results.
  struct Ended {
    std::string arn, name, input;
    Status status = Status::Failed;
    int64_t startMs = 0, stopMs = 0;
    std::optional<std::string> output{}; ///< of one that succeeded
    std::optional<std::string> error{}, cause{};
    uint32_t redrives = 0;
  };
  /// The background work of the run, besides its children.
  enum class Phase : uint8_t {
    Running, ///< nothing
    Reading, ///< it reads the items; there is no child yet
    Writing  ///< it writes the results; there is no child any more
  };

  /// Whether the run and its children are in the journal.
  bool isKept() const { return document_ != 0; }
  Execution &execution() const { return *frame_.execution; }
  const asl_map_info &map() const { return *frame_.info().map; }
  bool isExpress() const { return map().express_children != 0; }

  void startMore();
  void startChild();
  Value itemAt(uint32_t index, Value &key, Value &item);
  /// The input made from the next item; an error value when ItemSelector fails.
  Value nextInput(ChildIdentity &identity);
  Value nextBatch(ChildIdentity &identity);
  void identify(ChildIdentity &identity, uint32_t item, const std::string &name);
  ExecutionOptions childOptions(const ChildIdentity &identity, const std::string &name);
  std::string childArn(const std::string &name) const;
  std::string childMachineArn() const;
  void begin(ChildIdentity &identity, uint32_t items, const std::string &name,
             const std::string &input, std::unique_ptr<DurableLog> log);
  std::unique_ptr<DurableLog> newLog(uint32_t item, const std::string &name);
  void stopChildren();

  bool isThresholdExceeded() const;
  void checkThreshold();
  bool isDecided() const { return isError(error_); }
  bool isDone() const {
    return phase_ != Phase::Reading && children_.empty() && later_.empty() &&
           nextItem_ == itemCount_;
  }
  /// Counts a child of this many items as ended or as running.
  void count(Status status, uint32_t items);
  Count &running() { return counts_[static_cast<size_t>(Status::Running)]; }
  void goOnLater(const Later &later);
  void keepResult(uint32_t item, Value result);
  std::string childRecord(const Ended &child) const;
  /// The part of the result for a child: its output or its record.
  std::string childResult(const Ended &child) const;
  /// Keeps the result of a child when the run is in memory only.
  static Ended endOf(Execution &child, Status status);
  bool succeed();
  bool fail();
  bool areResultsCommitted();
  Value collectResults();
  Value resultList(const std::vector<Value> &results);
  void leaveTable();

  // ---- Objects: map_run_objects.cpp ----
  bool exports() const { return map().writer && map().writer->exports; }
  bool hasForm(asl_result_form form) const { return map().writer && map().writer->form == form; }
  bool keepsRecords() const { return exports() || hasForm(ASL_RESULTS_RECORDS); }
  /// Whether results are still to be written before the run can end.
  bool mustWrite() const { return exports() && !isWritten_ && !isUndefined(items_); }
  using Made = Expected<std::string>;
  /// Calls `work` on another thread, then `take` with its result on the shard's thread.
  void inBackground(std::function<Made()> work, void (MapRun::*take)(const Made &));
  void startReading();
  void takeItems(const Made &json);
  void startWriting();
  void takeManifest(const Made &key);
  void endWriting(const Made &key);
  bool writeResults();
  std::string resultFolder(const std::string &prefix) const;
  Expected<std::vector<objects::ChildResult>> childResults();
  void addPending(std::vector<objects::ChildResult> &results);
  Value exportDetails();
  void raise(const char *error, const std::string &cause);

  // ---- With a journal ----
  bool takeStock();
  bool isRedrivable(const journal::Execution &child) const;
  Expected<std::vector<journal::Execution>> storedChildren() const;
  bool areWhole(const std::vector<journal::Execution> &children) const;
  bool resumeChild(const journal::Execution &child, uint32_t items);
  void startLater();
  void restartChild(const journal::Execution &child, const Later &later);
  Value storedResults();
  Expected<Ended> storedChild(const journal::Execution &child) const;
  void writeDocument(Status status, std::vector<journal::DocumentChange> &to);
  void finishDocument(Status status);
  std::string documentBody(Status status) const;

  Value items_, input_, batchInput_, readFrom_ = undefined(), writeTo_ = undefined();
  Phase phase_ = Phase::Running;
  Limits limits_;
  uint32_t itemCount_ = 0;
  std::string label_;
  std::string arn_;
  uint64_t document_ = 0; ///< number of its document; 0: not in a journal
  int64_t startMs_ = 0;
  uint32_t redrives_ = 0;
  int64_t redriveMs_ = 0;
  uint64_t redriveSeq_ = 0; ///< last row of the journal before it was redriven
  uint32_t started_ = 0;    ///< id of the MapRunStarted or MapRunRedriven event
  uint32_t nextItem_ = 0;
  std::array<Count, 5> counts_{};      ///< of children, by status
  Count notRedrivable_;                ///< of those that failed, what no redrive will change
  Count laterCount_;                   ///< of later_
  std::map<uint32_t, Child> children_; ///< running children, by first item
  std::deque<Later> later_;
  std::map<uint32_t, Value> results_; ///< unless the children are kept; by first item
  uint64_t resultBytes_ = 0;          ///< at least the size of results_
  Value error_ = undefined();         ///< set when the run has failed
  uint64_t number_ = 0;               ///< in Shard::suspensions; 0: it left memory, or is stopped
  bool starting_ = false;             ///< startMore is running
  bool isChanged_ = false;            ///< the document is older than the counts
  bool areCommitted_ = false;         ///< all ends of children
  bool isWritten_ = false;            ///< there is nothing to write any more
  std::string manifest_;              ///< the key of what was written
};

} // namespace asl::states
