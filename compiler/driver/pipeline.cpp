// The steps from a machine to the asl dialect.
#include "compiler/driver/pipeline.h"

#include "compiler/codegen/naming.h"
#include "compiler/ir/asl.h"
#include "compiler/lower/lower.h"
#include "compiler/transform/pipeline.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"

using namespace aslc;
using namespace aslc::driver;

std::unique_ptr<mlir::MLIRContext> driver::makeContext() {
  auto context = std::make_unique<mlir::MLIRContext>(mlir::MLIRContext::Threading::DISABLED);
  context->loadDialect<ir::AslDialect>();
  return context;
}

mlir::OwningOpRef<mlir::ModuleOp> driver::lower(const ast::Machine &machine, llvm::StringRef name,
                                                mlir::MLIRContext &context, bool optimize,
                                                std::string &problem,
                                                const lower::Inspection *inspection) {
  return lower(context, optimize, problem,
               [&] { return lower::lowerMachine(context, machine, name, inspection); });
}

mlir::OwningOpRef<mlir::ModuleOp>
driver::lower(mlir::MLIRContext &context, bool optimize, std::string &problem,
              llvm::function_ref<mlir::OwningOpRef<mlir::ModuleOp>()> write) {
  mlir::ScopedDiagnosticHandler collect(&context, [&](mlir::Diagnostic &diagnostic) {
    problem += problem.empty() ? "" : "\n";
    if (std::optional<codegen::Place> place = codegen::placeOf(diagnostic.getLocation()))
      problem += place->file + ":" + std::to_string(place->line) + ":" +
                 std::to_string(place->column) + ": ";
    problem += diagnostic.str();
    return mlir::success();
  });
  mlir::OwningOpRef<mlir::ModuleOp> module = write();
  if (!module || mlir::failed(mlir::verify(*module)))
    return nullptr;
  if (!optimize)
    return module;
  mlir::PassManager passes(&context);
  passes.enableVerifier(false); // passes keep what the verifier has just seen
  transform::buildPipeline(passes);
  if (mlir::failed(passes.run(*module)))
    return nullptr;
  return module;
}
