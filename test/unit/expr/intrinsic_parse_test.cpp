// Parsing of intrinsic calls, and errors found at compile time.
#include "compiler/expr/intrinsic/call.h"

#include <gtest/gtest.h>

namespace aslc::intrinsic {
namespace {

Call read(std::string_view text) {
  auto result = parse(text);
  if (const auto *error = std::get_if<jsonpath::Error>(&result)) {
    ADD_FAILURE() << text << ": " << error->message;
    return {};
  }
  return std::move(std::get<Call>(result));
}

struct Fault {
  size_t offset = 0;
  std::string message;
};

Fault faultOf(std::string_view text) {
  auto result = parse(text);
  const auto *error = std::get_if<jsonpath::Error>(&result);
  if (error == nullptr) {
    ADD_FAILURE() << text << " was accepted";
    return {};
  }
  return {error->offset, error->message};
}

TEST(Intrinsic, ArgumentsAreLiteralsPathsAndCalls) {
  Call call = read("States.Array('it\\'s', -1.5e3, null, true, $.a, $$.b, $c, States.UUID())");
  EXPECT_EQ(call.function, Function::Array);
  ASSERT_EQ(call.arguments.size(), 8u);
  EXPECT_EQ(std::get<std::string>(call.arguments[0].value), "it's");
  EXPECT_EQ(std::get<double>(call.arguments[1].value), -1500);
  EXPECT_EQ(call.arguments[1].text, "-1.5e3");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(call.arguments[2].value));
  EXPECT_TRUE(std::get<bool>(call.arguments[3].value));
  EXPECT_EQ(std::get<jsonpath::Path>(call.arguments[4].value).root, jsonpath::Root::Document);
  EXPECT_EQ(std::get<jsonpath::Path>(call.arguments[5].value).root, jsonpath::Root::Context);
  EXPECT_EQ(std::get<jsonpath::Path>(call.arguments[6].value).variable, "c");
  EXPECT_EQ(std::get<std::unique_ptr<Call>>(call.arguments[7].value)->function, Function::Uuid);
}

TEST(Intrinsic, APathMayHoldCommasAndParentheses) {
  Call call = read("States.Array($['a,b)'], $.c[?(@.d == 1)], $.e[0,1])");
  ASSERT_EQ(call.arguments.size(), 3u);
  EXPECT_EQ(call.arguments[0].text, "$['a,b)']");
  EXPECT_EQ(call.arguments[1].text, "$.c[?(@.d == 1)]");
  EXPECT_EQ(call.arguments[2].text, "$.e[0,1]");
}

TEST(Intrinsic, TheTemplateOfFormatKeepsItsEscapes) {
  Call call = read(R"(States.Format('\{\} {} \'', 'a\\b'))");
  EXPECT_EQ(std::get<std::string>(call.arguments[0].value), R"(\{\} {} \')");
  EXPECT_EQ(std::get<std::string>(call.arguments[1].value), R"(a\b)");
}

TEST(Intrinsic, OnlyFourCharactersAreEscaped) {
  EXPECT_EQ(faultOf(R"(States.StringToJson('a\"b'))").offset, 22u);
  EXPECT_EQ(faultOf(R"(States.StringToJson('a\n'))").offset, 22u);
  faultOf(R"(States.StringToJson('a\)");
}

TEST(Intrinsic, NumberOfArgumentsAndTypesOfLiteralsAreChecked) {
  EXPECT_EQ(faultOf("States.UUID(1)").message, "`States.UUID` takes 0 arguments, not 1");
  EXPECT_EQ(faultOf("States.MathRandom(1)").message,
            "`States.MathRandom` takes 2 or 3 arguments, not 1");
  EXPECT_EQ(faultOf("States.Format()").message, "`States.Format` takes at least 1 argument, not 0");
  EXPECT_EQ(faultOf("States.MathAdd('one', 2)").offset, 15u);
  EXPECT_EQ(faultOf("States.JsonMerge($.a, $.b, 'false')").offset, 27u);
  EXPECT_EQ(faultOf("States.Format('{} {}', $.a)").offset, 14u);
  read("States.Format($.template, 1, 2, 3)");
  read("States.Array()");
}

TEST(Intrinsic, AtMostTenAreNested) {
  auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i)
      text += "States.Array(";
    return text + std::string(static_cast<size_t>(depth), ')');
  };
  read(nested(10));
  faultOf(nested(11));
  faultOf(nested(100000));
}

TEST(Intrinsic, ErrorsHaveAPosition) {
  EXPECT_EQ(faultOf("").offset, 0u);
  EXPECT_EQ(faultOf("foo").offset, 0u);
  EXPECT_EQ(faultOf("States.Nope($.x)").offset, 0u);
  EXPECT_EQ(faultOf("States.Array").offset, 12u);
  EXPECT_EQ(faultOf("States.Array($.a").offset, 16u);
  EXPECT_EQ(faultOf("States.Array($.a) x").offset, 18u);
  EXPECT_EQ(faultOf("States.Array($.a[b])").offset, 16u);
  EXPECT_EQ(faultOf("States.Array('a)").offset, 13u);
  EXPECT_EQ(faultOf("States.Array(01)").offset, 13u);
  EXPECT_EQ(faultOf("States.Array(1,)").offset, 15u);
}

} // namespace
} // namespace aslc::intrinsic
