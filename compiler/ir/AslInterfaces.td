// What every state, and every set of states, can be asked.
#ifndef ASL_INTERFACES_TD
#define ASL_INTERFACES_TD

include "mlir/IR/OpBase.td"

def Asl_StateInterface : OpInterface<"State"> {
  let cppNamespace = "::aslc::ir";
  let description = [{
    A state of a machine. Analyses and backends ask these questions instead of telling eight ops apart.
  }];
  let methods = [
    InterfaceMethod<"the names of the states that may come next, without those of catchers",
      "::llvm::SmallVector<::mlir::FlatSymbolRefAttr>", "getSuccessorStates">,
    InterfaceMethod<"the catchers in their order", "::llvm::SmallVector<::mlir::Operation *>", "getCatcherOps",
      (ins), "", [{ return {}; }]>,
    InterfaceMethod<"whether the flow can end well in this state", "bool", "endsFlow">,
    InterfaceMethod<"whether the state can give up the thread", "bool", "maySuspend", (ins), "",
      [{ return false; }]>,
  ];
}

def Asl_FlowInterface : OpInterface<"Flow"> {
  let cppNamespace = "::aslc::ir";
  let description = [{ One `States` object: the machine, a branch of Parallel, the processor of Map. }];
  let methods = [
    InterfaceMethod<"the state it begins in", "::mlir::FlatSymbolRefAttr", "getStartState", (ins), "",
      [{ return $_op.getStartAttr(); }]>,
    InterfaceMethod<"the variables of its scope, by slot; may be null", "::mlir::ArrayAttr", "getVariableNames",
      (ins), "", [{ return $_op.getVariablesAttr(); }]>,
    InterfaceMethod<"the block that holds its states", "::mlir::Block &", "getStateBlock", (ins), "",
      [{ return $_op.getStates().front(); }]>,
  ];
}

#endif
