// Replaying the history of an execution: its tasks answer as they did, and what happens is compared
// with what happened.
#pragma once

#include "runtime/support/expected.h"
#include "tools/aslc/replay/history_calls.h"

#include <memory>
#include <optional>
#include <string>

namespace aslc::replay {

class HistoryReplay {
public:
  /// Reads a history as GetExecutionHistory returns it, of an execution of `machine`, which must
  /// outlive the result. Fails with where the file is wrong, or what it leaves out.
  static asl::Expected<std::unique_ptr<HistoryReplay>>
  read(std::shared_ptr<const asl::document::File> file, const ast::Machine &machine);

  /// What the tasks answered.
  const mocks::Recording &recording() const { return recording_; }
  /// Sees the events of the execution that replays it, and passes them on to `next`, which may be
  /// null. To be called once.
  asl::HistorySink &watch(asl::HistorySink *next);

  struct Verdict {
    bool isReproduced = false;
    std::string text; ///< sentences and lines for people
  };
  /// Compares what was seen, once the execution has ended.
  Verdict judge() const;

private:
  HistoryReplay(std::string path, const ast::Machine &machine)
      : path_(std::move(path)), machine_(machine) {}
  std::string wholeText() const;
  std::string childrenText(int64_t id) const;

  std::string path_;
  const ast::Machine &machine_;
  std::vector<Event> events_; ///< up to the first redrive
  size_t left_ = 0;           ///< events from there on
  bool isWhole_ = false;      ///< they hold an end that the execution reached by itself
  std::map<std::string, Flow> flows_;
  mocks::Recording recording_;
  std::optional<EventSink> sink_;
};

} // namespace aslc::replay
