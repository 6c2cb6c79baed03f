// The line table that lets a debugger stop in a definition.
#include "compiler/codegen/llvm/debug_info.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/Module.h"

using namespace aslc::codegen;

DebugInfo::DebugInfo(llvm::Module &module, llvm::StringRef sourceFile, bool on) {
  if (!on)
    return;
  module.addModuleFlag(llvm::Module::Warning, "Dwarf Version", 5);
  module.addModuleFlag(llvm::Module::Warning, "Debug Info Version", llvm::DEBUG_METADATA_VERSION);
  builder_ = std::make_unique<llvm::DIBuilder>(module);
  // Seen from the folder of the debugger: an object says nothing of where it was made.
  file_ = builder_->createFile(sourceFile, ".");
  // A debugger needs to be told some language it knows: C has no runtime and no name mangling.
  builder_->createCompileUnit(llvm::dwarf::DW_LANG_C11, file_, "aslc", /*isOptimized=*/true, "", 0,
                              "", llvm::DICompileUnit::LineTablesOnly);
}

DebugInfo::~DebugInfo() = default;

void DebugInfo::describe(llvm::Function &function, llvm::StringRef name, mlir::Location location) {
  if (!builder_)
    return;
  unsigned line = placeOf(location).value_or(Place()).line;
  llvm::DISubroutineType *type = builder_->createSubroutineType(builder_->getOrCreateTypeArray({}));
  function.setSubprogram(builder_->createFunction(
      file_, name, function.getName(), file_, line, type, line, llvm::DINode::FlagPrototyped,
      llvm::DISubprogram::SPFlagDefinition | llvm::DISubprogram::SPFlagOptimized));
}

llvm::DebugLoc DebugInfo::locate(const llvm::Function &function, mlir::Location location) const {
  if (!builder_ || !function.getSubprogram())
    return {};
  Place place = placeOf(location).value_or(Place{{}, 0, 0});
  return llvm::DILocation::get(function.getContext(), place.line, place.column,
                               function.getSubprogram());
}

void DebugInfo::finish() {
  if (builder_)
    builder_->finalize();
}
