// See flow_builder.h.
#include "compiler/lower/flow_builder.h"

#include <algorithm>

using namespace aslc;
using namespace aslc::lower;

std::optional<VariablePlace> lower::findVariable(const Scope &scope, llvm::StringRef name) {
  uint64_t depth = 0;
  for (const Scope *at = &scope; at; at = at->outer, ++depth) {
    auto found = std::find(at->variables.begin(), at->variables.end(), name);
    if (found != at->variables.end())
      return VariablePlace{depth, static_cast<uint64_t>(found - at->variables.begin())};
  }
  return std::nullopt;
}

mlir::Location FlowBuilder::locationOf(source::Range range) const {
  source::LineColumn place = tree_.file->lineColumn(range.begin);
  return mlir::FileLineColLoc::get(context, tree_.file->name(), place.line, place.column);
}

void FlowBuilder::fail(const llvm::Twine &message) {
  mlir::emitError(location(), message);
  failed_ = true;
}

void FlowBuilder::showWay(const llvm::Twine &name) {
  if (showsWays_)
    make<ir::ObserveOp>(name.str(), constant("null"));
}

mlir::Value FlowBuilder::text(llvm::StringRef text) {
  return make<ir::ConstantOp>(ir::JsonAttr::string(context, text));
}

mlir::ArrayAttr FlowBuilder::strings(llvm::ArrayRef<std::string> texts) {
  llvm::SmallVector<llvm::StringRef> views(texts.begin(), texts.end());
  return getStrArrayAttr(views);
}

void FlowBuilder::fill(mlir::Region &region, unsigned arguments,
                       llvm::function_ref<mlir::Value(mlir::Block &)> write) {
  InsertionGuard guard(*this);
  mlir::Block *block = createBlock(&region);
  for (unsigned i = 0; i < arguments; ++i)
    block->addArgument(getType<ir::ValueType>(), location());
  make<ir::YieldOp>(write(*block));
}

void FlowBuilder::fillUnlessIdentity(mlir::Region &region, unsigned arguments, unsigned identity,
                                     llvm::function_ref<mlir::Value(mlir::Block &)> write) {
  fill(region, arguments, write);
  mlir::Block &block = region.front();
  auto yield = llvm::cast<ir::YieldOp>(block.getTerminator());
  if (yield == &block.front() && yield.getValue() == block.getArgument(identity))
    block.erase();
}
