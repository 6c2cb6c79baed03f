// JSONata expressions as ops.
#pragma once

#include "compiler/expr/jsonata/tree.h"
#include "compiler/lower/flow_builder.h"

#include "llvm/ADT/StringMap.h"

namespace aslc::lower {

/// The values of names around an expression of a state.
struct StatesBindings {
  mlir::Value input;       ///< `$states.input`
  mlir::Value result;      ///< `$states.result`; null where there is none
  mlir::Value errorOutput; ///< `$states.errorOutput`; null where there is none
};

/// The field that an expression fills: its place (`Output/a[0]`) and the type it takes, if only
/// one.
struct JsonataField {
  std::string place;
  std::optional<ir::ResultType> type = {};
};

/// The value of an expression of JSONata as an `asl.jsonata`.
mlir::Value lowerJsonata(FlowBuilder &builder, const Scope &scope, const StatesBindings &states,
                         const ast::Expression &expression, const JsonataField &field);

/// The value of a resolved tree where `$` and `$$` are `input`, as the ops themselves: the result
/// may be undefined or a function, errors are JSONata's own.
mlir::Value lowerJsonataTree(FlowBuilder &builder, const jsonata::Node &tree, mlir::Value input,
                             const llvm::StringMap<mlir::Value> &bindings);

} // namespace aslc::lower
