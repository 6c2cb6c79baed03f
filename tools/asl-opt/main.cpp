// asl-opt: runs passes over the asl dialect in its printed form, for tests and for people.
#include "compiler/transform/pipeline.h"

#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry dialects;
  dialects.insert<aslc::ir::AslDialect>();
  aslc::transform::registerPasses();
  return mlir::asMainReturnCode(mlir::MlirOptMain(
      argc, argv, "passes over machines of the Amazon States Language\n", dialects));
}
