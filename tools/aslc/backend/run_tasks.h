// The options `--mock`, `--record` and `--replay`: executors of tasks besides the program's own
// bindings, and the recording of answers.
#pragma once

#include "compiler/ast/machine.h"
#include "runtime/program/program.h"
#include "runtime/support/expected.h"
#include "runtime/support/overwrite.h"
#include "tools/aslc/backend/program_arguments.h"
#include "tools/aslc/command/command_line.h"
#include "tools/aslc/replay/history_replay.h"
#include "tools/mocks/mock_tasks.h"
#include "tools/mocks/recorder.h"
#include "tools/mocks/replay_tasks.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aslc::tool {

struct TaskOptions {
  std::string mocks;    ///< the file of `--mock`
  std::string testCase; ///< `--case`
  std::string record;   ///< the file of `--record`
  std::string replay;   ///< the file of `--replay`: a recording, or a history
};
void addTaskOptions(CommandLine &line, TaskOptions &options);

/// Must outlive the run.
class RunTasks {
public:
  /// Reads the files. `name` is that of `machine`, which must outlive the result. The failure is a
  /// message of one or more lines.
  static asl::Expected<std::unique_ptr<RunTasks>>
  prepare(const TaskOptions &options, const std::string &name, const ast::Machine &machine);

  /// Passes the recorded input, variables and clock to the program. Adds the files
  /// of the options to `inputs`, those that the program may not write over; fails when the
  /// recording would be written over one of them.
  asl::Expected<void> addTo(ProgramArguments &program, std::vector<asl::FileUse> &inputs) const;
  /// Whether the code of the machine must tell where a task is (mocks::placeWatch).
  bool needsPlaces() const { return !options_.record.empty() || mocks_ || recording_; }
  void addTo(asl::program::Surroundings &surroundings);

  /// Completes the recording, and reports the result of a replay. Returns the exit status of a
  /// program that returned `status`.
  int finish(int status);

private:
  explicit RunTasks(TaskOptions options) : options_(std::move(options)) {}
  asl::Expected<void> readReplay(const ast::Machine &machine);
  asl::Expected<void> adjust(asl::EngineOptions &engine, asl::ExecutionOptions &execution,
                             const std::string &input);
  asl::Expected<void> beginRecording(asl::EngineOptions &engine, asl::ExecutionOptions &execution,
                                     const std::string &input);
  int finishRecording(int status);
  int finishReplay(int status) const;

  TaskOptions options_;
  std::optional<mocks::Plan> mocks_;
  std::optional<mocks::Recording> recording_; ///< that is replayed
  std::unique_ptr<replay::HistoryReplay> history_;

  // While it runs.
  std::optional<mocks::MockTasks> mockTasks_;
  std::optional<mocks::ReplayTasks> replayTasks_;
  std::unique_ptr<mocks::RecordingWriter> writer_;
  std::optional<mocks::RecordingTasks> recordingTasks_;
};

} // namespace aslc::tool
