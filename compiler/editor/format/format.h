// Brings a definition into its one stable form. What it means never changes, nor do comments.
#pragma once

#include "compiler/source/tree.h"
#include "runtime/support/expected.h"

#include <optional>
#include <string>

namespace aslc::editor {

struct FormatOptions {
  unsigned width = 100;    ///< columns that a line should not pass
  bool sortFields = false; ///< the fields of machines and states in one order
  bool sortStates = false; ///< states in the order of the flow, instead of as written
};

/// What is wrong with a text that cannot be formatted. The faults are those of the tree.
struct Formatted {
  std::string text;
  std::optional<source::Tree> broken; ///< set when the text has faults: `text` is empty then
};

/// Formats `file`. Formatting the result again changes nothing.
///
/// JSON is printed anew: arrays and objects that are short stand on one line, states on several.
/// YAML keeps its styles, as they are a choice of the author: indentation, blanks and the layout of
/// long JSONata expressions change. Line breaks stay those of the first line. A byte order mark
/// goes. Of a template of SAM, CloudFormation or the Serverless Framework only the definitions in
/// it are formatted.
Formatted format(std::shared_ptr<const source::File> file, source::Notation notation,
                 const FormatOptions &options);

/// The lines that differ, as a unified diff; empty when there are none.
std::string unifiedDiff(std::string_view before, std::string_view after, std::string_view name);

} // namespace aslc::editor
