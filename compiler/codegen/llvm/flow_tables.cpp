// The tables that describe a flow to the runtime: asl_flow, asl_state_info and what hangs on them.
#include "compiler/codegen/llvm/flow.h"

#include "llvm/Transforms/Utils/BasicBlockUtils.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace aslc::codegen;

namespace ir = aslc::ir;

namespace {

uint32_t kindOf(mlir::Operation *op) {
  return llvm::TypeSwitch<mlir::Operation *, uint32_t>(op)
      .Case([](ir::PassOp) { return ASL_PASS; })
      .Case([](ir::TaskOp) { return ASL_TASK; })
      .Case([](ir::ChoiceOp) { return ASL_CHOICE; })
      .Case([](ir::WaitOp) { return ASL_WAIT; })
      .Case([](ir::SucceedOp) { return ASL_SUCCEED; })
      .Case([](ir::FailOp) { return ASL_FAIL; })
      .Case([](ir::ParallelOp) { return ASL_PARALLEL; })
      .Case([](ir::MapOp) { return ASL_MAP; });
}

mlir::ArrayAttr retryOf(mlir::Operation *op) { return op->getAttrOfType<mlir::ArrayAttr>("retry"); }

} // namespace

llvm::Constant *FlowEmitter::flowTable() {
  Data &data = shared_.data;
  std::vector<llvm::Constant *> infos;
  size_t mostRetriers = 0;
  for (const FlowGraph::State &state : graph_.states) {
    infos.push_back(stateInfo(state));
    if (mlir::ArrayAttr retry = retryOf(state.op))
      mostRetriers = std::max(mostRetriers, retry.size());
  }
  std::vector<std::string> variables;
  if (mlir::ArrayAttr names = flow_.getVariableNames())
    variables = textsOf(names);
  // The members of asl_flow.
  return data.global(
      data.structure({function_, data.array(infos, "states"), data.int32(infos.size()),
                      data.int32(graph_.at(flow_.getStartState()).index), data.strings(variables),
                      data.int32(variables.size()), data.int32(mostRetriers)}),
      "flow." + name_);
}

llvm::Constant *FlowEmitter::stateInfo(const FlowGraph::State &state) {
  Data &data = shared_.data;
  mlir::Operation *op = state.op;
  std::string name = mlir::SymbolTable::getSymbolName(op).str();
  Place place = placeOf(op->getLoc()).value_or(Place{{}, 0, 0});
  uint32_t retrierCount = 0, catcherCount = 0, branchCount = 0;
  llvm::Constant *retrierTable = retriers(op, retrierCount);
  llvm::Constant *catcherTable = catchers(state, catcherCount);
  llvm::Constant *resource = data.null(), *branchTable = data.null(), *map = data.null();
  if (auto task = mlir::dyn_cast<ir::TaskOp>(op))
    resource = data.string(task.getResource());
  if (auto parallel = mlir::dyn_cast<ir::ParallelOp>(op))
    branchTable = branches(parallel, name, branchCount);
  if (auto mapOp = mlir::dyn_cast<ir::MapOp>(op))
    map = mapInfo(mapOp, name);
  // The members of asl_state_info.
  return data.structure({data.string(name), data.int32(kindOf(op)), data.int32(place.line),
                         data.int32(place.column), data.int32(op->hasAttr("jsonata") ? 1 : 0),
                         retrierTable, catcherTable, data.int32(retrierCount),
                         data.int32(catcherCount), resource, branchTable, data.int32(branchCount),
                         data.int32(0), map});
}

llvm::Constant *FlowEmitter::retriers(mlir::Operation *op, uint32_t &count) {
  Data &data = shared_.data;
  std::vector<llvm::Constant *> table; // of asl_retrier
  if (mlir::ArrayAttr retry = retryOf(op))
    for (auto retrier : retry.getAsRange<ir::RetrierAttr>())
      table.push_back(data.structure(
          {data.strings(textsOf(retrier.getErrors())), data.int32(retrier.getErrors().size()),
           data.int32(static_cast<uint64_t>(retrier.getMax())), data.real(retrier.getInterval()),
           data.real(retrier.getBackoff()), data.real(retrier.getMaxDelay()),
           data.int32(retrier.getJitter() ? 1 : 0), data.int32(0)}));
  count = static_cast<uint32_t>(table.size());
  return data.array(table, "retriers");
}

