// The C++ source of machines that are given as text of the dialect.
#include "compiler/codegen/cpp/codegen.h"
#include "compiler/codegen/cpp/header.h"

#include "compiler/ir/asl.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace aslc;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace {

class SourceTest : public ::testing::Test {
protected:
  SourceTest() { context.loadDialect<ir::AslDialect>(); }

  std::string source(llvm::StringRef text, codegen::CppOptions options = {}) {
    mlir::ParserConfig config(&context);
    auto parsed = mlir::parseSourceString<mlir::ModuleOp>(text, config, "/elsewhere/m.asl.json");
    EXPECT_TRUE(parsed);
    if (options.name.empty())
      options.name = "m";
    return parsed ? codegen::generateCpp(*parsed, options) : "";
  }

  mlir::MLIRContext context;
};

constexpr llvm::StringLiteral tasks = R"(
  asl.machine @m start(@A) {
    asl.task @A resource("arn:aws:lambda:us-east-1:111111111111:function:f") next(@B)
      enter(%in) {
        %0 = asl.path %in, "$.a"
        %1 = asl.require %0 of %in site(template) path("$.a") field("a.$") steps "$.a"
        asl.yield %1
      }
    asl.succeed @B
  })";

TEST_F(SourceTest, ATaskIsAwaitedAndATransitionIsAJump) {
  std::string made = source(tasks);
  EXPECT_THAT(made, HasSubstr("co_await f.task(A_request(f, f.input()));"));
  EXPECT_THAT(made, HasSubstr("goto B;"));
}

TEST_F(SourceTest, TheCoroutineStandsBeforeWhatItCalls) {
  std::string made = source(tasks);
  EXPECT_LT(made.find("flow run_m(frame f) {"), made.find("namespace text {"));
  EXPECT_LT(made.find("namespace text {"), made.find("value A_request(frame f, value in) {"));
}

TEST_F(SourceTest, APathThatIsRequiredIsOneCall) {
  EXPECT_THAT(source(tasks), HasSubstr("return find(f, in, data::at_a, text::a);"));
}

TEST_F(SourceTest, OnlyOneHeaderIsIncludedAndItsVersionIsChecked) {
  std::string made = source(tasks);
  size_t include = made.find("#include");
  EXPECT_EQ(made.substr(include, 28), "#include \"asl/abi/machine.h\"");
  EXPECT_EQ(made.find("#include", include + 1), std::string::npos);
  EXPECT_THAT(made, HasSubstr("static_assert(ASL_ABI_VERSION == "));
}

TEST_F(SourceTest, TheFolderOfTheDefinitionIsNotNamed) {
  EXPECT_THAT(source(tasks), Not(HasSubstr("/elsewhere")));
}

TEST_F(SourceTest, LinesLeadBackOnlyWhenTheyAreWanted) {
  EXPECT_THAT(source(tasks), HasSubstr("#line 3 \"m.asl.json\"\n  asm(\"nop\");\n"));
  EXPECT_THAT(source(tasks, {.name = "m", .output = "", .lines = false, .comments = {}}),
              Not(HasSubstr("#line")));
}

TEST_F(SourceTest, LinesOfTheSourceItselfAreCountedRightly) {
  std::string made = source(tasks, {.name = "m", .output = "m.cpp", .lines = true, .comments = {}});
  unsigned number = 0, checked = 0;
  for (llvm::StringRef rest = made; !rest.empty(); rest = rest.split('\n').second) {
    ++number;
    llvm::StringRef line = rest.split('\n').first;
    unsigned said = 0;
    if (!line.ends_with("\"m.cpp\"") || !line.consume_front("#line ") ||
        line.consumeInteger(10, said))
      continue;
    EXPECT_EQ(said, number + 1);
    ++checked;
  }
  EXPECT_EQ(checked, 2u);
}

TEST_F(SourceTest, TheSameModuleGivesTheSameText) { EXPECT_EQ(source(tasks), source(tasks)); }

TEST_F(SourceTest, CommentsStandAtTheirStates) {
  EXPECT_THAT(source(tasks, {.name = "m",
                             .output = "",
                             .lines = false,
                             .comments = {{{2, 3, 0}, "About all."}, {{3, 5, 0}, "About A."}}}),
              testing::AllOf(HasSubstr("//\n// About all.\n#include"),
                             HasSubstr("  // A\n  // About A.\nA:\n")));
}

TEST_F(SourceTest, CommentsStandAtTheirRulesBranchesAndCatchers) {
  std::string made = source(
      R"mlir(
  asl.machine @m start(@A) {
    asl.choice @A
      rules {
        asl.rule next(@B)
          when(%in, %eff) {
            %0 = asl.truth true
            asl.yield %0 : i1
          }
      }
    asl.parallel @B next(@D)
      branches {
        asl.branch start(@C) {
          asl.succeed @C
        }
      }
      catches {
        asl.catcher ["States.ALL"] next(@D)
      }
    asl.succeed @D
  })mlir",
      {.name = "m",
       .output = "",
       .lines = false,
       .comments = {{{5, 9, 0}, "If in f."}, {{13, 9, 0}, "Aside."}, {{18, 9, 0}, "Else."}}});
  EXPECT_THAT(made,
              HasSubstr("choice A_choose(frame f, value in) {\n  // If in f.\n  if (true) {"));
  EXPECT_THAT(made, HasSubstr("// m, B, branch 1\n// Aside.\nnamespace"));
  EXPECT_THAT(made, HasSubstr("    // States.ALL\n    // Else.\n"));
}

TEST_F(SourceTest, LibraryFunctionsAreNamed) {
  std::string made = source(R"mlir(
  asl.machine @m start(@A) {
    asl.succeed @A
      exit(%in) {
        %0 = asl.jsonata "$sum($)" field("Output") {
          %1 = asl.undefined
          %2 = asl.library sum context(%1)(%in)
          asl.yield %2
        }
        asl.yield %0
      }
  })mlir");
  EXPECT_THAT(made, HasSubstr("library(f, ASL_LIBRARY_sum, undefined, {in})"));
}

TEST(HeaderTest, AMachineHasANameThatCppTakes) {
  EXPECT_EQ(codegen::machineIdentifier("order"), "order");
  EXPECT_EQ(codegen::machineIdentifier("my order"), "my_order");
  EXPECT_EQ(codegen::machineIdentifier("class"), "class_");
  EXPECT_EQ(codegen::machineIdentifier("2nd"), "_2nd");
}

TEST(HeaderTest, ItIsForCAndCpp) {
  std::string header = codegen::machineHeader("order");
  EXPECT_THAT(header, HasSubstr("extern const asl_module asl_module_order;"));
  EXPECT_THAT(header, HasSubstr("inline const asl_module &order = asl_module_order;"));
}

} // namespace
