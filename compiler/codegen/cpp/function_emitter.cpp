// Which expressions may wait for the place where they are used, and what becomes a statement.
#include "compiler/codegen/cpp/function_emitter.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace aslc::codegen::cpp;

namespace ir = aslc::ir;

namespace {

/// Maximum nesting of generated expressions, for readability; compilers have limits too.
constexpr unsigned deepest = 12;
constexpr size_t longest = 400;

bool isWordByte(char c) { return llvm::isAlnum(c) || c == '_'; }
/// Before a word: it is a member's, or a word of a comment.
bool isOfAnother(char c) { return isWordByte(c) || c == '.' || c == ':' || c == '$'; }

bool isInComment(llvm::StringRef body, size_t at) {
  llvm::StringRef before = body.take_front(at);
  return before.drop_front(before.rfind('\n') + 1).ltrim(' ').starts_with("//");
}

} // namespace

llvm::SmallVector<mlir::Value> aslc::codegen::cpp::usedFromOutside(mlir::Region &region) {
  llvm::SetVector<mlir::Value> found;
  region.walk([&](mlir::Operation *op) {
    for (mlir::Value operand : op->getOperands())
      if (!region.isAncestor(operand.getParentRegion()) &&
          !mlir::isa_and_nonnull<ir::ConstantOp, ir::UndefinedOp>(operand.getDefiningOp()))
        found.insert(operand);
  });
  return found.takeVector();
}

// ---- Lines

void FunctionEmitter::line(const llvm::Twine &text) {
  body.append(size_t(indent) * 2, ' ');
  body += text.str();
  body += '\n';
}

bool FunctionEmitter::uses(llvm::StringRef name) const {
  for (size_t at = body.find(name); at != std::string::npos; at = body.find(name, at + 1)) {
    size_t end = at + name.size();
    if ((at == 0 || !isOfAnother(body[at - 1])) && (end == body.size() || !isWordByte(body[end])) &&
        !isInComment(body, at))
      return true;
  }
  return false;
}

void FunctionEmitter::tidy() {
  constexpr llvm::StringLiteral mark = "[[maybe_unused]] const value ";
  for (size_t at = body.find(mark); at != std::string::npos; at = body.find(mark, at + 1)) {
    size_t begin = at + mark.size() + (body[at + mark.size()] == '&' ? 1 : 0), end = begin;
    while (isWordByte(body[end]))
      ++end;
    // Names are unique in their function, so that a second one is a use.
    std::string name = body.substr(begin, end - begin);
    bool isUsed = false;
    for (size_t use = body.find(name, end); use != std::string::npos && !isUsed;
         use = body.find(name, use + 1))
      isUsed = !isOfAnother(body[use - 1]) && !isWordByte(body[use + name.size()]) &&
               !isInComment(body, use);
    if (isUsed)
      body.erase(at, llvm::StringRef("[[maybe_unused]] ").size());
  }
}

std::string FunctionEmitter::statement(const llvm::Twine &type, const llvm::Twine &name,
                                       const llvm::Twine &value) {
  std::string made = local(name);
  line(type + " " + made + " = " + value + ";");
  return made;
}

void FunctionEmitter::checked(const std::string &call) {
  std::string error = local("error");
  line("if (value " + error + " = " + call + "; failed(" + error + "))");
  line("  return " + error + ";");
}

// ---- Values

Expression FunctionEmitter::expression(mlir::Value name) {
  auto found = values_.find(name);
  if (found != values_.end())
    return found->second;
  // A constant from around this function.
  mlir::Operation *op = name.getDefiningOp();
  if (auto constant = mlir::dyn_cast_or_null<ir::ConstantOp>(op))
    return {constants.value(constant.getValue())};
  assert(mlir::isa_and_nonnull<ir::UndefinedOp>(op) && "a value is written before it is used");
  return {"undefined"};
}

std::string FunctionEmitter::operand(mlir::Value name) {
  Expression found = expression(name);
  return found.primary ? found.text : "(" + found.text + ")";
}

std::string FunctionEmitter::list(mlir::ValueRange values) {
  std::string text;
  for (mlir::Value value : values)
    text += (text.empty() ? "" : ", ") + get(value);
  return "{" + text + "}";
}

