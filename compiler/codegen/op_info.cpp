// Steps of paths are read here once, so that both backends name them alike in errors.
#include "compiler/codegen/op_info.h"

#include "compiler/expr/jsonpath/path.h"
#include "runtime/expr/jsonata/eval/signature.h"

using namespace aslc;

bool codegen::usesEnteredTime(ir::MachineOp machine) {
  return machine
      .walk([](ir::ContextOp context) {
        llvm::StringRef part = context.getPart();
        bool reads = part.empty() || part == "State" || part == "State.EnteredTime";
        return reads ? mlir::WalkResult::interrupt() : mlir::WalkResult::advance();
      })
      .wasInterrupted();
}

ir::MachineOp codegen::machineOf(mlir::ModuleOp module) {
  auto machines = module.getOps<ir::MachineOp>();
  return machines.empty() ? ir::MachineOp() : *machines.begin();
}

size_t codegen::codeSizeOf(mlir::Operation *op) {
  size_t size = mlir::isa<ir::State>(op) ? 4 : 0;
  op->walk<mlir::WalkOrder::PreOrder>([&](mlir::Operation *each) {
    if (mlir::isa<ir::BranchOp>(each))
      return mlir::WalkResult::skip();
    ++size;
    return mlir::WalkResult::advance();
  });
  return size;
}

std::vector<size_t> codegen::partsOf(ir::Flow flow, size_t partSize) {
  std::vector<size_t> begins;
  size_t filled = 0;
  for (auto [index, state] : llvm::enumerate(flow.getStateBlock())) {
    size_t size = codeSizeOf(&state);
    if (begins.empty() || filled + size > partSize) {
      begins.push_back(index);
      filled = 0;
    }
    filled += size;
  }
  return begins;
}

std::vector<std::string> codegen::textsOf(mlir::ArrayAttr attribute) {
  std::vector<std::string> texts;
  for (mlir::Attribute text : attribute)
    texts.push_back(mlir::cast<mlir::StringAttr>(text).getValue().str());
  return texts;
}

int64_t codegen::integerOf(mlir::Attribute attribute) {
  return mlir::cast<mlir::IntegerAttr>(attribute).getInt();
}

std::string codegen::stepText(mlir::Attribute step) {
  if (auto name = mlir::dyn_cast<mlir::StringAttr>(step))
    return jsonpath::Step{jsonpath::NamesStep{{name.getValue().str()}}}.text();
  if (auto index = mlir::dyn_cast<mlir::IntegerAttr>(step))
    return jsonpath::Step{jsonpath::Indexes{{index.getInt()}}}.text();
  if (auto names = mlir::dyn_cast<mlir::ArrayAttr>(step))
    return jsonpath::Step{jsonpath::NamesStep{textsOf(names)}}.text();
  auto fromLength = mlir::cast<mlir::DictionaryAttr>(step);
  return jsonpath::Step{jsonpath::FromLength{integerOf(fromLength.get("from_length"))}}.text();
}

uint32_t codegen::typesOf(llvm::StringRef symbols) {
  uint32_t types = 0;
  for (char symbol : symbols)
    types |=
        symbols.size() > 1 ? asl::jsonata::choiceTypesOf(symbol) : asl::jsonata::typesOf(symbol);
  return types;
}

bool codegen::isSequenceKept(mlir::Value result) {
  return !result.use_empty() && llvm::all_of(result.getUsers(), [](mlir::Operation *user) {
    auto normalize = mlir::dyn_cast<ir::NormalizeOp>(user);
    return (normalize && !normalize.getAgain()) || mlir::isa<ir::KeepArrayOp>(user);
  });
}
