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
  ConstantPool &constants = context_.constants;
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
  return constants.global(
      constants.structure(
          {function_, constants.array(infos, "states"), constants.int32(infos.size()),
           constants.int32(graph_.at(flow_.getStartState()).index), constants.strings(variables),
           constants.int32(variables.size()), constants.int32(mostRetriers)}),
      "flow." + name_);
}

llvm::Constant *FlowEmitter::stateInfo(const FlowGraph::State &state) {
  ConstantPool &constants = context_.constants;
  mlir::Operation *op = state.op;
  std::string name = mlir::SymbolTable::getSymbolName(op).str();
  Place place = placeOf(op->getLoc()).value_or(Place{{}, 0, 0});
  uint32_t retrierCount = 0, catcherCount = 0, branchCount = 0;
  llvm::Constant *retrierTable = retriers(op, retrierCount);
  llvm::Constant *catcherTable = catchers(state, catcherCount);
  llvm::Constant *resource = constants.null(), *branchTable = constants.null(),
                 *map = constants.null();
  if (auto task = mlir::dyn_cast<ir::TaskOp>(op))
    resource = constants.string(task.getResource());
  if (auto parallel = mlir::dyn_cast<ir::ParallelOp>(op))
    branchTable = branches(parallel, name, branchCount);
  if (auto mapOp = mlir::dyn_cast<ir::MapOp>(op))
    map = mapInfo(mapOp, name);
  // The members of asl_state_info.
  return constants.structure(
      {constants.string(name), constants.string(statePath(mlir::cast<ir::State>(op))),
       constants.int32(kindOf(op)), constants.int32(place.line), constants.int32(place.column),
       constants.int32(fieldRulesOf(mlir::cast<ir::State>(op))), retrierTable, catcherTable,
       constants.int32(retrierCount), constants.int32(catcherCount), resource, branchTable,
       constants.int32(branchCount), constants.int32(0), map});
}

llvm::Constant *FlowEmitter::retriers(mlir::Operation *op, uint32_t &count) {
  ConstantPool &constants = context_.constants;
  std::vector<llvm::Constant *> table; // of asl_retrier
  if (mlir::ArrayAttr retry = retryOf(op))
    for (auto retrier : retry.getAsRange<ir::RetrierAttr>())
      table.push_back(constants.structure(
          {constants.strings(textsOf(retrier.getErrors())),
           constants.int32(retrier.getErrors().size()),
           constants.int32(static_cast<uint64_t>(retrier.getMax())),
           constants.real(retrier.getInterval()), constants.real(retrier.getBackoff()),
           constants.real(retrier.getMaxDelay()), constants.int32(retrier.getJitter() ? 1 : 0),
           constants.int32(0)}));
  count = static_cast<uint32_t>(table.size());
  return constants.array(table, "retriers");
}

llvm::Constant *FlowEmitter::catchers(const FlowGraph::State &state, uint32_t &count) {
  ConstantPool &constants = context_.constants;
  std::vector<llvm::Constant *> table; // of asl_catcher
  for (mlir::Operation *op : mlir::cast<ir::State>(state.op).getCatcherOps()) {
    mlir::ArrayAttr errors = mlir::cast<ir::CatcherOp>(op).getErrors();
    table.push_back(constants.structure(
        {constants.strings(textsOf(errors)), constants.int32(errors.size()), constants.int32(0)}));
  }
  count = static_cast<uint32_t>(table.size());
  return constants.array(table, "catchers");
}

llvm::Constant *FlowEmitter::branches(ir::ParallelOp op, const std::string &state,
                                      uint32_t &count) {
  std::vector<llvm::Constant *> flows;
  for (auto branch : op.getBranches().getOps<ir::BranchOp>()) {
    std::string name = name_ + "." + state + "[" + std::to_string(flows.size()) + "]";
    flows.push_back(
        FlowEmitter(context_, mlir::cast<ir::Flow>(branch.getOperation()), name).emit());
  }
  count = static_cast<uint32_t>(flows.size());
  return context_.constants.array(flows, "branches");
}

llvm::Constant *FlowEmitter::mapInfo(ir::MapOp op, const std::string &state) {
  ConstantPool &constants = context_.constants;
  std::string name = name_ + "." + state;
  ir::BranchOp processor = *op.getProcessor().getOps<ir::BranchOp>().begin();
  llvm::Constant *flow =
      FlowEmitter(context_, mlir::cast<ir::Flow>(processor.getOperation()), name).emit();
  auto path = [&](llvm::StringRef region) -> llvm::Constant * {
    mlir::Attribute text = op.getPathsAttr() ? op.getPathsAttr().get(region) : mlir::Attribute();
    return text ? constants.string(mlir::cast<mlir::StringAttr>(text).getValue())
                : constants.null();
  };
  // The members of asl_map_info.
  return constants.global(
      constants.structure(
          {flow, op.getSelector().empty() ? constants.null() : selector(op, name + ".selector"),
           op.getLabel() ? constants.string(*op.getLabel()) : constants.null(),
           constants.int8(op.getDistributed().has_value()),
           constants.int8(op.getDistributed() == ir::MachineType::Express),
           constants.int8(op.getBatched()), constants.int8(0), path("items"),
           path("max_concurrency"), path("tolerated_count"), path("tolerated_percentage"),
           path("batch_items"), path("batch_bytes"), readerInfo(op, path("max_items")),
           writerInfo(op)}),
      "map");
}

llvm::Constant *FlowEmitter::readerInfo(ir::MapOp op, llvm::Constant *maxItemsPath) {
  ConstantPool &constants = context_.constants;
  if (!op.getReader())
    return constants.null();
  ReaderParts reader(*op.getReader());
  // The members of asl_reader_info.
  return constants.global(
      constants.structure({constants.int8(reader.source), constants.int8(reader.format),
                           constants.int8(reader.delimiter), constants.int8(reader.headersGiven),
                           constants.int32(reader.headers.size()),
                           constants.strings(reader.headers), constants.strings(reader.pointer),
                           constants.int32(reader.pointer.size()), constants.int32(0),
                           maxItemsPath}),
      "reader");
}

llvm::Constant *FlowEmitter::writerInfo(ir::MapOp op) {
  ConstantPool &constants = context_.constants;
  if (!op.getWriter())
    return constants.null();
  WriterParts writer(*op.getWriter());
  // The members of asl_writer_info.
  return constants.global(
      constants.structure({constants.int8(writer.exports), constants.int8(writer.form),
                           constants.int8(writer.lines), constants.int8(0)}),
      "writer");
}

/// The function that gives an item the shape of its iteration's input.
llvm::Constant *FlowEmitter::selector(ir::MapOp op, const std::string &name) {
  llvm::LLVMContext &context = context_.module.getContext();
  llvm::Type *word = llvm::Type::getInt64Ty(context);
  llvm::StructType *valueType = context_.abi.valueType();
  auto *type = llvm::FunctionType::get(valueType,
                                       {llvm::PointerType::getUnqual(context), word, word}, false);
  auto *made = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, "asl." + name,
                                      context_.module);
  made->setDoesNotThrow();
  context_.debug.describe(*made, name, op.getSelector().getLoc());

  FunctionEmitter code(context_, *made, op.getSelector().getLoc());
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
