// Functions of JSONata: calls, lambdas, partial application, `~>` and transforms.
#include "compiler/lower/jsonata_lowering.h"

#include "compiler/expr/jsonata/check.h"

#include "llvm/Support/SaveAndRestore.h"

using namespace aslc;
using namespace aslc::lower;

/// A function of the library as a value; undefined for one that the runtime does not provide.
mlir::Value JsonataLowering::libraryFunction(llvm::StringRef name) {
  if (auto function = ir::libraryFunctionNamed(name))
    return builder_.make<ir::FunctionOp>(*function);
  return undefined();
}

/// Whether a call's procedure is a function of the library that nothing hides.
bool JsonataLowering::isLibrary(const Node &procedure) {
  if (procedure.kind != Kind::Variable || !procedure.predicates.empty() || procedure.group)
    return false;
  for (Frame *frame = frame_; frame; frame = frame->outer)
    if (frame->names.contains(procedure.text))
      return false;
  if (given_.contains(procedure.text) || (scope_ && findVariable(*scope_, procedure.text)))
    return false;
  return jsonata::findLibraryFunction(procedure.text) != nullptr;
}

namespace {

/// The callee as errors name it.
llvm::StringRef nameOf(const jsonata::Node &procedure) {
  if (procedure.kind == jsonata::NodeKind::Path)
    return procedure.items.front()->text;
  return procedure.kind == jsonata::NodeKind::Variable ? llvm::StringRef(procedure.text)
                                                       : llvm::StringRef();
}

} // namespace

/// A callee that is a bare name and nothing, but something with a `$` in front, is an error of its
/// own.
mlir::Value JsonataLowering::callable(const Node &procedure, mlir::Value callee, bool partial) {
  if (procedure.kind != Kind::Path)
    return callee;
  const std::string &name = procedure.items.front()->text;
  mlir::Value meant = bound(name);
  if (!meant && jsonata::findLibraryFunction(name))
    meant = libraryFunction(name);
  if (!meant)
    return callee;
  mlir::Value arguments[] = {callee, builder_.text(name), builder_.boolean(partial), meant};
  return builder_.make<ir::LibraryOp>(builder_.getType<ir::ValueType>(), ASL_LIBRARY_callable,
                                      undefined(), arguments);
}

mlir::Value JsonataLowering::call(const Node &node, Item item, mlir::Value first, bool tail) {
  const Node &procedure = *node.procedure;
  bool library = isLibrary(procedure);
  bool before = tail_;
  tail_ = false;
  mlir::Value callee =
      library ? mlir::Value() : callable(procedure, evaluate(procedure, item), /*partial=*/false);
  llvm::SmallVector<mlir::Value> arguments;
  if (first)
    arguments.push_back(first);
  for (const jsonata::NodePtr &each : node.items)
    arguments.push_back(evaluate(*each, item));
  tail_ = before;
  mlir::Type type = builder_.getType<ir::ValueType>();
  if (library) {
    if (auto function = ir::libraryFunctionNamed(procedure.text))
      return builder_.make<ir::LibraryOp>(type, *function, item.value, arguments, tail);
    callee = undefined();
  }
  llvm::StringRef name = nameOf(procedure);
  return builder_.make<ir::ApplyOp>(type, callee, item.value, arguments,
                                    name.empty() ? nullptr : builder_.getStringAttr(name),
                                    tail ? builder_.getUnitAttr() : mlir::UnitAttr());
}

mlir::Value JsonataLowering::lambda(const Node &node, Item item, const std::string *self) {
  mlir::StringAttr signature =
      node.signature ? builder_.getStringAttr(node.signature->text) : nullptr;
  auto op = builder_.make<ir::LambdaOp>(
      builder_.getType<ir::ValueType>(),
      builder_.getI64IntegerAttr(static_cast<int64_t>(node.parameters.size())), signature);
  // Where the function uses its own name and the variable is not boxed, it means the function.
  bool knowsItself = false;
  if (self) {
    auto found = frame_->names.find(*self);
    knowsItself = found == frame_->names.end() || !found->second.isBoxed;
  }
  auto count = static_cast<unsigned>(node.parameters.size());
  bool before = tail_;
  builder_.fill(op.getBody(), count + 1, [&](mlir::Block &block) {
    Opened own(*this, nullptr);
    if (knowsItself)
      frame_->names[*self] = {block.getArgument(0), false};
    Opened frame(*this, &node);
    for (unsigned i = 0; i < count; ++i)
      bindHere(node.parameters[i], block.getArgument(i + 1));
    tail_ = true;
    llvm::SaveAndRestore<unsigned> ownDepth(depth_, 0);
    mlir::Value value = evaluate(*node.body, item);
    tail_ = before;
    return value;
  });
  return op;
}

mlir::Value JsonataLowering::partial(const Node &node, Item item) {
  llvm::SmallVector<mlir::Value> arguments;
  llvm::SmallVector<bool> open;
  for (const jsonata::NodePtr &each : node.items) {
    open.push_back(each->kind == Kind::Placeholder);
    arguments.push_back(open.back() ? undefined() : evaluate(*each, item));
  }
  mlir::Value callee = callable(*node.procedure, evaluate(*node.procedure, item), /*partial=*/true);
  llvm::StringRef name = nameOf(*node.procedure);
  return builder_.make<ir::PartialOp>(builder_.getType<ir::ValueType>(), callee, arguments,
                                      builder_.getDenseBoolArrayAttr(open),
                                      name.empty() ? nullptr : builder_.getStringAttr(name));
}

mlir::Value JsonataLowering::apply(const Node &node, Item item) {
  mlir::Value left = evaluate(*node.lhs, item);
  if (node.rhs->kind == Kind::Call)
    return call(*node.rhs, item, left);
  // What is an object or array for sure is transformed at once.
  Kind kind = node.lhs->kind;
  bool plain = node.rhs->predicates.empty() && !node.rhs->group;
  if (node.rhs->kind == Kind::Transform && plain && (kind == Kind::Object || kind == Kind::Array))
    return transform(*node.rhs, left);
  mlir::Value right = evaluate(*node.rhs, item);
  return builder_.make<ir::PipeOp>(builder_.getType<ir::ValueType>(), left, right);
}

mlir::Value JsonataLowering::transform(const Node &node, mlir::Value value) {
  auto op = builder_.make<ir::TransformOp>(builder_.getType<ir::ValueType>(), value);
  auto part = [&](mlir::Region &region, const Node &expression) {
    builder_.fill(region, 1,
                  [&](mlir::Block &block) { return evaluate(expression, {block.getArgument(0)}); });
  };
  bool before = tail_;
  tail_ = false;
  part(op.getPattern(), *node.pattern);
  part(op.getUpdate(), *node.update);
  if (node.remove)
    part(op.getRemove(), *node.remove);
  tail_ = before;
  return op;
}

mlir::Value JsonataLowering::transformer(const Node &node) {
  auto op =
      builder_.make<ir::LambdaOp>(builder_.getType<ir::ValueType>(), builder_.getI64IntegerAttr(1),
                                  builder_.getStringAttr("<(oa):o>"));
  builder_.fill(op.getBody(), 2,
                [&](mlir::Block &block) { return transform(node, block.getArgument(1)); });
  return op;
}
