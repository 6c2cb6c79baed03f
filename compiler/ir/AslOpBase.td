// What the definitions of all ops are made of.
#ifndef ASL_OP_BASE_TD
#define ASL_OP_BASE_TD

include "AslDialect.td"
include "AslEnums.td"
include "AslInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

/// An op that may leave its state with an error: it must neither be dropped nor change places with another.
class Asl_RaisingOp<string mnemonic, string error, list<Trait> traits = []>
    : Asl_Op<mnemonic, traits # [MemoryEffects<[MemWrite]>,
                                 DeclareOpInterfaceMethods<Asl_RaisesInterface, ["getRaisedErrors"]>]> {
  let extraClassDefinition = [{
    ::aslc::ir::ErrorSet $cppClass::getRaisedErrors() { return {::aslc::ir::errors::}] # error # [{}; }
  }];
}

#endif
