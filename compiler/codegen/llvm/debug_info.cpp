// The DWARF that lets a debugger stop in a definition, and show the state where it stopped.
#include "compiler/codegen/llvm/debug_info.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Module.h"

using namespace aslc::codegen;

DebugInfo::DebugInfo(llvm::Module &module, const Options &options) {
  if (!options.on)
    return;
  module.addModuleFlag(llvm::Module::Warning, "Dwarf Version", 5);
  module.addModuleFlag(llvm::Module::Warning, "Debug Info Version", llvm::DEBUG_METADATA_VERSION);
  builder_ = std::make_unique<llvm::DIBuilder>(module);
  file_ = builder_->createFile(options.file, options.folder);
  // A debugger needs to be told some language it knows: C has no runtime and no name mangling.
  builder_->createCompileUnit(llvm::dwarf::DW_LANG_C11, file_, "aslc", /*isOptimized=*/true, "", 0,
                              "", llvm::DICompileUnit::FullDebug, /*DWOId=*/0,
                              /*SplitDebugInlining=*/true, /*DebugInfoForProfiling=*/false,
                              // gdb does not read the table of several objects in one program.
                              llvm::DICompileUnit::DebugNameTableKind::None);
  valueType_ = makeValueType();
}

DebugInfo::~DebugInfo() = default;

/// asl_value, as far as a pretty-printer needs it.
llvm::DIType *DebugInfo::makeValueType() {
  auto number = [&](const char *name, uint64_t bits) {
    return builder_->createBasicType(name, bits, llvm::dwarf::DW_ATE_unsigned);
  };
  llvm::SmallVector<llvm::Metadata *> members;
  auto add = [&](const char *name, llvm::DIType *type, uint64_t offset) {
    members.push_back(builder_->createMemberType(file_, name, file_, 0, type->getSizeInBits(), 0,
                                                 offset * 8, llvm::DINode::FlagZero, type));
  };
  add("size", number("uint32_t", 32), offsetof(asl_value, size));
  add("tag", number("uint8_t", 8), offsetof(asl_value, tag));
  add("flags", number("uint8_t", 8), offsetof(asl_value, flags));
  add("bits", number("uint64_t", 64), offsetof(asl_value, bits));
  return builder_->createStructType(file_, "asl_value", file_, 0, sizeof(asl_value) * 8, 64,
                                    llvm::DINode::FlagZero, nullptr,
                                    builder_->getOrCreateArray(members));
}

void DebugInfo::describe(llvm::Function &function, llvm::StringRef name, mlir::Location location) {
  if (!builder_)
    return;
  unsigned line = placeOf(location).value_or(Place()).line;
  llvm::DISubroutineType *type = builder_->createSubroutineType(builder_->getOrCreateTypeArray({}));
  function.setSubprogram(builder_->createFunction(
      file_, name, function.getName(), file_, line, type, line, llvm::DINode::FlagPrototyped,
      llvm::DISubprogram::SPFlagDefinition | llvm::DISubprogram::SPFlagOptimized));
}

llvm::DIType *DebugInfo::statesType(llvm::ArrayRef<std::string> names, mlir::Location flow) {
  if (!builder_)
    return nullptr;
  llvm::SmallVector<llvm::Metadata *> enumerators;
  for (auto [index, name] : llvm::enumerate(names))
    enumerators.push_back(builder_->createEnumerator(name, index, /*IsUnsigned=*/true));
  unsigned line = placeOf(flow).value_or(Place()).line;
  return builder_->createEnumerationType(file_, "states", file_, line, 32, 32,
                                         builder_->getOrCreateArray(enumerators), nullptr);
}

DebugInfo::Scope DebugInfo::stateWithin(llvm::Function &function, llvm::StringRef name,
                                        uint32_t index, llvm::DIType *states,
                                        mlir::Location location) {
  if (!builder_ || !function.getSubprogram())
    return {};
  unsigned line = placeOf(location).value_or(Place()).line;
  Scope scope;
  scope.index = index;
  llvm::DISubroutineType *type = builder_->createSubroutineType(builder_->getOrCreateTypeArray({}));
  scope.state = builder_->createFunction(
      file_, name, "", file_, line, type, line, llvm::DINode::FlagPrototyped,
      llvm::DISubprogram::SPFlagDefinition | llvm::DISubprogram::SPFlagOptimized |
          llvm::DISubprogram::SPFlagLocalToUnit);
  llvm::DISubprogram *flow = function.getSubprogram();
  scope.inlinedAt = llvm::DILocation::getDistinct(function.getContext(), flow->getLine(), 0, flow);
  scope.name = builder_->createAutoVariable(scope.state, "state", file_, line, states,
                                            /*AlwaysPreserve=*/true);
  scope.input = builder_->createAutoVariable(scope.state, "input", file_, line, valueType_,
                                             /*AlwaysPreserve=*/true);
  return scope;
}

llvm::DILocation *DebugInfo::at(const llvm::Function &function, const Scope &scope, unsigned line,
                                unsigned column) const {
  llvm::DILocalScope *owner = scope.state ? scope.state : function.getSubprogram();
  return llvm::DILocation::get(function.getContext(), line, column, owner, scope.inlinedAt);
}

llvm::DebugLoc DebugInfo::locate(const llvm::Function &function, const Scope &scope,
                                 mlir::Location location) const {
  if (!builder_ || !function.getSubprogram())
    return {};
  Place place = placeOf(location).value_or(Place{{}, 0, 0});
  return at(function, scope, place.line, place.column);
}

llvm::DebugLoc DebugInfo::nowhere(const llvm::Function &function, const Scope &scope) const {
  if (!builder_ || !function.getSubprogram())
    return {};
  return at(function, scope, 0, 0);
}

void DebugInfo::markLine(llvm::IRBuilder<> &builder, const Scope &scope, unsigned line) const {
  if (!scope.state)
    return;
  llvm::FunctionType *type = llvm::FunctionType::get(builder.getVoidTy(), false);
  llvm::CallInst *mark =
      builder.CreateCall(llvm::InlineAsm::get(type, "", "", /*hasSideEffects=*/true));
  mark->setDoesNotThrow();
  mark->addFnAttr(llvm::Attribute::NoMerge);
  mark->setDebugLoc(at(*builder.GetInsertBlock()->getParent(), scope, line, 0));
}

void DebugInfo::showState(llvm::IRBuilder<> &builder, const Scope &scope, llvm::Value *frame,
                          Value input) const {
  if (!scope.state)
    return;
  llvm::BasicBlock *block = builder.GetInsertBlock();
  const llvm::DILocation *here = at(*block->getParent(), scope, 0, 0);
  auto show = [&](llvm::Value *value, llvm::DILocalVariable *variable,
                  llvm::DIExpression *expression) {
    builder_->insertDbgValueIntrinsic(value, variable, expression, here, block);
  };
  show(builder.getInt32(scope.index), scope.name, builder_->createExpression());
  if (input.head) {
    auto fragment = [&](uint64_t offset) {
      return *llvm::DIExpression::createFragmentExpression(builder_->createExpression(), offset,
                                                           64);
    };
    show(input.head, scope.input, fragment(0));
    show(input.bits, scope.input, fragment(64));
    return;
  }
  show(frame, scope.input,
       builder_->createExpression(
           {llvm::dwarf::DW_OP_plus_uconst, offsetof(asl_frame, data), llvm::dwarf::DW_OP_deref}));
}

void DebugInfo::finish() {
  if (builder_)
    builder_->finalize();
}