llvm::Constant *FlowEmitter::catchers(const FlowGraph::State &state, uint32_t &count) {
  Data &data = shared_.data;
  std::vector<llvm::Constant *> table; // of asl_catcher
  for (mlir::Operation *op : mlir::cast<ir::State>(state.op).getCatcherOps()) {
    mlir::ArrayAttr errors = mlir::cast<ir::CatcherOp>(op).getErrors();
    table.push_back(
        data.structure({data.strings(textsOf(errors)), data.int32(errors.size()), data.int32(0)}));
  }
  count = static_cast<uint32_t>(table.size());
  return data.array(table, "catchers");
}

llvm::Constant *FlowEmitter::branches(ir::ParallelOp op, const std::string &state,
                                      uint32_t &count) {
  std::vector<llvm::Constant *> flows;
  for (auto branch : op.getBranches().getOps<ir::BranchOp>()) {
    std::string name = name_ + "." + state + "[" + std::to_string(flows.size()) + "]";
    flows.push_back(FlowEmitter(shared_, mlir::cast<ir::Flow>(branch.getOperation()), name).emit());
  }
  count = static_cast<uint32_t>(flows.size());
  return shared_.data.array(flows, "branches");
}

llvm::Constant *FlowEmitter::mapInfo(ir::MapOp op, const std::string &state) {
  Data &data = shared_.data;
  std::string name = name_ + "." + state;
  ir::BranchOp processor = *op.getProcessor().getOps<ir::BranchOp>().begin();
  llvm::Constant *flow =
      FlowEmitter(shared_, mlir::cast<ir::Flow>(processor.getOperation()), name).emit();
  auto path = [&](llvm::StringRef region) -> llvm::Constant * {
    mlir::Attribute text = op.getPathsAttr() ? op.getPathsAttr().get(region) : mlir::Attribute();
    return text ? data.string(mlir::cast<mlir::StringAttr>(text).getValue()) : data.null();
  };
  // The members of asl_map_info.
  return data.global(
      data.structure({flow,
                      op.getSelector().empty() ? data.null() : selector(op, name + ".selector"),
                      op.getLabel() ? data.string(*op.getLabel()) : data.null(),
                      data.int8(op.getDistributed()), data.int8(op.getExpress()),
                      data.int8(op.getBatched()), data.int8(op.getJsonata()), path("items"),
                      path("max_concurrency"), path("tolerated_count"),
                      path("tolerated_percentage"), path("batch_items"), path("batch_bytes")}),
      "map");
}

/// The function that gives an item the shape of its iteration's input.
llvm::Constant *FlowEmitter::selector(ir::MapOp op, const std::string &name) {
  llvm::LLVMContext &context = shared_.module.getContext();
  llvm::Type *word = llvm::Type::getInt64Ty(context);
  llvm::StructType *valueType = shared_.abi.valueType();
  auto *type = llvm::FunctionType::get(valueType,
                                       {llvm::PointerType::getUnqual(context), word, word}, false);
  auto *made = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, "asl." + name,
                                      shared_.module);
  made->setDoesNotThrow();
  shared_.debug.describe(*made, name, op.getSelector().getLoc());

  Code code(shared_, *made, op.getSelector().getLoc());
  llvm::IRBuilder<> &builder = code.builder;
  code.frame = made->getArg(0);
  code.loadHeap();
  Failure failed = code.makeFailure("fail");
  code.failure = &failed;
  code.giveBack(code.inlineRegion(op.getSelector(), Value{made->getArg(1), made->getArg(2)}));
  if (failed.head->getNumIncomingValues() == 0) {
    llvm::DeleteDeadBlock(failed.block);
    return made;
  }
  builder.SetInsertPoint(failed.block);
  code.giveBack(failed.error());
  return made;
}
