// Every expression of a state in one list: paths, intrinsic calls and JSONata, wherever they stand.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/expr/jsonata/check.h"

#include <functional>
#include <string_view>

namespace aslc::sema {

struct Expression {
  enum class Kind : uint8_t {
    Path,
    ReferencePath, ///< names and single indexes only
    Intrinsic,
    Jsonata
  };
  Kind kind;
  std::string_view text;
  const source::Node *node;  ///< the string that holds it
  std::string_view field;    ///< the field or key it is the value of
  bool context = true;       ///< may begin with `$$`
  bool variables = true;     ///< may begin with `$name`
  bool givesText = false;    ///< an intrinsic call here must give a string
  jsonata::Scope scope = {}; ///< JSONata: which members `$states` has

  /// Where `text` begins in the text of `node`.
  size_t offset() const;
};

/// The expressions that `state` itself evaluates, not those of the sub-workflows in it.
void forEachExpression(const ast::State &state,
                       const std::function<void(const Expression &)> &visit);

} // namespace aslc::sema
