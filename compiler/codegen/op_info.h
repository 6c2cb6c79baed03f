// What the ops mean where both backends ask the same of them.
#pragma once

#include "compiler/ir/asl.h"

#include <string>
#include <vector>

namespace aslc::codegen {

/// Whether something in the machine reads the time at which a state was entered.
bool usesEnteredTime(ir::MachineOp machine);
/// The machine of a module; null when it holds expressions only.
ir::MachineOp machineOf(mlir::ModuleOp module);

/// How many ops the code of `op` is made of, without that of flows inside of it; a state counts a
/// few more for its transitions.
size_t codeSizeOf(mlir::Operation *op);
/// How a flow is divided into functions of about `partSize` ops, in the order of its states: the
/// number of the first state of each.
std::vector<size_t> partsOf(ir::Flow flow, size_t partSize);

/// The texts of an array of strings.
std::vector<std::string> textsOf(mlir::ArrayAttr attribute);
int64_t integerOf(mlir::Attribute attribute);
/// A step of a definite path as Jayway prints it.
std::string stepText(mlir::Attribute step);

/// The types (`ASL_TYPE_...` bits of asl/abi/abi.h) that the symbols of one parameter of a JSONata
/// signature stand for.
uint32_t typesOf(llvm::StringRef symbols);
/// Whether all that use the sequence `result` take it as it is, as `[]` behind a call does: then it
/// must not become the one item in it before.
bool isSequenceKept(mlir::Value result);

} // namespace aslc::codegen
