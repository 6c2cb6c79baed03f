// Records the answers of tasks.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/support/expected.h"
#include "tools/mocks/recording.h"

#include <memory>
#include <mutex>
#include <string>

namespace aslc::mocks {

/// The file of a recording. It is a whole recording after each call that is added, so that nothing
/// that was answered is lost when the process ends, however it ends. Any thread.
class RecordingWriter {
public:
  /// Replaces the file at `path`.
  static asl::Expected<std::unique_ptr<RecordingWriter>> create(const std::string &path);
  ~RecordingWriter();
  RecordingWriter(const RecordingWriter &) = delete;
  RecordingWriter &operator=(const RecordingWriter &) = delete;

  /// The head comes before the calls. Blocks while the file is written.
  void begin(const Recording &head);
  void add(const RecordedCall &call);
  /// Why something is missing in the file.
  asl::Expected<void> state() const;

private:
  explicit RecordingWriter(int descriptor) : descriptor_(descriptor) {}
  void append(const std::string &text);

  const int descriptor_;
  mutable std::mutex mutex_;
  bool isFirst_ = true;
  int64_t end_ = 0; ///< of the calls: there the next one is written
  asl::Expected<void> state_;
};

/// Passes tasks on to others and writes down what they answer. May be called from any thread.
class RecordingTasks final : public asl::task::TaskExecutor {
public:
  /// Both must outlive this and the tasks.
  RecordingTasks(asl::task::TaskExecutor &others, RecordingWriter &writer);
  /// Writes down the calls that were never answered.
  ~RecordingTasks() override;

  uint64_t start(const asl::task::Request &request,
                 std::shared_ptr<asl::task::Reply> reply) override;
  std::optional<std::string> unbound(const asl::task::Request &request) override;
  bool mayRepeat(const asl::task::Request &request) override;
  void cancel(uint64_t handle) override;

private:
  class Ledger;
  class RecordingReply;

  asl::task::TaskExecutor &others_;
  std::shared_ptr<Ledger> ledger_; ///< replies may come when this is gone
};

} // namespace aslc::mocks
