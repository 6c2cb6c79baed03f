// A cursor in a JSONata expression that is being written: which name it is at, and what that is a
// member of. Only what stands before the cursor is looked at.
#pragma once

#include "compiler/analysis/evaluate/scope.h"
#include "compiler/editor/language/locals.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::editor {

struct JsonataCursor {
  enum class Kind : uint8_t {
    Nothing,  ///< in a comment, a text, a number, a regular expression
    Variable, ///< a name with `$`
    Member,   ///< a name behind a dot
    Bare      ///< any other place where an expression may begin
  };
  Kind kind = Kind::Nothing;
  std::string name;  ///< what is typed of the name, without `$` and backticks
  size_t length = 0; ///< its bytes before the cursor, with `$` or the opening backtick
  /// Of a Member: what it is a member of, as it is written; of a Bare place in a predicate and the
  /// like: `$`. Else empty.
  std::string receiver;
  /// The names of the receiver, when it is a variable and names: `$states`, `context`.
  std::vector<std::string> path;
  /// What stands around an expression at the cursor, so that it has the same value by itself:
  /// the variables that are bound there, and the value that `$` is.
  std::string open, close;
  std::vector<std::string> locals; ///< the names that the expression binds there
};

/// `before`: the expression up to the cursor.
JsonataCursor jsonataCursorAt(std::string_view before);

/// The value of an expression. What it was made of lives as long as `keeps`.
struct KnownValue {
  analysis::Shape shape;
  std::shared_ptr<const void> keeps;
};
/// The value of `expression` at the cursor; nothing() when it cannot be read.
KnownValue valueAt(const JsonataCursor &cursor, std::string_view expression,
                   const analysis::Scope &scope);

} // namespace aslc::editor
