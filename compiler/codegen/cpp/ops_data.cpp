// Constants, the context object, variables, construction and intrinsic functions.
#include "compiler/codegen/cpp/code.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace aslc::codegen::cpp;

namespace ir = aslc::ir;

namespace {

/// The asl_context_part of that name: `Execution.RoleArn` is ASL_CONTEXT_EXECUTION_ROLE_ARN.
std::string contextPart(llvm::StringRef name) {
  if (name.empty())
    return "ASL_CONTEXT_ALL";
  std::string part = "ASL_CONTEXT_";
  for (size_t i = 0; i < name.size(); ++i) {
    if (i > 0 && llvm::isUpper(name[i]) && llvm::isLower(name[i - 1]))
      part += '_';
    part += name[i] == '.' ? '_' : llvm::toUpper(name[i]);
  }
  return part;
}

llvm::StringRef intrinsicFunction(llvm::StringRef name) {
#define ASLC_INTRINSIC_CASE(function, Name) .Case(#Name, "asl_intrinsic_" #function)
  return llvm::StringSwitch<llvm::StringRef>(name) ASL_INTRINSICS(ASLC_INTRINSIC_CASE).Default("");
#undef ASLC_INTRINSIC_CASE
}

/// More members than this are written as two tables.
constexpr size_t mostPairs = 16;

} // namespace

void Code::emitOp(ir::ConstantOp op) { bind(op.getResult(), shared.data.value(op.getJson())); }
void Code::emitOp(ir::UndefinedOp op) { bind(op.getResult(), "undefined"); }

void Code::emitOp(ir::ContextOp op) {
  give(op, "f.context(" + contextPart(op.getPart()) + ")", Effect::Reads,
       op.getPart().empty()                      ? llvm::StringRef("context")
       : op.getPart().rsplit('.').second.empty() ? op.getPart()
                                                 : op.getPart().rsplit('.').second);
}

void Code::emitOp(ir::GetVarOp op) {
  std::string depth = op.getDepth() == 0 ? "" : ", " + std::to_string(op.getDepth());
  give(op, "f.variable(" + std::to_string(op.getSlot()) + depth + ")", Effect::Reads, op.getName());
}

void Code::emitOp(ir::AssignOp op) {
  std::vector<std::string> slots;
  for (mlir::Attribute slot : op.getSlots())
    slots.push_back(std::to_string(mlir::cast<mlir::IntegerAttr>(slot).getInt()));
  if (slots.empty())
    return;
  std::string table = shared.data.constant("uint32_t", hint + "_variables", "[]",
                                           "{" + llvm::join(slots, ", ") + "}");
  checked("f.assign(" + table + ", " + list(op.getValues()) + ")");
}

void Code::emitOp(ir::ObjectOp op) {
  std::vector<std::string> keys = textsOf(op.getKeys());
  if (keys.empty())
    return bind(op.getResult(), shared.data.value("{}"));
  if (keys.size() > mostPairs)
    return give(op,
                "object(" + heap + ", " + shared.data.symbols(keys, hint + "_keys") + ", " +
                    list(op.getValues()) + ")",
                Effect::None, "object");
  std::string members;
  for (auto [key, value] : llvm::zip(keys, op.getValues()))
    members += ", member<" + shared.data.symbol(key) + ">(" + get(value) + ")";
  give(op, "object(" + heap + members + ")", Effect::None, "object");
}

void Code::emitOp(ir::ArrayOp op) {
  if (op.getValues().empty())
    return bind(op.getResult(), shared.data.value("[]"));
  give(op, "array(" + heap + ", " + list(op.getValues()) + ")", Effect::None, "array");
}

void Code::emitOp(ir::SetOp op) {
  std::vector<std::string> steps;
  for (mlir::Attribute step : op.getSteps()) {
    if (auto name = mlir::dyn_cast<mlir::StringAttr>(step))
      steps.push_back("{" + shared.data.symbol(name.getValue()) + ", 0}");
    else
      steps.push_back("{nullptr, " + std::to_string(mlir::cast<mlir::IntegerAttr>(step).getInt()) +
                      "}");
  }
  std::string table = steps.empty()
                          ? "nullptr"
                          : shared.data.constant("asl_set_step", "path_" + op.getPath().str(), "[]",
                                                 "{" + llvm::join(steps, ", ") + "}");
  give(op,
       "set(" + heap + ", " + get(op.getDocument()) + ", " + table + ", " + get(op.getValue()) +
           ", " + shared.data.string(op.getPath()) + ")",
       Effect::Raises, "merged");
}

void Code::emitOp(ir::IntrinsicOp op) {
  llvm::StringRef function = intrinsicFunction(op.getFunction());
  assert(!function.empty() && "the front end knows the intrinsic functions");
  give(op, "call(" + heap + ", " + function + ", " + list(op.getArguments()) + ")", Effect::Raises,
       function.drop_front(llvm::StringRef("asl_intrinsic_").size()));
}
