// The tree of a definition: that of every document, with the limits of definitions and with
// `${Name}` placeholders replaced.
#pragma once

#include "compiler/source/file.h"
#include "runtime/support/document/tree.h"

#include <map>
#include <memory>
#include <string>

namespace aslc::source {

using asl::document::AmbiguousScalar;
using asl::document::Fault;
using asl::document::FaultKind;
using asl::document::maxDepth;
using asl::document::Member;
using asl::document::Node;
using asl::document::Notation;
using asl::document::notationOf;
using asl::document::Segment;
using asl::document::toJson;
using asl::document::Tree;

/// Values for `${Name}` placeholders, as CloudFormation and Terraform write them.
///
/// A name is letters, digits and `_ . - :: [ ]`; anything else in `${...}` is plain text. Inside a
/// string (and inside a longer plain scalar of YAML) the value is inserted as text; placeholders in
/// it are not replaced. Where a placeholder is a whole value without quotes, its value is read as
/// JSON text; a value that is not JSON text becomes a string. `${!Name}` in a string is the text
/// `${Name}`.
struct Definitions {
  std::map<std::string, std::string, std::less<>>
      values;                  ///< name -> text (JSON text where unquoted)
  bool allowUndefined = false; ///< keep `${Name}` as it is instead of a fault
};

/// In characters, as AWS counts them. A longer text is not read.
inline constexpr size_t maxCharacters = 1048576;
/// A longer text always has more than `maxCharacters` characters.
inline constexpr size_t maxBytes = 4 * maxCharacters;

/// Reads `file`. Always returns a tree: its `faults` list the syntax errors, and it holds the parts
/// that could be read. Without faults it is the whole definition.
Tree read(std::shared_ptr<const File> file, Notation notation, const Definitions &definitions = {});

} // namespace aslc::source
