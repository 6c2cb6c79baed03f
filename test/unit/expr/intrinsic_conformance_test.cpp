// Every case of conformance/intrinsics.
#include "conformance.h"
#include "evaluate.h"

#include <regex>

namespace asl::test {
namespace {

using aslc::intrinsic::Call;
using aslc::jsonpath::Error;
using aslc::jsonpath::Path;
using aslc::jsonpath::Root;

/// True when both have the same items, in any order.
bool sameItems(Value a, Value b) {
  if (!isArray(a) || !isArray(b) || a.array->count != b.array->count)
    return false;
  std::vector<Value> rest(b.array->items, b.array->items + b.array->count);
  for (uint32_t i = 0; i < a.array->count; ++i) {
    auto found = std::find_if(rest.begin(), rest.end(),
                              [&](Value item) { return equals(item, a.array->items[i]); });
    if (found == rest.end())
      return false;
    rest.erase(found);
  }
  return true;
}

void checkResult(Value expected, Value result) {
  ASSERT_FALSE(isError(result)) << text(result.error->cause);
  Value check = memberByText(expected, "check");
  if (Value pattern = memberByText(check, "pattern"); isString(pattern)) {
    EXPECT_TRUE(isString(result));
    EXPECT_TRUE(
        std::regex_search(std::string(text(result)), std::regex(std::string(text(pattern)))));
    return;
  }
  if (isObject(check)) {
    ASSERT_EQ(result.tag, ASL_INTEGER);
    EXPECT_GE(toDouble(result), toDouble(memberByText(check, "min")));
    EXPECT_LE(toDouble(result), toDouble(memberByText(check, "max")));
    return;
  }
  Value wanted = memberByText(expected, "result");
  bool same = memberByText(expected, "unordered").tag == ASL_TRUE ? sameItems(result, wanted)
                                                                  : equals(result, wanted);
  EXPECT_TRUE(same) << json::write(result) << "\nis not " << json::write(wanted);
}

void check(Value expected) {
  std::string source = textOf(expected, "expr");
  auto parsed = aslc::intrinsic::parse(source);
  Value error = memberByText(expected, "error");
  if (const auto *fault = std::get_if<Error>(&parsed)) {
    EXPECT_EQ(textOf(error, "phase"), "definition") << fault->message;
    EXPECT_LE(fault->offset, source.size());
    return;
  }
  const Call &call = std::get<Call>(parsed);
  ASSERT_NE(textOf(error, "phase"), "definition");
  Symbols symbols(namesIn(call));
  Heap heap(symbols.table(), 1);
  auto part = [&](const char *key) {
    return json::read(heap, json::write(memberByText(expected, key)));
  };
  Value result = evaluate(heap, call, [&](const Path &path) {
    if (path.root == Root::Document)
      return part("input");
    if (path.root == Root::Context)
      return part("context");
    return memberByText(part("variables"), path.variable);
  });
  if (!isObject(error))
    return checkResult(expected, result);
  ASSERT_TRUE(isError(result));
  EXPECT_EQ(text(result.error->name), textOf(error, "name"));
  EXPECT_TRUE(std::regex_search(std::string(text(result.error->cause)),
                                std::regex(textOf(error, "cause-pattern"))));
}

TEST(IntrinsicConformance, EveryCase) { forEachCase("intrinsics", "expr", check); }

} // namespace
} // namespace asl::test
