// LLVM IR to machine code for the host.
#include "compiler/driver/target.h"

#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"

using namespace aslc;

namespace {

void initializeOnce() {
  static const bool done = [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    return true;
  }();
  (void)done;
}

std::string hostFeatures() {
  llvm::SubtargetFeatures features;
  for (const auto &feature : llvm::sys::getHostCPUFeatures())
    features.AddFeature(feature.first(), feature.second);
  return features.getString();
}

llvm::CodeGenOptLevel codeGenLevel(unsigned level) {
  return static_cast<llvm::CodeGenOptLevel>(std::min(level, 3u));
}

llvm::OptimizationLevel pipelineLevel(unsigned level) {
  switch (level) {
  case 1:
    return llvm::OptimizationLevel::O1;
  case 2:
    return llvm::OptimizationLevel::O2;
  default:
    return llvm::OptimizationLevel::O3;
  }
}

llvm::ModulePassManager quickPasses() {
  llvm::FunctionPassManager passes;
  passes.addPass(llvm::EarlyCSEPass());
  passes.addPass(llvm::SimplifyCFGPass());
  llvm::ModulePassManager all;
  all.addPass(llvm::createModuleToFunctionPassAdaptor(std::move(passes)));
  return all;
}

} // namespace

llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
driver::makeTargetMachine(const TargetOptions &options) {
  initializeOnce();
  std::string triple = llvm::sys::getDefaultTargetTriple();
  std::string problem;
  const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, problem);
  if (!target)
    return llvm::createStringError(problem);

  std::string cpu = options.cpu;
  std::string features;
  if (cpu == "native") {
    cpu = llvm::sys::getHostCPUName().str();
    features = hostFeatures();
  } else if (!cpu.empty()) {
    std::unique_ptr<llvm::MCSubtargetInfo> known(target->createMCSubtargetInfo(triple, "", ""));
    if (!known->isCPUStringValid(cpu))
      return llvm::createStringError("unknown processor `" + cpu + "` for " + triple);
  }
  std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
      triple, cpu, features, llvm::TargetOptions(), llvm::Reloc::PIC_, llvm::CodeModel::Small));
  return machine;
}

unsigned driver::affordableLevel(const llvm::Module &module, unsigned level) {
  // LLVM takes about 30 microseconds for an instruction, and more in a function that is larger than
  // these. A flow has such a function when a single expression or template is that large.
  constexpr size_t mostInModule = 100'000, mostInFunction = 12'000;
  if (level == 0 || level > 2)
    return level;
  size_t all = 0, largest = 0;
  for (const llvm::Function &function : module) {
    size_t count = function.getInstructionCount();
    all += count;
    largest = std::max(largest, count);
  }
  return all > mostInModule || largest > mostInFunction ? 0 : level;
}

void driver::optimize(llvm::Module &module, llvm::TargetMachine &machine, unsigned level) {
  machine.setOptLevel(codeGenLevel(level));
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(&machine);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  llvm::ModulePassManager passes =
      level == 0 ? quickPasses() : builder.buildPerModuleDefaultPipeline(pipelineLevel(level));
  passes.run(module, modules);
}

llvm::Error driver::emitObject(llvm::Module &module, llvm::TargetMachine &machine,
                               llvm::raw_pwrite_stream &out) {
  llvm::legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, out, nullptr, llvm::CodeGenFileType::ObjectFile))
    return llvm::createStringError("this target cannot make object files");
  passes.run(module);
  return llvm::Error::success();
}
