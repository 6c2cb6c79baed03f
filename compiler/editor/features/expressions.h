// Expressions while they are being typed: the name at the cursor, and its value.
#pragma once

#include "compiler/editor/language/where.h"

#include <string>
#include <vector>

namespace aslc::editor {

/// The part of a path or a name before the cursor: `$states.input.ord`.
struct Chain {
  std::string root;               ///< `$`, `$$`, `$name`, `States`, or empty
  std::vector<std::string> names; ///< complete steps; an index is `[]`
  std::string last;               ///< the name that is being typed
  bool hasDot = false;            ///< the last name follows a dot
  size_t lastBegin = 0;           ///< where the last name begins in the text before the cursor
};

/// The chain at the end of `before`.
Chain chainAt(std::string_view before);
/// `text` up to the end of the name that is at `cursor`.
std::string_view throughName(std::string_view text, size_t cursor);

/// The value of a chain without its last name, in the state around; nothing() when not known.
analysis::Shape shapeOf(const Chain &chain, const Snapshot &snapshot, const Where &where);

/// A shape in words; a constant as itself.
std::string wordsOf(const analysis::Shape &shape);

/// Members of `$states`, and of the context object, with what each is.
struct NamedText {
  std::string_view name, about;
};
std::vector<NamedText> statesMembers(const Where &where);
std::vector<NamedText> contextMembers(const Path &statePath, const std::vector<std::string> &names);

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
