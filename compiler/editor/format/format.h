// Formats a definition. The meaning and the comments never change.
#pragma once

#include "compiler/source/tree.h"
#include "runtime/support/expected.h"

#include <optional>
#include <string>
#include <vector>

namespace aslc::editor {

struct FormatOptions {
  unsigned width = 100;    ///< preferred maximum of columns in a line
  bool sortFields = false; ///< the fields of machines and states in one order
  bool sortStates = false; ///< states in the order of the flow, instead of as written
};

struct Formatted {
  std::string text;
  /// The faults of the tree, when it has any: `text` is empty then.
  std::optional<source::Tree> broken = std::nullopt;
  /// What was left as it is and why, as messages that begin with `FILE:LINE:COLUMN`: its style is
  /// not known here, or to sort it would change what it means.
  std::vector<std::string> left = {};
};

/// Formats `file`. Formatting the result again changes nothing.
///
/// JSON is printed anew: short arrays and objects on one line, states on several. YAML keeps the
/// styles that the author chose; only indentation, blanks and the layout of long JSONata
/// expressions change. All line ends become those of the first line. A byte order mark is removed.
/// Of a template of SAM, CloudFormation or the Serverless Framework only the definitions in it are
/// formatted.
Formatted format(std::shared_ptr<const source::File> file, source::Notation notation,
                 const FormatOptions &options);

/// The lines that differ, as a unified diff; empty when there are none.
std::string unifiedDiff(std::string_view before, std::string_view after, std::string_view name);

} // namespace aslc::editor
