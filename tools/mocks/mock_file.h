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

struct MockFile {
  std::string path;
  /// Of a MockConfigFile.json: the test cases of each machine.
  std::map<std::string, std::map<std::string, Plan>, std::less<>> machines;
  bool hasCases = false; ///< it is a MockConfigFile.json
  bool isRecording = false;
  Plan plan; ///< of a recording, and of a file in aslc's own form
};

/// Reads the file at `path`, in JSON or YAML. An object with `StateMachines` and `MockedResponses`
/// is a MockConfigFile.json, one with `mocks` has aslc's own form, one with `calls` is a recording,
/// whose answers become mocks. Fails with a line for each
/// problem, with its place. Any thread.
asl::Expected<MockFile> readMockFile(const std::string &path);

/// The mocks of `file` for the machine `machine`. `testCase` names the case of a
/// MockConfigFile.json, as `Case` or `Machine#Case`; it is empty for a file in aslc's own form.
/// Fails when there is no such machine or case, and says which there are.
asl::Expected<Plan> planFor(const MockFile &file, std::string_view machine,
                            std::string_view testCase);

} // namespace aslc::mocks
