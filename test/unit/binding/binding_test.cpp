// Binding files: what they may say, what is refused where, which binding is for which task.
#include "runtime/binding/binding.h"
#include "runtime/task/function_name.h"

#include "test/unit/binding/recorded_reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace asl::binding {
namespace {

Expected<std::vector<Binding>> parse(std::string_view text) {
  return parseBindings(std::make_shared<document::File>("t", std::string(text)));
}

/// The errors without the name of the file, a line for each.
std::string refusal(std::string_view text) {
  auto result = parse(text);
  std::string lines = result ? "accepted" : "\n" + result.error();
  for (std::string_view part : {"\nt:", " error:"})
    for (size_t at = lines.find(part); at != lines.npos; at = lines.find(part, at))
      lines.replace(at, part.size(), part[0] == '\n' ? "\n" : "");
  return result ? lines : lines.substr(1);
}

std::vector<Binding> bindings(std::string_view text) {
  auto result = parse(text);
  EXPECT_TRUE(result) << result.error();
  return result ? *std::move(result) : std::vector<Binding>();
}

TEST(ParseBindings, ReadsEveryField) {
  std::vector<Binding> list = bindings(R"(
- resource: lambda:invoke
  function: charge
  state: Pay*
  raw: true
  command: [python3, charge.py, 1]
- resource: arn:aws:lambda:*
  command: ./charge | tee log
- state: A
  result: {a: [1]}
  submitted: {b: 2}
  delaySeconds: 1.5
- state: B
  error: {Error: Broken, Cause: {why: 1}}
- state: C
  hang: true
- state: D
  results:
    - error: {}
    - result: null
      delaySeconds: 2
)");
  ASSERT_EQ(list.size(), 6u);
  EXPECT_EQ(list[0].line, 2u);
  EXPECT_EQ(list[0].resource, "lambda:invoke");
  EXPECT_EQ(list[0].function, "charge");
  EXPECT_EQ(list[0].state, "Pay*");
  EXPECT_TRUE(list[0].raw);
  EXPECT_EQ(list[0].answers[0].command, (std::vector<std::string>{"python3", "charge.py", "1"}));
  EXPECT_EQ(list[1].answers[0].command,
            (std::vector<std::string>{"/bin/sh", "-c", "./charge | tee log"}));
  EXPECT_EQ(list[2].answers[0].result, R"({"a":[1]})");
  EXPECT_EQ(list[2].answers[0].submitted, R"({"b":2})");
  EXPECT_EQ(list[2].answers[0].delaySeconds, 1.5);
  EXPECT_EQ(list[3].answers[0].error, "Broken");
  EXPECT_EQ(list[3].answers[0].cause, R"({"why":1})");
  EXPECT_EQ(list[4].answers[0].kind, Answer::Kind::Hang);
  EXPECT_TRUE(list[5].sequence);
  EXPECT_EQ(list[5].answers.size(), 2u);
  EXPECT_FALSE(list[5].answers[0].error);
  EXPECT_EQ(list[5].answers[1].result, "null");
}

TEST(ParseBindings, AnEmptyFileBindsNothing) {
  EXPECT_TRUE(bindings("").empty());
  EXPECT_TRUE(bindings("[]").empty());
}

TEST(ParseBindings, RefusesAtThePlace) {
  EXPECT_EQ(refusal("resource: x"), "1:1: a list of bindings is expected, not an object");
  EXPECT_EQ(refusal("- text"), "1:3: a binding (`resource: ...`) is expected, not a string");
  EXPECT_THAT(refusal("- resource: x\n  comand: y"),
              testing::StartsWith("2:3: `comand` is not a field of a binding"));
  EXPECT_EQ(refusal("- result: 1"), "1:3: the binding does not say which tasks it is for: "
                                    "`resource`, `function`, `state` or `machine` is "
                                    "needed");
  EXPECT_THAT(refusal("- resource: x"),
              testing::StartsWith("1:3: the answer to the task is missing"));
  EXPECT_EQ(refusal("- resource: x\n  result: 1\n  command: y"),
            "3:3: `command` and `result` exclude each other");
  EXPECT_EQ(refusal("- resource: 5\n  result: 1"),
            "1:13: `resource` must be a string, in which `*` matches any text");
  EXPECT_EQ(refusal("- state: x\n  hang: false"), "2:9: `hang` can only be true");
  EXPECT_EQ(refusal("- state: x\n  hang: soon"), "2:9: `hang` must be true or false");
  EXPECT_EQ(
      refusal("- state: x\n  command: {}"),
      "2:12: `command` must be a list of a program and its arguments, or a string for the shell");
  EXPECT_EQ(
      refusal("- state: x\n  command: []"),
      "2:12: `command` must be a list of a program and its arguments, or a string for the shell");
  EXPECT_EQ(refusal("- state: x\n  command: [a, [b]]"),
            "2:16: an argument must be a string, not a list");
  EXPECT_EQ(refusal("- state: x\n  error: Broken"),
            "2:10: `error` must be an object of `Error` and `Cause`");
  EXPECT_EQ(refusal("- state: x\n  error: {error: a}"),
            "2:11: `error` is not a field of `error`; there are Error and Cause");
  EXPECT_EQ(refusal("- state: x\n  error: {Error: 1}"), "2:18: `Error` must be a string");
  EXPECT_EQ(refusal("- state: x\n  result: 1\n  delaySeconds: -1"),
            "3:17: `delaySeconds` must be a number of seconds");
  EXPECT_EQ(refusal("- state: x\n  command: a\n  delaySeconds: 1"),
            "3:17: a command takes its own time; `delaySeconds` is for fixed answers");
  EXPECT_EQ(refusal("- state: x\n  results: []"),
            "2:12: `results` must be a list of answers, one for each call");
  EXPECT_EQ(refusal("- state: x\n  results: [1]"),
            "2:13: an answer (`result: ...`, `error: ...`) is expected, not a number");
  EXPECT_THAT(refusal("- state: x\n  results: [{result: 1, raw: true}]"),
              testing::StartsWith("2:25: `raw` is not a field of an answer"));
  EXPECT_EQ(refusal("- state: x\n  results: [{result: 1}]\n  submitted: 1"),
            "3:14: `submitted` belongs in an entry of `results`");
  EXPECT_EQ(refusal("[{\"state\": \"x\", \"result\": 1, \"state\": \"y\"}]"),
            "1:30: `state` is given twice in this object");
}

TEST(ParseBindings, AllMistakesAreSaidInTheOrderOfTheText) {
  EXPECT_EQ(refusal("- resource: 5\n"
                    "  command: a\n"
                    "  delaySeconds: 1\n"
                    "- text\n"
                    "- state: x\n"
                    "  results: [{result: 1, delaySeconds: x}, 7]\n"),
            "1:13: `resource` must be a string, in which `*` matches any text\n"
            "3:17: a command takes its own time; `delaySeconds` is for fixed answers\n"
            "4:3: a binding (`resource: ...`) is expected, not a string\n"
            "6:39: `delaySeconds` must be a number of seconds\n"
            "6:43: an answer (`result: ...`, `error: ...`) is expected, not a number");
}

TEST(ParseBindings, ColumnsCountCharacters) {
  EXPECT_EQ(refusal("[{\"state\": \"\u00fc\u4e16\", \"hang\": 1}]"),
            "1:26: `hang` must be true or false");
  EXPECT_EQ(refusal("- {state: \u00fc\u4e16, hang: 1}"), "1:21: `hang` must be true or false");
}

TEST(ReadBindingFile, NamesFileAndPlace) {
  std::string path = testing::TempDir() + "bindings.yaml";
  std::ofstream(path) << "- state: x\n  what: 1\n";
  Expected<BindingFile> file = readBindingFile(path);
  EXPECT_FALSE(file);
  EXPECT_THAT(file.error(), testing::StartsWith(path + ":2:3: error: `what` is not a field"));
  EXPECT_EQ(readBindingFile("/nowhere/tasks.yaml").error(),
            "/nowhere/tasks.yaml: cannot be read: No such file or directory");
}

TEST(ReadBindingFile, ReadsNoDeviceForEver) {
  EXPECT_EQ(readBindingFile("/dev/zero").error(),
            "/dev/zero: cannot be read: it is larger than 64 MiB");
}

TEST(ParseBindings, SaysWhatIsWrongWithTheText) {
  EXPECT_EQ(refusal("- state: x\n  hang: true\n  state: y\n"),
            "3:3: `state` is given twice in this object");
  EXPECT_EQ(refusal("- *nothing\n"), "1:3: there is no anchor `&nothing` before this alias");
  EXPECT_EQ(refusal("- ? [a]\n  : 1\n"), "1:5: a key must be a string");
  EXPECT_EQ(refusal("[]\n---\n[]\n"), "2:1: text after the end of the document");
  EXPECT_EQ(refusal("- {hang: true, state: x\x80}\n"), "1:24: the text is not valid UTF-8 here");
  EXPECT_EQ(refusal("- " + std::string(100000, '[')), "1:514: nested deeper than 512 levels");
  EXPECT_EQ(refusal("- state: [1\n"),
            "2:1: did not find expected ',' or ']' while parsing a flow sequence");
  // A file that says it is JSON is not read as YAML.
  auto json =
      parseBindings(std::make_shared<document::File>("t.json", "[{\"state\": x, \"hang\": true}]"));
  EXPECT_EQ(json.error(), "t.json:1:12: error: a string needs double quotes");
}

TEST(ParseBindings, TakesMergeKeysAndAnchors) {
  std::vector<Binding> list =
      bindings("- &a {state: A, result: {k: 0x1F}}\n- {<<: *a, state: B}\n");
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[1].state, "B");
  EXPECT_EQ(list[1].answers[0].result, R"({"k":31})");
}

