// Queries on ops that both backends need.
#pragma once

#include "compiler/ir/asl.h"

#include "mlir/IR/BuiltinOps.h"

#include <optional>
#include <string>
#include <vector>

namespace aslc::codegen {

/// Whether the machine reads the time at which a state was entered.
bool usesEnteredTime(ir::MachineOp machine);
/// The machine of a module; null when it holds expressions only.
ir::MachineOp machineOf(mlir::ModuleOp module);

/// The hash of the machine's definition; if it was not lowered from one, the hash of the machine
/// itself.
std::string definitionHash(ir::MachineOp machine);

/// Whether there is a machine and its type is Express.
bool isExpress(ir::MachineOp machine);
/// One more than the largest number of a library function that the module uses; 0 when it uses
/// none.
uint32_t libraryFunctionsOf(mlir::ModuleOp module);

/// How many ops the code of `op` is made of, without that of flows inside of it; a state counts a
/// few more for its transitions.
size_t codeSizeOf(mlir::Operation *op);
/// How a flow is divided into functions of about `partSize` ops, in the order of its states: the
/// number of the first state of each.
std::vector<size_t> partsOf(ir::Flow flow, size_t partSize);

/// The function of the ABI for an intrinsic function: `asl_intrinsic_math_add`.
llvm::StringRef codeOf(ir::Intrinsic function);
/// Enumerations of the dialect as C has them in asl/abi. Their numbers are the same:
/// `static_cast<uint32_t>(value)`.
std::string nameInC(ir::Comparison comparison);          ///< `ASL_LT`
std::string nameInC(ir::Arithmetic op);                  ///< `ASL_ADD`
std::string nameInC(asl_site_kind kind);                 ///< `ASL_SITE_TEMPLATE`
std::string nameInC(ir::ContextPart part);               ///< `ASL_CONTEXT_EXECUTION_ID`
std::string nameInC(std::optional<ir::ResultType> type); ///< `ASL_RESULT_NUMBER`
std::string nameInC(asl_library function);               ///< `ASL_LIBRARY_sum`
/// The value of asl_path_site::kind. For the path of a variable it is ASL_SITE_PATH, because
/// asl_variable_failed makes the error.
asl_site_kind siteKindOf(ir::Site site);
/// The value of asl_state_info::path: `Orders/Check[1]/Pay`.
std::string statePath(ir::State state);
/// The asl_field_rule bits of a state; 0 for states without fields that have rules.
uint32_t fieldRulesOf(ir::State state);
/// The asl_result_type for what a field takes.
uint32_t resultTypeOf(std::optional<ir::ResultType> type);

/// The description of a map's reader in a module: the members of asl_reader_info.
struct ReaderParts {
  explicit ReaderParts(ir::ReaderAttr reader);
  uint8_t source, format, delimiter = 0, headersGiven = 0;
  std::vector<std::string> headers, pointer;
};
/// The description of its writer: asl_writer_info.
struct WriterParts {
  explicit WriterParts(ir::WriterAttr writer);
  uint8_t exports, form, lines;
};

/// The texts of an array of strings.
std::vector<std::string> textsOf(mlir::ArrayAttr attribute);
int64_t integerOf(mlir::Attribute attribute);
/// A step of a definite path as Jayway prints it.
std::string stepText(mlir::Attribute step);

/// The types (`ASL_TYPE_...` bits of asl/abi/abi.h) that the symbols of one parameter of a JSONata
/// signature stand for.
uint32_t typesOf(llvm::StringRef symbols);
/// Whether all users of the sequence `result` need the sequence itself, as `[]` after a call does:
/// then it must not be replaced by its only item.
bool isSequenceKept(mlir::Value result);

} // namespace aslc::codegen
