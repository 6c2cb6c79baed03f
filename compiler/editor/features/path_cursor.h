// A cursor in a JSONPath, or in a call of an intrinsic function: which name it is at. Only what
// stands before the cursor is looked at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aslc::editor {

struct PathCursor {
  bool isNothing =
      false;        ///< in a text, a number, behind `..`: no name is known that may stand there
  std::string root; ///< `$`, `$$`, `$name`, `States`, or empty where a path may begin
  /// The complete steps from the root; `[]` is any item, `*` any item or member. Those of a `@` of
  /// a filter are behind the steps of the path that the filter is of.
  std::vector<std::string> names;
  std::string last;    ///< what is typed of the name, with `$` when it is that of a root
  bool hasDot = false; ///< the name follows a dot
  /// The name follows a bracket; then `last` begins with its quote, when that is typed.
  bool hasBracket = false;
};

PathCursor pathCursorAt(std::string_view before);

} // namespace aslc::editor
