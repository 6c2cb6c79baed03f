// Every op has code: modules made from the textual dialect are well formed, and say what they
// should call.
#include "compiler/codegen/llvm/codegen.h"

#include "compiler/ir/asl.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "llvm/IR/Verifier.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace aslc;
using testing::HasSubstr;
using testing::Not;

namespace {

class GenerateTest : public ::testing::Test {
protected:
  GenerateTest() {
    llvm::InitializeNativeTarget();
    std::string problem;
    std::string triple = "x86_64-pc-linux-gnu";
    const llvm::Target *found = llvm::TargetRegistry::lookupTarget(triple, problem);
    target.reset(found->createTargetMachine(triple, "", "", {}, llvm::Reloc::PIC_));
    mlirContext.loadDialect<ir::AslDialect>();
  }

  /// The LLVM IR of the machine, as text; verified.
  std::string generate(llvm::StringRef text, codegen::Options options = {.name = "m"}) {
    auto parsed = mlir::parseSourceString<mlir::ModuleOp>(text, &mlirContext);
    EXPECT_TRUE(parsed);
    if (!parsed)
      return "";
    std::unique_ptr<llvm::Module> made = codegen::generate(*parsed, context, *target, options);
    std::string printed;
    llvm::raw_string_ostream stream(printed);
    EXPECT_FALSE(llvm::verifyModule(*made, &stream)) << printed;
    made->print(stream, nullptr);
    return printed;
  }

  mlir::MLIRContext mlirContext{mlir::MLIRContext::Threading::DISABLED};
  llvm::LLVMContext context;
  std::unique_ptr<llvm::TargetMachine> target;
};

TEST_F(GenerateTest, APassWithoutFieldsOnlyEntersAndExits) {
  std::string code = generate(R"(asl.machine @m start(@A) { asl.pass @A })");
  EXPECT_THAT(code, HasSubstr("@asl_state_enter(ptr %frame, i32 0"));
  EXPECT_THAT(code, HasSubstr("@asl_state_exit(ptr %frame"));
  EXPECT_THAT(code, HasSubstr("@asl_flow_succeed(ptr %frame"));
}

TEST_F(GenerateTest, AMachineHasTheSymbolOfItsNameAndIsTheMainOneWeakly) {
  std::string code = generate(R"(asl.machine @m start(@A) { asl.pass @A })", {.name = "my-order"});
  EXPECT_THAT(code, HasSubstr("@asl_module_my_order = constant"));
  EXPECT_THAT(code, HasSubstr("@asl_module_main = weak alias"));
}

TEST_F(GenerateTest, DataOpsOfATemplate) {
  std::string code = generate(R"(asl.machine @m start(@A) variables ["x"] {
    asl.pass @A next(@B) exit(%in) {
      %c = asl.constant "{\"k\":[1,2.5,null]}"
      %p = asl.path %in, "$.a[0]['b', 'c'][length-1]"
      %r = asl.require %p of %in site(template) path("$.a[0]") field("v.$") steps "$.a[0]"
      %x = asl.get_var "x" depth 0 slot 0
      %t = asl.context State.EnteredTime
      %s = asl.intrinsic Format(%r, %x)
      %a = asl.array [%s, %t]
      %o = asl.object ["k", "l"] %a, %c
      %d = asl.set %in, "$.out[1]", %o path("$.out[1]")
      asl.assign ["x"] slots [0] %s
      asl.yield %d
    }
    asl.succeed @B
  })");
  for (const char *name : {"asl_member", "asl_element", "asl_members", "asl_element_from_length",
                           "asl_path_failed", "asl_context", "asl_intrinsic_format",
                           "asl_array_make", "asl_object_make", "asl_assign", "asl_set"})
    EXPECT_THAT(code, testing::ContainsRegex(std::string("call .*@") + name + "\\("));
  EXPECT_THAT(code, HasSubstr("byval({ i64, i64 })"));
  // No regular expressions; reads the entered time; Standard; no expressions.
  EXPECT_THAT(code, HasSubstr("ptr null, i32 0, i32 1, i32 0, i32 0, ptr "));
}

