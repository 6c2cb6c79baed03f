// Findings of an earlier run, which later runs do not report again.
#pragma once

#include "compiler/diag/engine.h"
#include "compiler/source/tree.h"
#include "runtime/support/expected.h"

#include <map>
#include <string>
#include <tuple>

namespace aslc::report {

/// How many findings of each kind each state of each file had. Lines and messages do not count, so
/// that a baseline outlives changes elsewhere.
class Baseline {
public:
  /// Reads the output of `text`.
  static asl::Expected<Baseline> read(std::string_view text);

  /// Adds the errors and warnings of a file.
  void add(const std::string &file, const source::Tree &tree, const diag::Engine &diagnostics);

  /// Removes from `diagnostics` the findings of `file` that the baseline has, in the order of their
  /// places, and from the baseline what was found. Returns their number.
  size_t take(const std::string &file, const source::Tree &tree, diag::Engine &diagnostics);

  /// The number of findings.
  size_t size() const;
  /// As JSON, sorted, with a line for each entry.
  std::string text() const;

private:
  using Key = std::tuple<std::string, std::string, std::string>; ///< file, state path, kind
  std::map<Key, size_t> counts_;
};

} // namespace aslc::report
