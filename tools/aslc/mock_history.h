// Mocks from the history of an execution.
#pragma once

#include "compiler/ast/machine.h"
#include "runtime/support/expected.h"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace aslc::tool {

/// A call of a task and how it ended.
struct RecordedCall {
  nlohmann::ordered_json request;
  std::optional<nlohmann::ordered_json> result, submitted;
  std::optional<std::string> error, cause;
  bool isOver = false;
  bool hasToken = false; ///< the request holds a token, which is another one in each execution
};

struct RecordedExecution {
  nlohmann::ordered_json input = nlohmann::ordered_json::object();
  std::string status; ///< `SUCCEEDED`, ...; `RUNNING` when the history is incomplete
  std::optional<nlohmann::ordered_json> output;
  std::optional<std::string> error, cause;
  std::string started;             ///< the time as text; may be empty
  std::vector<std::string> states; ///< as they were entered
  std::vector<std::pair<std::string, std::vector<RecordedCall>>> calls; ///< by state
  std::vector<std::string> warnings; ///< about what the history lacks
};

/// Reads the answer of GetExecutionHistory, or its list of events.
asl::Expected<RecordedExecution> readHistory(const std::string &text);

/// The calls as mocks in aslc's own form. `path` is that of the history.
std::string recordedMocks(const RecordedExecution &recorded, const std::string &path);

struct RecordedTest {
  std::string history, definition; ///< their files
  std::string machine;             ///< of a template; may be empty
  std::string output;              ///< the test file, or `-`
  std::string name;
};

/// The calls as a test file that expects what the execution did.
std::string recordedTest(const RecordedExecution &recorded, const ast::Machine &machine,
                         const RecordedTest &test);

} // namespace aslc::tool
