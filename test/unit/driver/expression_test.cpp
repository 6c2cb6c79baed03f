// Expressions by themselves: a module with a table of expressions and no machine.
#include "compiler/driver/expression.h"

#include "asl/engine/engine.h"
#include "runtime/value/json.h"

#include <gtest/gtest.h>

using namespace aslc;

namespace {

using Language = driver::ExpressionLanguage;

/// The value as JSON, `undefined`, or `error: cause`.
std::string evaluate(Language language, std::string text, std::string_view input,
                     std::string_view context = "{}",
                     const std::vector<std::pair<std::string, std::string>> &variables = {}) {
  driver::ExpressionSource source{language, std::move(text), {}};
  for (const auto &[name, value] : variables)
    source.variables.push_back(name);
  driver::Jit jit;
  driver::ExpressionResult compiled = driver::compileExpression(source, jit);
  if (!compiled.expression)
    return "refused: " + compiled.problem + diag::renderText(*compiled.diagnostics, false);
  asl::Heap heap(compiled.expression->symbols(), 1);
  std::vector<asl::Value> values;
  for (const auto &[name, value] : variables)
    values.push_back(value.empty() ? asl::undefined() : asl::json::read(heap, value));
  asl::Value value = compiled.expression->evaluate(heap, asl::json::read(heap, input),
                                                   asl::json::read(heap, context), values);
  if (asl::isError(value))
    return "error: " + std::string(asl::text(value.error->cause));
  return asl::isUndefined(value) ? "undefined" : asl::json::write(value);
}

TEST(Expression, APathReadsItsInput) {
  EXPECT_EQ(evaluate(Language::JsonPath, "$.a[1]", R"({"a": [1, 2]})"), "2");
  EXPECT_EQ(evaluate(Language::JsonPath, "$.a[*].b", R"({"a": [{"b": 1}, {"b": 2}]})"), "[1,2]");
}

TEST(Expression, APathReadsTheContextObjectAndVariables) {
  EXPECT_EQ(
      evaluate(Language::JsonPath, "$$.Execution.Name", "{}", R"({"Execution": {"Name": "e"}})"),
      R"("e")");
  EXPECT_EQ(evaluate(Language::JsonPath, "$x.b", "{}", "{}", {{"x", R"({"b": 3})"}}), "3");
  EXPECT_EQ(evaluate(Language::JsonPath, "States.MathAdd($.a, $y)", R"({"a": 1})", "{}",
                     {{"x", "1"}, {"y", "5"}}),
            "6");
}

TEST(Expression, AMissingValueIsAnErrorOfJsonPath) {
  EXPECT_TRUE(evaluate(Language::JsonPath, "$.a", "{}").starts_with("error: Invalid path"));
  EXPECT_TRUE(evaluate(Language::JsonPath, "$x", "{}", "{}", {{"x", ""}}).starts_with("error: "));
}

TEST(Expression, JsonataReadsVariables) {
  EXPECT_EQ(evaluate(Language::Jsonata, "a + $x", R"({"a": 1})", "{}", {{"x", "2"}}), "3");
  EXPECT_EQ(evaluate(Language::Jsonata, "b", R"({"a": 1})"), "undefined");
  EXPECT_EQ(evaluate(Language::Jsonata, "$x", "{}", "{}", {{"x", ""}}), "undefined");
}

TEST(Expression, AConstantIsFolded) { EXPECT_EQ(evaluate(Language::Jsonata, "1 + 2", "{}"), "3"); }

TEST(Expression, ASyntaxErrorIsADiagnostic) {
  EXPECT_NE(evaluate(Language::Jsonata, "1 +", "{}").find("S0207"), std::string::npos);
  EXPECT_NE(evaluate(Language::JsonPath, "$.a[", "{}").find("bad-path"), std::string::npos);
}

TEST(Expression, AModuleWithoutAMachineIsNotRun) {
  asl_module module{};
  module.abi_version = ASL_ABI_VERSION;
  asl::EngineOptions options;
  options.clock = asl::ClockKind::Virtual;
  asl::Engine engine(options);
  EXPECT_EQ(engine.load(module), "the module holds no machine");
}

} // namespace
