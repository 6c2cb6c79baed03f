// Conformance cases as read from files.
#pragma once

#include "test/conformance/runner/compare.h"

#include <string>
#include <vector>

namespace asl::conformance {

enum class CaseKind : uint8_t {
  Execution,
  JsonPath,
  Intrinsic,
  Validation,
  TestState,
  Api,
  Jsonata
};
/// The name of the folder that such cases lie in: `executions`, `jsonpath`, ...
std::string_view kindName(CaseKind kind);

struct Case {
  CaseKind kind;
  std::string name;   ///< its identity
  std::string folder; ///< its row of the table: `executions/base`, `jsonpath`
  std::string file;
  Json body;
};

struct CaseFiles {
  std::vector<Case> cases;           ///< by file, in the order of their names
  std::vector<std::string> problems; ///< files that could not be read, with the reason
};

/// Reads every case file (`*.json`) below `folders`. The kind of its cases follows from the
/// folder that it is in, else from the members of the cases. A folder may also be a single file.
CaseFiles loadCases(const std::vector<std::string> &folders);

/// How a case ended.
struct Verdict {
  enum class Outcome : uint8_t { Passed, Failed, Skipped };
  Outcome outcome = Outcome::Passed;
  std::string text; ///< Skipped: the reason. Failed: what happened, unless `differences` show it
  Differences differences; ///< Failed
  uint64_t losses = 0;     ///< how often the power was lost

  static Verdict passed() { return {}; }
  static Verdict failed(std::string text) { return {Outcome::Failed, std::move(text), {}, 0}; }
  static Verdict skipped(std::string reason) {
    return {Outcome::Skipped, std::move(reason), {}, 0};
  }
  static Verdict of(Differences differences);
};

} // namespace asl::conformance
