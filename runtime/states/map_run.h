// A map run: the child executions of a distributed Map, with its concurrency, batches and tolerated
// failures. See https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html.
#pragma once

#include "asl/engine/options.h"
#include "runtime/exec/execution.h"
#include "runtime/exec/saved_state.h"
#include "runtime/exec/suspension.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace asl::states {

using namespace exec;

/// The error of a map run of which more items failed than it tolerates.
Value toleranceError(Heap &heap);

/// Exists from MapRunStarted until the Map state continues. The children run on the shard of their
/// parent; each has its own heap and history.
class MapRun final : public Suspension {
public:
  struct Limits {
    int64_t concurrency = 0;
    std::optional<int64_t> toleratedCount;
    std::optional<double> toleratedPercentage;
    bool batched = false;
    int64_t itemsPerBatch = 0; ///< 0: no limit
    int64_t bytesPerBatch = 0; ///< 0: no limit

    /// Whether so many failed items of `total` are more than the given limits tolerate.
    bool areExceeded(int64_t failed, size_t total) const;
    /// Reads the limits of a distributed Map but the concurrency. Returns an error or undefined.
    Value read(Frame &frame, const asl_map_arguments &arguments);
  };

  MapRun(Frame &frame, const asl_map_arguments &arguments, const Limits &limits);
  /// From what `save` wrote.
  MapRun(Frame &frame, Loader &loader);
  ~MapRun() override;
  void start();

  /// `index` is that of the child's result. Possibly called while `startChild` is still running.
  void childExecutionEnded(uint32_t index, const Outcome &outcome) override;
  void save(Saver &saver) const override;
  void detach() override;
  void resumed() override;

  bool complete() override;
  void cancel() override;
  void writeAborted(uint32_t cause) override;
  void addRoots(std::vector<Value *> &roots) override;

private:
  struct Child {
    uint64_t number = 0; ///< identifies the child within the shard
    uint32_t items = 0;
    std::string input, name, arn;
    int64_t startMs = 0;
  };

  void startMore();
  void startChild();
  Value itemAt(uint32_t index, Value &key, Value &item);
  /// The input made from the next item; an error value when ItemSelector fails.
  Value nextInput(ChildIdentity &identity);
  Value nextBatch(ChildIdentity &identity);
  bool isThresholdExceeded() const;
  bool isDecided() const { return isError(error_); }
  std::string childRecord(const Child &child, const Outcome &outcome);

  Value items_, input_, batchInput_;
  Limits limits_;
  uint32_t itemCount_ = 0;
  std::string label_;
  std::string arn_;
  uint32_t started_ = 0; ///< id of the MapRunStarted event
  uint32_t nextItem_ = 0;
  int64_t failedItems_ = 0;
  std::map<uint32_t, Child> children_; ///< running children, by index of the result
  std::vector<Value> results_;
  Value error_ = undefined(); ///< set when the run has failed
  uint64_t number_ = 0;       ///< in Shard::suspensions; 0: it left memory
  bool starting_ = false;     ///< startMore is running
};

} // namespace asl::states
