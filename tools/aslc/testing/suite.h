// Files of tests, `*.asl.test.yaml`, as they are read. docs/testing.md describes their form.
#pragma once

#include "runtime/support/document/tree.h"
#include "runtime/support/expected.h"
#include "tools/mocks/plan.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aslc::testing {

using mocks::Json;

/// The machine that a file of tests is about.
struct Subject {
  std::string file;    ///< a definition or a template
  std::string machine; ///< which one of a template; may be empty
  std::map<std::string, std::string> defines, parameters;
  std::optional<std::string> type; ///< `standard` or `express`
  std::string place;               ///< where the test file says so, for messages
  /// Where the names of `defines` and `parameters` stand.
  std::map<std::string, std::string> places;
  bool operator==(const Subject &) const = default;
};

/// The name of a state in a test file.
struct StateName {
  std::string name;
  std::string place; ///< `file:line:column`
};

/// An expected value, and where it stands.
struct Wanted {
  Json value;
  asl::document::Range range;
  std::vector<StateName> states; ///< whose visits, waits or calls it tells
  bool isAlias = false;          ///< the value stands elsewhere, where others may use it too
};

/// A JSON Schema, and where its parts stand.
struct InputSchema {
  Json value;
  /// `file:line:column` by JSON pointers such as `#/properties/id`.
  std::shared_ptr<const std::map<std::string, std::string>> places;
};

/// One run of a machine, and what is expected of it.
struct Case {
  std::string name;
  asl::document::Range range; ///< of the test, or of its row in a table of cases
  std::string input = "{}";   ///< JSON text
  mocks::Plan plan;
  std::vector<std::string> stateNames;  ///< of the plan's parts that stand in the test file
  std::string tasks;                    ///< a task file for what is not mocked; may be empty
  std::optional<int64_t> startMs;       ///< of the virtual clock, since 1970
  uint64_t seed = 1;                    ///< of random numbers, UUIDs and jitter
  std::string execution;                ///< its name; may be empty
  std::map<std::string, Wanted> expect; ///< by the names of fields, such as `outputContains`
  std::optional<InputSchema> schema;    ///< of random inputs
  /// Where `--update` writes expectations when there are none: the place and the column.
  std::optional<std::pair<uint32_t, uint32_t>> expectAt;
};

struct Suite {
  std::string path;
  std::shared_ptr<const asl::document::File> file;
  Subject subject;
  std::vector<Case> cases;
};

/// Reads the test file at `path`. Fails with all that is wrong with it, a line for each problem.
/// `files`, unless null, gets the files that it is made of (mocks, schemas, task files), also when
/// it fails. Any thread.
asl::Expected<Suite> readSuite(const std::string &path, std::vector<std::string> *files = nullptr);

} // namespace aslc::testing
