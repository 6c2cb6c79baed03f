// The ways out of a state.
#pragma once

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Operation.h"

namespace aslc::ir {

/// One way out of a state, with the data flow that makes its output. An analysis follows values
/// from state to state by it: what `output()` gives becomes the first argument of the regions of
/// `next`.
struct Transition {
  mlir::FlatSymbolRefAttr next; ///< null where the flow ends
  mlir::Operation *op;          ///< the state, or its asl.rule or asl.catcher
  mlir::Region *exit;           ///< what makes the output; may be empty
  unsigned identity;            ///< the argument of `exit` that is the output when `exit` is empty

  bool isIdentity() const { return exit->empty(); }
  /// The value that `exit` yields; null for an identity.
  mlir::Value output() const {
    return isIdentity() ? mlir::Value() : exit->front().getTerminator()->getOperand(0);
  }
};

} // namespace aslc::ir
