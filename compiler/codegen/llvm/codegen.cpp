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
void emitModule(Shared &shared, mlir::ModuleOp module, llvm::Constant *flow,
                const std::string &sourceFile, const Options &options) {
  ir::MachineOp machine = machineOf(module);
  llvm::Constant *expressions = emitExpressions(shared, module);
  auto expressionOps = module.getOps<ir::ExpressionOp>();
  Data &data = shared.data;
  std::vector<llvm::Constant *> regexes(shared.regexes().begin(), shared.regexes().end());
  llvm::Constant *initializer = data.structure(
      {data.int32(ASL_ABI_VERSION), data.int32(machine ? machine.getTimeout().value_or(0) : 0),
       data.cString(options.name), data.cString(sourceFile), data.finish(), flow,
       data.array(regexes, "regexes"), data.int32(regexes.size()),
       data.int32(machine && usesEnteredTime(machine)), data.int32(machine && machine.getExpress()),
       data.int32(0), expressions,
       data.int32(std::distance(expressionOps.begin(), expressionOps.end())), data.int32(0)});
  auto *global = new llvm::GlobalVariable(shared.module, initializer->getType(),
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
  Shared shared(*made, debugging, options.partSize);
  llvm::Constant *flow = shared.data.null();
  if (machine)
    flow = FlowEmitter(shared, mlir::cast<ir::Flow>(machine.getOperation()), options.name).emit();
  emitModule(shared, module, flow, sourceFile, options);
  shared.debug.finish();
  assert(!llvm::verifyModule(*made, &llvm::errs()) && "generated code is well formed");
  return made;
}
