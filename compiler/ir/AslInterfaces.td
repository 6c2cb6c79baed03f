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
    InterfaceMethod<"the ways out of the state, in the order in which they are tried; catchers come last",
      "::llvm::SmallVector<::aslc::ir::Transition>", "getTransitions">,
    InterfaceMethod<"whether the flow can end well in this state", "bool", "endsFlow">,
    InterfaceMethod<"whether the state can give up the thread", "bool", "maySuspend", (ins), "",
      [{ return false; }]>,
    InterfaceMethod<"what the state may fail with besides the errors of its data flow and the limits of every state; "
                    "see errorsOf and errorsEscaping in errors.h", "::aslc::ir::ErrorSet", "getWorkErrors", (ins), "",
      [{ return {}; }]>,
    InterfaceMethod<"the regions of data flow that are there, those of rules too, but not those of catchers; in the order "
                    "in which they run", "::llvm::SmallVector<::mlir::Region *>", "getDataRegions">,
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

def Asl_RaisesInterface : OpInterface<"Raises"> {
  let cppNamespace = "::aslc::ir";
  let description = [{
    An op that may leave its region with an error. It keeps its place among the others: it has a memory effect too.
  }];
  let methods = [
    InterfaceMethod<"the errors of the op itself, without those of ops in its regions", "::aslc::ir::ErrorSet",
      "getRaisedErrors">,
    InterfaceMethod<"whether errors of ops in its regions end in the op, which raises its own instead", "bool",
      "handlesErrors", (ins), "", [{ return false; }]>,
  ];
}

def Asl_PathStepInterface : OpInterface<"PathStep"> {
  let cppNamespace = "::aslc::ir";
  let description = [{
    A step of an indefinite path (`asl.each_...`): stands last in the body of a gather or of another step.
  }];
  let methods = [
    InterfaceMethod<"what the step is applied to", "::mlir::Value", "getStepInput", (ins), "",
      [{ return $_op.getValue(); }]>,
    InterfaceMethod<"the rest of the path; its argument is one match", "::mlir::Region &", "getRest", (ins), "",
      [{ return $_op.getBody(); }]>,
  ];
  let verify = [{ return ::aslc::ir::verifyPathStep($_op); }];
}

#endif
