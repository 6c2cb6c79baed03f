// Recordings: the requests and answers of the tasks of an execution.
#pragma once

#include "tools/mocks/plan.h"
#include "tools/mocks/problems.h"

#include <optional>
#include <string>
#include <vector>

namespace aslc::mocks {

/// What stands for the token of a task in the request that is recorded: each execution has others.
inline constexpr const char *tokenMark = "<task token>";

/// A call of a task and how it ended.
struct RecordedCall {
  std::string state;
  std::string where; ///< its place in the machine (see currentPlace); empty: not known
  uint64_t attempt = 0;
  std::optional<Json> request;           ///< none: not known
  Answer answer;                         ///< Return, Throw or Hang
  double submittedSeconds = 0;           ///< from the start of the task to `answer.submitted`
  std::optional<std::string> workerName; ///< of an activity
  std::string source; ///< of what it was read from, for messages: `calls.json:7:1`
};

struct Recording {
  std::string path; ///< of the file
  /// Of the execution, as far as they are known.
  std::optional<std::string> input, variables; ///< JSON texts
  std::optional<int64_t> startMs;              ///< since 1970
  std::string name, roleArn;
  std::string region;              ///< of a history; empty: not known
  uint64_t seed = 0;               ///< of its random numbers; 0: not known
  std::vector<RecordedCall> calls; ///< in the order of their ends; of one place, of their starts
};

/// Reads an object with `recording` and `calls`, as `aslc run --record` writes it.
Recording readRecording(const Node &root, Problems &problems);

/// Reads the file at `path`. Fails with a line for each problem, with its place.
asl::Expected<Recording> readRecordingFile(const std::string &path);

/// The calls as mocks: those of a state that had the same request are answered in their order.
Plan planOf(const Recording &recording);

/// The head and the calls in the form that readRecording reads, each on one line.
std::string headText(const Recording &recording);
std::string callText(const RecordedCall &call);

} // namespace aslc::mocks