/// Whether the op's expression may stand where its one user is.
bool FunctionEmitter::canWait(mlir::Operation *op, Effect effect) {
  if (!op->getResult(0).hasOneUse())
    return false;
  mlir::Operation *user = *op->getResult(0).getUsers().begin();
  if (user->getBlock() != op->getBlock())
    return false;
  if (op->getBlock() == last_ && user == op->getNextNode() && mlir::isa<ir::YieldOp>(user))
    return true;
  if (effect == Effect::None)
    return true;
  if (effect == Effect::Raises || effect == Effect::Acts)
    return false;
  for (mlir::Operation *next = op->getNextNode(); next != user; next = next->getNextNode())
    if (!mlir::isMemoryEffectFree(next))
      return false;
  return true;
}

void FunctionEmitter::give(mlir::Operation *op, const llvm::Twine &text, Effect effect,
                           const llvm::Twine &name, bool primary) {
  mlir::Value result = op->getResult(0);
  bool isCondition = result.getType().isInteger(1);
  Expression made{text.str(), primary};
  for (mlir::Value each : op->getOperands())
    if (auto found = values_.find(each); found != values_.end())
      made.depth = std::max(made.depth, found->second.depth + 1);
  if (result.use_empty()) {
    if (effect == Effect::Raises)
      checked(made.text);
    else if (effect != Effect::None)
      line("static_cast<void>(" + made.text + ");");
    return bind(result, made);
  }
  if (canWait(op, effect) && made.depth < deepest && made.text.size() < longest)
    return bind(result, made);
  std::string variable = statement(isCondition ? "bool" : "value", name, made.text);
  if (effect == Effect::Raises) {
    line("if (failed(" + variable + "))");
    line("  return " + variable + ";");
  }
  bind(result, variable);
}

// ---- Regions

void FunctionEmitter::emitBlock(mlir::Block &block) {
  for (mlir::Operation &op : block.without_terminator())
    emit(&op);
}

Expression FunctionEmitter::region(mlir::Region &region, llvm::ArrayRef<std::string> arguments) {
  mlir::Block &block = region.front();
  for (auto [name, text] : llvm::zip(block.getArguments(), arguments))
    bind(name, text);
  emitBlock(block);
  return expression(block.getTerminator()->getOperand(0));
}

void FunctionEmitter::returnRegion(mlir::Region &region, llvm::ArrayRef<std::string> arguments) {
  mlir::Block &block = region.front();
  for (auto [name, text] : llvm::zip(block.getArguments(), arguments))
    bind(name, text);
  returnBlock(block);
}

/// What decides at the end of a function returns from each of its ways.
void FunctionEmitter::returnBlock(mlir::Block &block) {
  last_ = &block;
  mlir::Value yielded = block.getTerminator()->getOperand(0);
  auto decides = yielded.getDefiningOp<ir::IfOp>();
  if (!decides || !yielded.hasOneUse() || decides->getNextNode() != block.getTerminator()) {
    emitBlock(block);
    return line("return " + get(yielded) + ";");
  }
  for (mlir::Operation &op : block.without_terminator())
    if (&op != decides)
      emit(&op);
  open("if (" + get(decides.getCondition()) + ")");
  returnBlock(decides.getThen().front());
  close();
  returnBlock(decides.getOtherwise().front());
}

/// Whether a region is one expression: nothing in it needs a statement.
bool FunctionEmitter::isExpression(mlir::Region &region) {
  return llvm::all_of(region.front().without_terminator(), [](mlir::Operation &op) {
    return mlir::isMemoryEffectFree(&op) && op.getNumRegions() == 0 && op.getNumResults() == 1 &&
           (mlir::isa<ir::ConstantOp, ir::UndefinedOp, ir::TruthOp>(op) ||
            (op.getResult(0).hasOneUse() &&
             (*op.getResult(0).getUsers().begin())->getBlock() == op.getBlock())) &&
           !mlir::isa<ir::ListOp, ir::LambdaOp>(op);
  });
}

void FunctionEmitter::emit(mlir::Operation *op) {
#define ASLC_EMIT_OP(name)                                                                         \
  if (auto known = mlir::dyn_cast<ir::name##Op>(op))                                               \
    return emitOp(known);
  ASLC_CPP_OPS(ASLC_EMIT_OP)
#undef ASLC_EMIT_OP
  llvm::report_fatal_error("no C++ for " + op->getName().getStringRef());
}
