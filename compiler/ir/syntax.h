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

/// JSON text in quotes.
mlir::ParseResult parseJson(mlir::OpAsmParser &parser, JsonAttr &value);
void printJson(mlir::OpAsmPrinter &printer, mlir::Operation *op, JsonAttr value);

/// An attribute of an enumeration, or a function, as a keyword.
template <typename Attr> mlir::ParseResult parseWord(mlir::OpAsmParser &parser, Attr &word) {
  auto value = mlir::FieldParser<decltype(word.getValue())>::parse(parser);
  if (mlir::failed(value))
    return mlir::failure();
  word = Attr::get(parser.getContext(), *value);
  return mlir::success();
}
template <typename Attr> void printWord(mlir::OpAsmPrinter &printer, mlir::Operation *, Attr word) {
  printer << word.getValue();
}

/// Rules for fields as keywords with commas between them.
mlir::ParseResult parseFieldRules(mlir::OpAsmParser &parser, FieldRulesAttr &rules);
void printFieldRules(mlir::OpAsmPrinter &printer, mlir::Operation *op, FieldRulesAttr rules);

/// `: i1`, or nothing for a value.
mlir::ParseResult parseYieldType(mlir::OpAsmParser &parser, mlir::Type &type);
void printYieldType(mlir::OpAsmPrinter &printer, mlir::Operation *op, mlir::Type type);

} // namespace aslc::ir
