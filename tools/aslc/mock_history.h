// Mocks from the history of an execution.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/report/run/history.h"

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
  std::vector<std::string> states;                                      ///< as they were entered
  std::vector<std::pair<std::string, std::vector<RecordedCall>>> calls; ///< by state
  std::vector<std::string> warnings; ///< about what the history lacks
};

/// What the events of an execution tell about its tasks and its end.
RecordedExecution recordedIn(const report::run::History &history);

/// The calls as mocks in aslc's own form. `path` is that of the history.
std::string recordedMocks(const RecordedExecution &recorded, const std::string &path);

struct RecordedTest {
  std::string history, definition; ///< their files
  std::string machine;             ///< of a template; may be empty
  std::string output;              ///< the test file, or `-`
  std::string name;
  std::map<std::string, std::string> defines, parameters; ///< of the definition or template
  std::string type;                                       ///< as `--type` gives it; may be empty
};

/// The calls as a test file that expects what the execution did.
std::string recordedTest(const RecordedExecution &recorded, const ast::Machine &machine,
                         const RecordedTest &test);

} // namespace aslc::tool