TEST_F(GenerateTest, AnIndefinitePathIsAFunctionForEachStep) {
  std::string code = generate(R"(asl.machine @m start(@A) {
    asl.pass @A exit(%in) {
      %g = asl.gather %in walk(%root) {
        asl.each_wildcard %root do(%one) {
          asl.each_filter %one where(%cur) {
            %n = asl.path %cur, "$.n"
            %l = asl.path %in, "$.limit"
            %y = asl.filter_compare lt %n, %l
            asl.yield %y : i1
          } do(%two) {
            asl.emit %two
          }
        }
      }
      %r = asl.require %g of %in site(path) path("$[*][?(@.n < $.limit)]")
      asl.yield %r
    }
  })");
  EXPECT_THAT(code, HasSubstr("define internal { i64, i64 } @asl.m.step(ptr"));
  EXPECT_THAT(code, HasSubstr("define internal i32 @asl.m.step"));
  EXPECT_THAT(code, HasSubstr("ptr @asl_gather_add)"));
  EXPECT_THAT(code, HasSubstr("@asl_filter_compare"));
}

TEST_F(GenerateTest, ChoiceRulesAreBranchesAndAreLazy) {
  std::string code = generate(R"(asl.machine @m start(@A) {
    asl.choice @A rules {
      asl.rule next(@B) when(%in, %eff) {
        %all = asl.all {
          %p = asl.path %eff, "$.a"
          %is = asl.is present %p
          asl.yield %is : i1
        }, {
          %q = asl.path %eff, "$.a"
          %c = asl.constant "5"
          %t = asl.test numeric %q gt %c
          %n = asl.not %t
          asl.yield %n : i1
        }
        asl.yield %all : i1
      }
    }
    asl.succeed @B
  })");
  EXPECT_THAT(code, HasSubstr("@asl_test_numeric("));
  EXPECT_THAT(code, HasSubstr("decided:"));
  EXPECT_THAT(code, HasSubstr("@asl_choice_failed(")); // without Default
}

TEST_F(GenerateTest, SuspendingStatesResumeAtTheirResult) {
  std::string code = generate(R"(asl.machine @m start(@W) {
    asl.wait @W next(@T) until(%in, %eff) {
      %s = asl.constant "1"
      asl.yield %s
    }
    asl.task @T resource("arn:x") next(@P) timeout(%in) {
      %s = asl.constant "30"
      asl.yield %s
    } retry [#asl.retrier<["States.ALL"], interval = 1.0, max = 3, backoff = 2.0>] catches {
      asl.catcher ["States.ALL"] next(@P)
    }
    asl.parallel @P next(@M) branches {
      asl.branch start(@X) { asl.succeed @X }
      asl.branch start(@Y) { asl.fail @Y error(%in) {
          %e = asl.constant "\"E\""
          asl.yield %e
      } }
    }
    asl.map @M selector(%eff) {
      %v = asl.context Map.Item.Value
      asl.yield %v
    } processor {
      asl.branch start(@Z) { asl.pass @Z }
    }
  })");
  EXPECT_THAT(code, HasSubstr("i32 2, label %W.result"));
  EXPECT_THAT(code, HasSubstr("i32 6, label %T.result"));
  EXPECT_THAT(code, HasSubstr("label %T.catch0"));
  EXPECT_THAT(code, HasSubstr("@\"asl.m.P[1]\""));
  EXPECT_THAT(code, HasSubstr("@asl.m.M.selector"));
}

TEST_F(GenerateTest, LinesOfTheDefinitionAreInTheDebugInformation) {
  llvm::StringRef text = R"(asl.machine @m start(@A) {
    asl.pass @A loc("order.asl.json":42:7)
  } loc("order.asl.json":1:1))";
  EXPECT_THAT(generate(text), HasSubstr("DILocation(line: 42, column: 7"));
  EXPECT_THAT(generate(text, {.name = "m", .debugInfo = false}), Not(HasSubstr("DILocation")));
}

} // namespace
