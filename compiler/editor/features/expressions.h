// Expressions while they are being typed: the name at the cursor, and its value.
#pragma once

#include "compiler/editor/features/jsonata_cursor.h"
#include "compiler/editor/features/path_cursor.h"
#include "compiler/editor/language/where.h"

#include <span>
#include <string>
#include <vector>

namespace aslc::editor {

/// The expression before the cursor as it is meant: without the escapes of the text that it stands
/// in, and without the mark `{%`.
std::string expressionBefore(const Snapshot &snapshot, const Where &where);
/// `text` up to the end of the name that is at `cursor`.
std::string_view throughName(std::string_view text, size_t cursor);

/// What a JSONata expression in the state around reads.
analysis::Scope scopeAt(const Snapshot &snapshot, const Where &where);
/// The value of the complete steps of a path, in the state around; nothing() when not known.
analysis::Shape shapeOf(const PathCursor &path, const Snapshot &snapshot, const Where &where);
/// What members are taken of: an item where the value is an array.
analysis::Shape itemOf(analysis::Shape shape);

/// A shape in words; a constant as itself.
std::string wordsOf(const analysis::Shape &shape);

/// A member of `$states` or of the context object, and what it is.
struct NamedText {
  std::string_view name, about;
  bool isThere = true; ///< in the field around the cursor
};
std::vector<NamedText> statesMembers(const Where &where);
/// Those of the context object that `names` lead to.
std::vector<NamedText> contextMembers(const Where &where, std::span<const std::string> names);

/// Whether a path in the field around the cursor may begin with `$$`.
bool takesContext(const Where &where);

/// `substring(string, start, length?)`, from the signature of the library.
std::string signatureOfFunction(std::string_view name);
std::string_view aboutFunction(std::string_view name);
/// `States.ArrayContains(array, value)`; `name` is without `States.`.
std::string signatureOfIntrinsic(std::string_view name);
std::string_view aboutIntrinsic(std::string_view name);
std::vector<std::string_view> intrinsicNames();
/// The parameters of a signature as written above.
std::vector<std::string> parametersOf(std::string_view signature);

} // namespace aslc::editor
