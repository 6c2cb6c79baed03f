// Files of mocks: the MockConfigFile.json of Step Functions Local and of the emulators that read
// it, and files in aslc's own form.
#pragma once

#include "runtime/support/expected.h"
#include "tools/mocks/plan.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::mocks {

/// What a file has for all machines, or for one of them.
struct MockScope {
  std::string place;                              ///< of the machine's name; empty for all machines
  Plan plan;                                      ///< whatever the test case
  std::map<std::string, Plan, std::less<>> cases; ///< the test cases
};

struct MockFile {
  std::string path;
  MockScope all; ///< of a recording, and of a file in aslc's own form
  std::map<std::string, MockScope, std::less<>> machines;
  bool isConfig = false; ///< it is a MockConfigFile.json
  bool isRecording = false;
};

/// Reads the file at `path`, in JSON or YAML. An object with `StateMachines` and `MockedResponses`
/// is a MockConfigFile.json, one with `mocks`, `cases` or `machines` has aslc's own form, one with
/// `calls` is a recording, whose answers become mocks. Fails with a line for each problem, with its
/// place. Any thread.
asl::Expected<MockFile> readMockFile(const std::string &path);

/// The mocks of `file` for the machine `machine`. `testCase` names the case, as `Case` or
/// `Machine#Case`; a MockConfigFile.json has nothing without one, a file in aslc's own form has
/// what holds in all cases. Fails when there is no such machine or case, and says which there are.
asl::Expected<Plan> planFor(const MockFile &file, std::string_view machine,
                            std::string_view testCase);

} // namespace aslc::mocks
