// One expression of a definition with the tree it was parsed to.
//
// The parser of definitions parses every expression once; later steps use the tree. An expression
// that does not parse keeps the reason, which the parser of definitions has reported.
#pragma once

#include "compiler/expr/intrinsic/call.h"
#include "compiler/expr/jsonata/tree.h"
#include "compiler/expr/jsonpath/path.h"
#include "compiler/source/tree.h"

#include <string>
#include <variant>

namespace aslc::ast {

struct Expression {
  enum class Kind : uint8_t {
    Path,
    ReferencePath, ///< a path of single names and indexes only
    Intrinsic,     ///< `States.Name(...)`
    Jsonata
  };
  /// The tree of the expression, or the error for which there is none.
  using Tree = std::variant<jsonpath::Error, jsonata::Error, jsonpath::Path, intrinsic::Call,
                            jsonata::NodePtr>;

  Kind kind = Kind::Path;
  std::string text; ///< as written; JSONata without its marks and the blanks beside them
  const source::Node *node = nullptr; ///< the string that holds it; null outside of definitions
  size_t offset = 0;                  ///< the byte of `node`'s text at which `text` begins
  Tree tree;
  /// A ReferencePath without a tree that is a path of the other kind.
  bool isOtherPath = false;
  /// A placeholder `${...}` without a value is a part of it, so that the expression is not known.
  /// It is neither checked nor compiled.
  bool unresolved = false;

  /// Whether there is a tree. The functions below may be called only then, each for its kind.
  bool parsed() const {
    return !std::holds_alternative<jsonpath::Error>(tree) &&
           !std::holds_alternative<jsonata::Error>(tree);
  }
  const jsonpath::Path &path() const { return std::get<jsonpath::Path>(tree); }
  const intrinsic::Call &call() const { return std::get<intrinsic::Call>(tree); }
  const jsonata::Node &jsonata() const { return *std::get<jsonata::NodePtr>(tree); }
};

} // namespace aslc::ast
