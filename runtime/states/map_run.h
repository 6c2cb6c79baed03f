// A map run: the child executions of a distributed Map, and how many of them may fail.
#pragma once

#include "asl/engine/engine.h"
#include "runtime/exec/execution.h"
#include "runtime/exec/suspension.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace asl::states {

using namespace exec;

/// From MapRunStarted to its end (States Language rules, 7.9). The children run on the shard of
/// their parent, each with a heap and a history of its own.
class MapRun final : public Suspension {
public:
  struct Limits {
    int64_t concurrency = 0;
    std::optional<int64_t> toleratedCount;
    std::optional<double> toleratedPercentage;
    bool batched = false;
    int64_t itemsPerBatch = 0; ///< 0: no bound
    int64_t bytesPerBatch = 0; ///< 0: no bound
  };

  MapRun(Frame &frame, const asl_map_arguments &arguments, const Limits &limits);
  ~MapRun() override;
  void start();

  /// The child that makes result `index` has ended. It may do so within the call that starts it.
  void childDone(uint32_t index, const Outcome &outcome);

  bool complete() override;
  void cancel() override;
  void writeAborted(uint32_t cause) override;
  void addRoots(std::vector<Value *> &roots) override;

private:
  struct Child {
    uint64_t number = 0; ///< Shard's
    uint32_t items = 0;
    std::string input, name, arn;
    int64_t startMs = 0;
  };

  void startMore();
  void startChild();
  Value itemAt(uint32_t index, Value &key, Value &item);
  /// The input that the next item alone makes; an error where ItemSelector fails.
  Value nextInput(ChildIdentity &identity);
  Value nextBatch(ChildIdentity &identity);
  bool isThresholdExceeded() const;
  bool isDecided() const { return isError(error_); }
  std::string childRecord(const Child &child, const Outcome &outcome);

  Value items_, input_, batchInput_;
  const Limits limits_;
  const uint32_t itemCount_;
  const std::string label_;
  std::string arn_;
  uint32_t started_ = 0; ///< id of MapRunStarted
  uint32_t nextItem_ = 0;
  int64_t failedItems_ = 0;
  std::map<uint32_t, Child> children_; ///< those that run, by index of the result
  std::vector<Value> results_;
  Value error_ = undefined(); ///< why the run failed
  const uint64_t number_;     ///< among the shard's map runs
  bool starting_ = false;     ///< in startMore
};

} // namespace asl::states
