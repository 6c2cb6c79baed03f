// What each kind of state does: shape its input, do or start its work, shape its output.
#include "compiler/codegen/llvm/part.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace aslc::codegen;

namespace ir = aslc::ir;

void PartEmitter::enterState(mlir::Operation *op, Value in) {
  llvm::TypeSwitch<mlir::Operation *>(op)
      .Case<ir::PassOp, ir::SucceedOp, ir::FailOp, ir::ChoiceOp, ir::WaitOp, ir::TaskOp,
            ir::ParallelOp, ir::MapOp>([&](auto state) { enterState(state, in); });
}

void PartEmitter::enterState(ir::PassOp op, Value in) {
  leave(code_.regionOr(op.getExit(), in, in), op.getNextAttr());
}

void PartEmitter::enterState(ir::SucceedOp op, Value in) {
  leave(code_.regionOr(op.getExit(), in, in), {});
}

void PartEmitter::enterState(ir::FailOp op, Value in) {
  Value error = code_.regionOr(op.getError(), in, code_.undefined());
  Value cause = code_.regionOr(op.getCause(), in, code_.undefined());
  code_.raise(code_.callValue("asl_fail_error", {code_.heap, error, cause}));
}

void PartEmitter::enterState(ir::ChoiceOp op, Value in) {
  chooseFrom(op, 0, in, code_.regionOr(op.getEnter(), in, in));
}

/// Tests the rules from number `first` on. Those that are too many for this function go into one of
/// their own.
void PartEmitter::chooseFrom(ir::ChoiceOp op, size_t first, Value in, Value effective) {
  size_t number = first, filled = 0;
  for (auto rule : llvm::drop_begin(op.getRules().getOps<ir::RuleOp>(), first)) {
    code_.locate(rule.getLoc());
    filled += codeSizeOf(rule);
    if (number > first && filled > context_.partSize) {
      const FlowGraph::State &choice = graph_.states[current_->index];
      std::string name =
          graph_.name + "." + op.getSymName().str() + ".rules" + std::to_string(number);
      llvm::Function *rest = makeFlowFunction(context_, name);
      PartEmitter(context_, graph_, *rest, name, op.getLoc()).emitRules(choice, number);
      return continueIn(rest);
    }
    ++number;
    llvm::Value *holds = code_.inlineRegion(rule.getWhen(), {in, effective}).head;
    llvm::BasicBlock *taken = code_.block("rule"), *next = code_.block("else");
    code_.builder.CreateCondBr(holds, taken, next);
    code_.builder.SetInsertPoint(taken);
    leave(code_.regionOr(rule.getExit(), {in, effective}, effective), rule.getNextAttr());
    code_.builder.SetInsertPoint(next);
  }
  code_.locateNowhere();
  if (!op.getNextAttr())
    return code_.raise(code_.callValue("asl_choice_failed", {code_.heap}));
  leave(code_.regionOr(op.getExit(), {in, effective}, effective), op.getNextAttr());
}

// ---- States that can suspend: enterState starts the work

void PartEmitter::enterState(ir::WaitOp op, Value in) {
  Value effective = code_.regionOr(op.getEnter(), in, in);
  Value until = code_.inlineRegion(op.getUntil(), {in, effective});
  llvm::Constant *path =
      op.getPath() ? context_.constants.string(*op.getPath()) : context_.constants.null();
  uint32_t form = op.getTimestamp() ? ASL_WAIT_TIMESTAMP : ASL_WAIT_SECONDS;
  awaitResult(code_.call("asl_wait_start", {code_.frame, code_.int32(form), until, path}));
}

void PartEmitter::enterState(ir::TaskOp op, Value in) {
  Value nothing = code_.undefined();
  // asl_task_arguments
  Value arguments[] = {code_.regionOr(op.getEnter(), in, in),
                       code_.regionOr(op.getTimeout(), in, nothing),
                       code_.regionOr(op.getHeartbeat(), in, nothing),
                       code_.regionOr(op.getCredentials(), in, nothing)};
  static_assert(sizeof(asl_task_arguments) == sizeof(asl_value) * std::size(arguments));
  awaitResult(code_.call("asl_task_start", {code_.frame, code_.storeValues(arguments)}));
}

void PartEmitter::enterState(ir::ParallelOp op, Value in) {
  awaitResult(
      code_.call("asl_parallel_start", {code_.frame, code_.regionOr(op.getEnter(), in, in)}));
}

void PartEmitter::enterState(ir::MapOp op, Value in) {
  Value nothing = code_.undefined();
  Value effective = code_.regionOr(op.getEnter(), in, in);
  auto given = [&](mlir::Region &region, Value otherwise) {
    return code_.regionOr(region, {in, effective}, otherwise);
  };
  // asl_map_arguments
  Value arguments[] = {given(op.getItems(), op.getReader() ? nothing : effective),
                       effective,
                       given(op.getMaxConcurrency(), nothing),
                       given(op.getToleratedCount(), nothing),
                       given(op.getToleratedPercentage(), nothing),
                       given(op.getBatchItems(), nothing),
                       given(op.getBatchBytes(), nothing),
                       given(op.getBatchInput(), nothing),
                       given(op.getReadFrom(), nothing),
                       given(op.getMaxItems(), nothing),
                       given(op.getWriteTo(), nothing)};
  static_assert(sizeof(asl_map_arguments) == sizeof(asl_value) * std::size(arguments));
  awaitResult(code_.call("asl_map_start", {code_.frame, code_.storeValues(arguments)}));
}

// ---- ... and finishState shapes what it gave

void PartEmitter::finishState(mlir::Operation *op, Value in, Value result) {
  if (auto wait = mlir::dyn_cast<ir::WaitOp>(op)) {
    // The effective input is made anew: only the raw input outlives a suspension.
    Value effective = code_.regionOr(wait.getEnter(), in, in);
    return leave(code_.regionOr(wait.getExit(), {in, effective}, effective), wait.getNextAttr());
  }
  llvm::TypeSwitch<mlir::Operation *>(op).Case<ir::TaskOp, ir::ParallelOp, ir::MapOp>(
      [&](auto state) {
        leave(code_.regionOr(state.getExit(), {in, result}, result), state.getNextAttr());
      });
}
