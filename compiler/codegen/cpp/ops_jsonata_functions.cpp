// Functions as values: a lambda is a function of its own that finds the values around it in the
// heap.
#include "compiler/codegen/cpp/function_emitter.h"

#include "compiler/expr/jsonata/tree.h"
#include "runtime/expr/jsonata/library/library.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace aslc::codegen::cpp;

namespace ir = aslc::ir;
namespace jsonata = aslc::jsonata;

/// The result of a call as a normal value, unless `[]` after the call needs the sequence itself.
void FunctionEmitter::giveNormalized(mlir::Operation *op, const llvm::Twine &call,
                                     const llvm::Twine &name) {
  auto library = mlir::dyn_cast<ir::LibraryOp>(op);
  if (library && library.getTail())
    return give(op, call, Effect::Raises, name);
  if (isSequenceKept(op->getResult(0)))
    return give(op, call, Effect::Raises, name);
  // Normalizing leaves an error as it is, so that it can be checked afterwards.
  give(op, "normalize(" + call + ")", Effect::Raises, name);
}

void FunctionEmitter::emitOp(ir::LibraryOp op) {
  // A tail call has the context item of the call that it ends.
  std::string item = op.getTail() ? "context" : get(op.getItem());
  giveNormalized(op,
                 "library(" + heap + ", " + nameInC(op.getFunction()) + ", " + item + ", " +
                     list(op.getArguments()) + ")",
                 ir::nameOf(op.getFunction()));
}

void FunctionEmitter::emitOp(ir::FunctionOp op) {
  give(op, "asl_jsonata_function(" + nameInC(op.getFunction()) + ")", Effect::None,
       ir::nameOf(op.getFunction()));
}

void FunctionEmitter::emitOp(ir::RegexOp op) {
  give(op,
       "asl_jsonata_regex(" + heap + ", " +
           constants.regex(op.getPattern(), op.getIgnoreCase(), op.getMultiline()) + ")",
       Effect::None, "regex");
}

void FunctionEmitter::emitOp(ir::ApplyOp op) {
  std::string name = constants.stringOr(op.getName()), arguments = list(op.getArguments());
  llvm::StringRef local = op.getName().value_or("called");
  if (op.getTail())
    return give(op,
                "tail(" + heap + ", " + get(op.getCallee()) + ", " + arguments + ", " + name + ")",
                Effect::Acts, local);
  giveNormalized(op,
                 "apply(" + heap + ", " + get(op.getCallee()) + ", " + get(op.getItem()) + ", " +
                     arguments + ", " + name + ")",
                 local);
}

void FunctionEmitter::emitOp(ir::PartialOp op) {
  std::string name = constants.stringOr(op.getName());
  if (op.getArguments().empty())
    return give(op,
                "asl_jsonata_partial(" + heap + ", " + get(op.getCallee()) +
                    ", nullptr, nullptr, 0, " + name + ")",
                Effect::Raises, "partly");
  give(op,
       "partial(" + heap + ", " + get(op.getCallee()) + ", " + list(op.getArguments()) + ", " +
           flags(op.getOpen(), "open") + ", " + name + ")",
       Effect::Raises, "partly");
}

void FunctionEmitter::emitOp(ir::PipeOp op) {
  giveNormalized(
      op, "asl_jsonata_pipe(" + heap + ", " + get(op.getLeft()) + ", " + get(op.getRight()) + ")",
      "piped");
}

// ---- Lambdas

std::string FunctionEmitter::signatureOf(llvm::StringRef text) {
  auto parsed = jsonata::parseSignature({text.data(), text.size()});
  const auto &signature = std::get<jsonata::Signature>(parsed);
  std::vector<std::string> parameters;
  for (const jsonata::Parameter &one : signature.parameters)
    parameters.push_back(
        llvm::formatv("{{{0}, {1}, {2}, {3}, {4}, {5}, {6}, {{}}", typesOf(one.types),
                      typesOf(one.subtype) & ~uint32_t(ASL_TYPE_MISSING), one.types == "a" ? 1 : 0,
                      one.optional ? 1 : 0, one.variadic ? 1 : 0, one.context ? 1 : 0,
                      one.subtype.empty() ? 0 : static_cast<unsigned>(one.subtype[0])));
  std::string table = "nullptr";
  if (!parameters.empty())
    table = constants.constant("asl_parameter", "parameters", "[]",
                               "{" + llvm::join(parameters, ", ") + "}");
  return "&" + constants.constant("asl_signature", "signature", "",
                                  "{" + std::to_string(parameters.size()) + ", " + table + "}");
}

void FunctionEmitter::emitOp(ir::LambdaOp op) {
  llvm::SmallVector<mlir::Value> captured = usedFromOutside(op.getBody());
  std::string function = lambdaFunction(op, captured);
  std::string signature = op.getSignature() ? signatureOf(*op.getSignature()) : "nullptr";
  std::string form = locals.uniqueAround(scope, function + "_form");
  before += llvm::formatv("constexpr asl_function {0}{{{1}, {2}, {3}, 1, nullptr, nullptr, "
                          "nullptr};\n\n",
                          form, function, signature, op.getArity());
  std::string values;
  for (mlir::Value value : captured)
    values += (values.empty() ? "" : ", ") +
              (value.getType().isInteger(1) ? "captured(" + get(value) + ")" : get(value));
  give(op, "lambda(" + heap + ", " + form + ", f, {" + values + "})", Effect::None, "function");
}

/// An asl_function_code.
std::string FunctionEmitter::lambdaFunction(ir::LambdaOp op, llvm::ArrayRef<mlir::Value> captured) {
  std::string name = locals.uniqueAround(scope, hint + "_lambda");
  FunctionEmitter code(moduleContext, scope, before, hint);
  for (llvm::StringRef taken : {"heap", "self", "context", "arguments", "f"})
    code.locals.reserve(taken);
  code.heap = "heap";
  for (auto [index, value] : llvm::enumerate(captured)) {
    std::string text = "self->captures[" + std::to_string(index) + "]";
    code.bind(value, value.getType().isInteger(1) ? "condition(" + text + ")" : text);
  }
  mlir::Region &region = op.getBody();
  llvm::SmallVector<std::string> parameters = {"function(self)"};
  for (unsigned i = 1; i < region.getNumArguments(); ++i)
    parameters.push_back("arguments[" + std::to_string(i - 1) + "]");
  code.returnRegion(region, parameters);
  code.tidy();
  std::string frame = code.uses("f") ? "  const frame f(self->frame);\n" : "";
  auto parameter = [&](llvm::StringRef type, llvm::StringRef parameter, bool used) {
    llvm::StringRef space = type.ends_with("*") ? "" : " ";
    return used ? (type + space + parameter).str() : type.str();
  };
  before += "value " + name + "(" + parameter("asl_heap *", "heap", code.uses("heap")) + ", " +
            parameter("const asl_function *", "self", code.uses("self") || !frame.empty()) + ", " +
            parameter("value", "context", code.uses("context")) + ", " +
            parameter("const value *", "arguments", code.uses("arguments")) + ", uint32_t) {\n" +
            frame + code.body + "}\n\n";
  return name;
}
