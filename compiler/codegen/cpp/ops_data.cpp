// Constants, the context object, variables, construction and intrinsic functions.
#include "compiler/codegen/cpp/function_emitter.h"

#include "llvm/ADT/StringExtras.h"

using namespace aslc::codegen::cpp;

namespace ir = aslc::ir;

namespace {

/// More members than this are written as two tables.
constexpr size_t mostPairs = 16;

} // namespace

void FunctionEmitter::emitOp(ir::ConstantOp op) {
  bind(op.getResult(), constants.value(op.getValue()));
}
void FunctionEmitter::emitOp(ir::UndefinedOp op) { bind(op.getResult(), "undefined"); }

void FunctionEmitter::emitOp(ir::ContextOp op) {
  llvm::StringRef part = ir::stringifyContextPart(op.getPart());
  llvm::StringRef last = part.rsplit('.').second;
  give(op, "f.context(" + nameInC(op.getPart()) + ")", Effect::Reads,
       op.getPart() == ir::ContextPart::All ? "context"
       : last.empty()                       ? part
                                            : last);
}

void FunctionEmitter::emitOp(ir::GetVarOp op) {
  std::string depth = op.getDepth() == 0 ? "" : ", " + std::to_string(op.getDepth());
  give(op, "f.variable(" + std::to_string(op.getSlot()) + depth + ")", Effect::Reads, op.getName());
}

void FunctionEmitter::emitOp(ir::AssignOp op) {
  std::vector<std::string> slots;
  for (mlir::Attribute slot : op.getSlots())
    slots.push_back(std::to_string(mlir::cast<mlir::IntegerAttr>(slot).getInt()));
  if (slots.empty())
    return;
  std::string table = constants.constant("uint32_t", hint + "_variables", "[]",
                                         "{" + llvm::join(slots, ", ") + "}");
  checked("f.assign(" + table + ", " + list(op.getValues()) + ")");
}

void FunctionEmitter::emitOp(ir::ObjectOp op) {
  std::vector<std::string> keys = textsOf(op.getKeys());
  if (keys.empty())
    return bind(op.getResult(), constants.value(ir::JsonAttr::object(op.getContext(), {}, {})));
  if (keys.size() > mostPairs)
    return give(op,
                "object(" + heap + ", " + constants.symbols(keys, hint + "_keys") + ", " +
                    list(op.getValues()) + ")",
                Effect::None, "object");
  std::string members;
  for (auto [key, value] : llvm::zip(keys, op.getValues()))
    members += ", member<" + constants.symbol(key) + ">(" + get(value) + ")";
  give(op, "object(" + heap + members + ")", Effect::None, "object");
}

void FunctionEmitter::emitOp(ir::ArrayOp op) {
  if (op.getValues().empty())
    return bind(op.getResult(), constants.value(ir::JsonAttr::array(op.getContext(), {})));
  give(op, "array(" + heap + ", " + list(op.getValues()) + ")", Effect::None, "array");
}

void FunctionEmitter::emitOp(ir::SetOp op) {
  std::vector<std::string> steps;
  for (mlir::Attribute step : op.getSteps()) {
    if (auto name = mlir::dyn_cast<mlir::StringAttr>(step))
      steps.push_back("{" + constants.symbol(name.getValue()) + ", 0}");
    else
      steps.push_back("{nullptr, " + std::to_string(mlir::cast<mlir::IntegerAttr>(step).getInt()) +
                      "}");
  }
  std::string table = steps.empty()
                          ? "nullptr"
                          : constants.constant("asl_set_step", "path_" + op.getPath().str(), "[]",
                                               "{" + llvm::join(steps, ", ") + "}");
  give(op,
       "set(" + heap + ", " + get(op.getDocument()) + ", " + table + ", " + get(op.getValue()) +
           ", " + constants.string(op.getPath()) + ")",
       Effect::Raises, "merged");
}

void FunctionEmitter::emitOp(ir::IntrinsicOp op) {
  llvm::StringRef function = codeOf(op.getFunction());
  give(op, "call(" + heap + ", " + function + ", " + list(op.getArguments()) + ")", Effect::Raises,
       function.drop_front(llvm::StringRef("asl_intrinsic_").size()));
}
