// One LLVM module from one machine: flows, tables, and the asl_module that names them all.
#include "compiler/codegen/llvm/codegen.h"

#include "asl/abi/abi.h"
#include "compiler/codegen/llvm/flow.h"
#include "compiler/codegen/naming.h"
#include "compiler/codegen/op_info.h"

#include "llvm/IR/Verifier.h"

using namespace aslc;
using namespace aslc::codegen;

namespace {

/// The asl_module under its public names.
void emitModule(ModuleContext &moduleContext, ir::MachineOp machine, llvm::Constant *flow,
                const std::string &sourceFile, const Options &options) {
  ConstantPool &constants = moduleContext.constants;
  std::vector<llvm::Constant *> regexes(moduleContext.regexes().begin(),
                                        moduleContext.regexes().end());
  llvm::Constant *initializer = constants.structure(
      {constants.int32(ASL_ABI_VERSION),
       constants.int32(static_cast<uint64_t>(machine.getTimeout().value_or(0))),
       constants.cString(options.name), constants.cString(sourceFile), constants.finish(), flow,
       constants.array(regexes, "regexes"), constants.int32(regexes.size()),
       constants.int32(usesEnteredTime(machine) ? 1 : 0),
       constants.int32(machine.getType() == ir::MachineType::Express ? 1 : 0),
       constants.int32(libraryFunctionsOf(machine)), constants.cString(definitionHash(machine))});
  auto *global = new llvm::GlobalVariable(moduleContext.module, initializer->getType(),
                                          /*isConstant=*/true, llvm::GlobalValue::ExternalLinkage,
                                          initializer, moduleSymbol(options.name));
  global->setAlignment(llvm::Align(8));
  // Weak: of the machines of a program the first is the one that the runtime's `main` runs.
  auto *alias = llvm::GlobalAlias::create("asl_module_main", global);
  alias->setLinkage(llvm::GlobalValue::WeakAnyLinkage);
}

} // namespace

std::unique_ptr<llvm::Module> codegen::generate(mlir::ModuleOp module, llvm::LLVMContext &context,
                                                const llvm::TargetMachine &target,
                                                const Options &options) {
  ir::MachineOp machine = *module.getOps<ir::MachineOp>().begin();
  std::string file = placeOf(machine.getLoc()).value_or(Place()).file;
  std::string sourceFile = recordedName(file);
  auto made = std::make_unique<llvm::Module>(options.name, context);
  made->setTargetTriple(target.getTargetTriple().str());
  made->setDataLayout(target.createDataLayout());
  made->setSourceFileName(sourceFile);
  made->setPICLevel(llvm::PICLevel::BigPIC);

  DebugInfo::Options debugging{.on = options.debugInfo,
                               .file = sourceFile,
                               .folder = debugFolder(file, options.debugFolder)};
  ModuleContext moduleContext(*made, debugging, options.partSize);
  llvm::Constant *flow =
      FlowEmitter(moduleContext, mlir::cast<ir::Flow>(machine.getOperation()), options.name).emit();
  emitModule(moduleContext, machine, flow, sourceFile, options);
  moduleContext.debug.finish();
  assert(!llvm::verifyModule(*made, &llvm::errs()) && "generated code is well formed");
  return made;
}
