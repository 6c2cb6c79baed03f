// Every case of conformance/jsonpath: whether it compiles, its result, and its error.
#include "conformance.h"
#include "evaluate.h"

namespace asl::test {
namespace {

using aslc::jsonpath::Error;
using aslc::jsonpath::Path;

/// The outcome in Jayway's form: the kind and text of the error, or the result.
struct Outcome {
  std::string kind, message;
  Value result = undefined();
};

Outcome outcomeOf(Heap &heap, const Path &path, Value document) {
  Value result = evaluate(heap, path, document, ASL_SITE_PATH);
  if (!isError(result))
    return {"", "", result};
  std::string cause(text(result.error->cause));
  std::string message = cause.substr(("Invalid path '" + path.text + "' : ").size());
  bool notFound = false;
  for (const char *begin :
       {"No results", "Missing property", "Property [", "Index out of bounds", "The path "})
    notFound = notFound || message.starts_with(begin);
  return {notFound ? "not_found" : "evaluation", message, undefined()};
}

void check(Value expected) {
  std::string pathText = textOf(expected, "path");
  auto parsed = aslc::jsonpath::parse(pathText);
  std::string kind = textOf(expected, "error_kind");
  if (const auto *error = std::get_if<Error>(&parsed)) {
    EXPECT_EQ(kind, "invalid_path") << error->message;
    EXPECT_LE(error->offset, pathText.size());
    return;
  }
  const Path &path = std::get<Path>(parsed);
  ASSERT_NE(kind, "invalid_path") << textOf(expected, "message");
  EXPECT_EQ(path.definite(), memberByText(expected, "definite").tag == ASL_TRUE);

  Symbols symbols(namesIn(path));
  Heap heap(symbols.table(), 1);
  Value document = json::read(heap, json::write(memberByText(expected, "document")));
  if (path.steps.empty() && document.tag == ASL_NULL)
    GTEST_SKIP() << "`$` alone is the document, also when that is null";
  Outcome outcome = outcomeOf(heap, path, document);
  EXPECT_EQ(outcome.kind, kind) << outcome.message;
  std::string message = textOf(expected, "message");
  if (kind == "not_found" && !message.empty())
    EXPECT_EQ(outcome.message, message);
  Value result = memberByText(expected, "result");
  EXPECT_EQ(isUndefined(outcome.result), isUndefined(result));
  if (!isUndefined(result) && !isUndefined(outcome.result))
    EXPECT_TRUE(equals(outcome.result, result))
        << json::write(outcome.result) << "\nis not " << json::write(result);
}

TEST(JsonPathConformance, EveryCase) { forEachCase("jsonpath", "path", check); }

} // namespace
} // namespace asl::test
