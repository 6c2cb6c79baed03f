// An execution that waits and is kept as bytes.
#pragma once

#include "asl/abi/abi.h"
#include "asl/engine/options.h"
#include "runtime/exec/durable_log.h"
#include "runtime/exec/timer.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace asl::exec {

/// What an execution needs of its ExecutionOptions while it runs.
struct RunOptions {
  explicit RunOptions(ExecutionOptions &&given = {});

  std::shared_ptr<ExecutionObserver> observer;
  HistorySink *history;
  TraceSink *trace;
  /// Null when there is none.
  std::unique_ptr<std::function<HistorySink *(std::string_view executionArn)>> childHistory;
  bool express;
  bool synchronous;
};

/// What stays of an execution while its frames are bytes. Its size is that of a sleeper.
class RestingPart {
public:
  const asl_module *module = nullptr;
  RunOptions options;
  uint64_t number = 0; ///< identifies the execution within its shard
  /// The log for the journal; null when the execution is in memory only.
  DurableLog *log() { return log_.get(); }
  const DurableLog *log() const { return log_.get(); }
  /// Whether requests and answers leave the process only when their cause is in the journal.
  bool isDurable() const { return log_ != nullptr && !options.express; }
  /// True for a child of a map run. The map run ends it when the parent execution ends.
  bool isChild() const { return isChild_; }

protected:
  /// What few executions have, or all of them when they do something.
  struct Extra {
    std::string arn;
    std::string expressId;
    std::string machineName; ///< of a child of a map run, as what follows
    std::string tracePlace, itemSource, refusedInput;
    uint64_t mapRun = 0;
    uint32_t resultIndex = 0; ///< of its first item
  };
  Extra &extra() {
    if (!extra_)
      extra_ = std::make_unique<Extra>();
    return *extra_;
  }

  std::shared_ptr<const FlowNumbers> flows_; ///< of the module, once they are needed
  std::unique_ptr<DurableLog> log_;
  std::function<void(const Outcome &)> done_;
  std::string name_;
  const std::string *roleArn_ = nullptr, *arnPrefix_ = nullptr; ///< see Shard::shared
  std::unique_ptr<Extra> extra_;                                ///< null: all is empty
  uint32_t timedEvents_ = 0; ///< events up to this one have taken their time, see Shard::passTime
  bool isChild_ = false;
  bool isPaused_ = false;
  bool abortsAtTransition_ = false;
};

/// Such an execution, in as little memory as it can have. Belongs to its shard.
struct Resting : RestingPart {
  size_t stateBytes = 0, valueBytes = 0;
  std::unique_ptr<char[]> bytes; ///< its state, then the values of that
  TimerId wakeTimer = 0;         ///< the earliest deadline of any of its frames
};

/// With its log it is most of what a sleeper takes in memory, besides its data.
static_assert(sizeof(Resting) <= 216 && sizeof(DurableLog) <= 120);

} // namespace asl::exec
