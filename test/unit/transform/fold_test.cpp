// Folding is the same whatever happened before: no evaluation of a machine that runs beside it, on
// the same thread, decides what a compiled program holds.
#include "compiler/transform/pipeline.h"

#include "runtime/expr/jsonata/eval/evaluation.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace aslc;
using asl::jsonata::Evaluation;
using testing::HasSubstr;
using testing::Not;

namespace {

/// The module after the pipeline, as text.
std::string simplified(const char *text) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  context.loadDialect<ir::AslDialect>();
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
  EXPECT_TRUE(module);
  if (!module)
    return "";
  mlir::PassManager passes(&context);
  transform::buildPipeline(passes);
  EXPECT_TRUE(mlir::succeeded(passes.run(*module)));
  std::string printed;
  llvm::raw_string_ostream stream(printed);
  module->print(stream);
  return printed;
}

constexpr const char *upper = R"mlir(asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    %r = asl.jsonata "$uppercase('a')" field("Output") {
      %u = asl.undefined
      %a = asl.constant "\"a\""
      %b = asl.library uppercase context(%u) (%a)
      asl.yield %b
    }
    asl.yield %r
  }
})mlir";

TEST(Fold, AnEvaluationThatRanOutOfStepsChangesNothing) {
  asl::Heap heap{nullptr, 1};
  Evaluation &evaluation = Evaluation::current();
  evaluation.begin(heap);
  ASSERT_FALSE(evaluation.countStep(UINT32_MAX));
  std::string folded = simplified(upper);
  evaluation.end();
  EXPECT_THAT(folded, HasSubstr(R"("\22A\22")"));
  EXPECT_THAT(folded, Not(HasSubstr("asl.library")));
}

TEST(Fold, AnEvaluationThatRanOutOfMemoryChangesNothing) {
  asl::Heap heap{nullptr, 1};
  Evaluation &evaluation = Evaluation::current();
  evaluation.begin(heap);
  ASSERT_TRUE(evaluation.markExceeded());
  std::string folded = simplified(upper);
  evaluation.end();
  EXPECT_THAT(folded, Not(HasSubstr("asl.library")));
}

} // namespace
