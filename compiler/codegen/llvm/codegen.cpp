// One LLVM module from one machine: flows, tables, and the asl_module that names them all.
#include "compiler/codegen/llvm/codegen.h"

#include "asl/abi/abi.h"
#include "compiler/codegen/llvm/expressions.h"
#include "compiler/codegen/llvm/flow.h"
#include "compiler/codegen/naming.h"
#include "compiler/codegen/op_info.h"

#include "llvm/IR/Verifier.h"

using namespace aslc;
using namespace aslc::codegen;

namespace {

/// The asl_module under its public names.
void emitModule(ModuleContext &moduleContext, mlir::ModuleOp module, llvm::Constant *flow,
                const std::string &sourceFile, const Options &options) {
  ir::MachineOp machine = machineOf(module);
  ConstantPool &constants = moduleContext.constants;
  llvm::Constant *expressions = emitExpressions(moduleContext, module);
  auto expressionOps = module.getOps<ir::ExpressionOp>();
  std::vector<llvm::Constant *> regexes(moduleContext.regexes().begin(),
                                        moduleContext.regexes().end());
  llvm::Constant *initializer = constants.structure(
      {constants.int32(ASL_ABI_VERSION),
       constants.int32(machine ? machine.getTimeout().value_or(0) : 0),
       constants.cString(options.name), constants.cString(sourceFile), constants.finish(), flow,
       constants.array(regexes, "regexes"), constants.int32(regexes.size()),
       constants.int32(machine && usesEnteredTime(machine)), constants.int32(isExpress(machine)),
       constants.int32(libraryFunctionsOf(module)),
       machine ? constants.cString(definitionHash(machine)) : constants.null(), expressions,
       constants.int32(std::distance(expressionOps.begin(), expressionOps.end())),
       constants.int32(0)});
  auto *global = new llvm::GlobalVariable(moduleContext.module, initializer->getType(),
                                          /*isConstant=*/true, llvm::GlobalValue::ExternalLinkage,
                                          initializer, moduleSymbol(options.name));
  global->setAlignment(llvm::Align(8));
  if (!machine)
    return;
  // Weak: of the machines of a program the first is the one that the runtime's `main` runs.
  auto *alias = llvm::GlobalAlias::create("asl_module_main", global);
  alias->setLinkage(llvm::GlobalValue::WeakAnyLinkage);
}

} // namespace

std::unique_ptr<llvm::Module> codegen::generate(mlir::ModuleOp module, llvm::LLVMContext &context,
                                                const llvm::TargetMachine &target,
                                                const Options &options) {
  ir::MachineOp machine = machineOf(module);
  std::string file = placeOf(machine ? machine.getLoc() : module.getLoc()).value_or(Place()).file;
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
  llvm::Constant *flow = moduleContext.constants.null();
  if (machine)
    flow = FlowEmitter(moduleContext, mlir::cast<ir::Flow>(machine.getOperation()), options.name)
               .emit();
  emitModule(moduleContext, module, flow, sourceFile, options);
  moduleContext.debug.finish();
  assert(!llvm::verifyModule(*made, &llvm::errs()) && "generated code is well formed");
  return made;
}