TEST(FunctionName, OfEveryForm) {
  auto name = [](std::string_view resource, std::string_view parameters) {
    RequestOf of(resource, parameters);
    return functionName(of.request).value_or("none");
  };
  constexpr std::string_view kInvoke = "arn:aws:states:::lambda:invoke";
  EXPECT_EQ(name("arn:aws:lambda:us-east-1:123456789012:function:charge:3", "{}"), "charge");
  EXPECT_EQ(name(kInvoke, R"({"FunctionName":"charge"})"), "charge");
  EXPECT_EQ(name(kInvoke, R"({"FunctionName":"charge:live"})"), "charge");
  EXPECT_EQ(name(kInvoke, R"({"FunctionName":"123456789012:function:charge"})"), "charge");
  EXPECT_EQ(
      name(kInvoke,
           R"({"FunctionName":"arn:aws:lambda:us-east-1:123456789012:function:charge:$LATEST"})"),
      "charge");
  EXPECT_EQ(name(kInvoke, R"({"FunctionName":1})"), "none");
  EXPECT_EQ(name("arn:aws:states:::sqs:sendMessage", "{}"), "none");
}

TEST(IsFor, AsksForAllThatTheBindingNames) {
  RequestOf of("arn:aws:states:::lambda:invoke", R"({"FunctionName":"charge"})", "Pay");
  auto fits = [&](std::string_view text) { return isFor(bindings(text)[0], of.request); };
  EXPECT_TRUE(fits("- {resource: lambda:invoke, result: 1}"));
  EXPECT_TRUE(fits("- {function: charge, result: 1}"));
  EXPECT_TRUE(fits("- {state: P*, result: 1}"));
  EXPECT_TRUE(fits("- {resource: '*', function: ch*, state: Pay, result: 1}"));
  EXPECT_FALSE(fits("- {resource: lambda:invoke, function: refund, result: 1}"));
  EXPECT_FALSE(fits("- {resource: lambda:invoke, state: Other, result: 1}"));
}

} // namespace
} // namespace asl::binding
