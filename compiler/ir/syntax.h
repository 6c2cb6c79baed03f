// The parts of the printed form that TableGen cannot describe: see the custom directives in
// AslOps.td.
#pragma once

#include "compiler/ir/asl.h"

namespace aslc::ir {

/// A region with its name: `enter(%in) { ... }`, `catches { ... }`; those of states on a line of
/// their own. Nothing when it is absent.
mlir::ParseResult parsePart(mlir::OpAsmParser &parser, mlir::Region &region,
                            llvm::StringRef keyword);
void printPart(mlir::OpAsmPrinter &printer, mlir::Operation *op, mlir::Region &region,
               llvm::StringRef keyword);

/// `retry [...]`, on a line of its own.
mlir::ParseResult parseRetry(mlir::OpAsmParser &parser, mlir::ArrayAttr &retry);
void printRetry(mlir::OpAsmPrinter &printer, mlir::Operation *op, mlir::ArrayAttr retry);

/// The steps of a definite path as text: `"$.a['b c'][0]['d', 'e'][length-1]"`.
mlir::ParseResult parseSteps(mlir::OpAsmParser &parser, mlir::ArrayAttr &steps);
void printSteps(mlir::OpAsmPrinter &printer, mlir::Operation *op, mlir::ArrayAttr steps);

/// A string as a bare word where it can be one.
mlir::ParseResult parseWord(mlir::OpAsmParser &parser, mlir::StringAttr &word);
void printWord(mlir::OpAsmPrinter &printer, mlir::Operation *op, mlir::StringAttr word);

/// Numbers of asl/abi/abi.h by name: ASL_NAME_* as `skip`, `raise`, `last`; asl_scan as `objects`,
/// ...
mlir::ParseResult parseMissing(mlir::OpAsmParser &parser, mlir::IntegerAttr &missing);
void printMissing(mlir::OpAsmPrinter &printer, mlir::Operation *op, mlir::IntegerAttr missing);
mlir::ParseResult parseScan(mlir::OpAsmParser &parser, mlir::IntegerAttr &scan);
void printScan(mlir::OpAsmPrinter &printer, mlir::Operation *op, mlir::IntegerAttr scan);

/// `: i1`, or nothing for a value.
mlir::ParseResult parseYieldType(mlir::OpAsmParser &parser, mlir::Type &type);
void printYieldType(mlir::OpAsmPrinter &printer, mlir::Operation *op, mlir::Type type);

} // namespace aslc::ir
