// Binding files: what they may say, what is refused where, which binding is for which task.
#include "runtime/binding/binding.h"
#include "runtime/task/function_name.h"

#include "test/unit/binding/recorded_reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <unistd.h>

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
  EXPECT_EQ(refusal("- state: x\n  result: 1\n  delaySeconds: 1e18"),
            "3:17: `delaySeconds` must be a number of seconds, at most 1000000000");
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

TEST(ParseBindings, ReadsTheWaysToCarryOut) {
  ::setenv("ASLC_TEST_KEY", "k-1", 1);
  std::vector<Binding> list = bindings(R"(
- function: pay
  lambda: {code: pay, handler: app.handler, runtime: python3.12, interpreter: .venv/bin/python, memory: 256}
  environment: {KEY: "<${env:ASLC_TEST_KEY}>", N: 5}
  timeoutSeconds: 1.5
  concurrency: 4
- function: "*"
  lambda: {url: "http://127.0.0.1:3001"}
- state: A
  worker: [python3, -u, worker.py]
  directory: workers
- state: B
  url: {to: "https://h/p", ca: ca.pem}
  headers: {Authorization: "${env:ASLC_TEST_KEY}"}
- resource: http:invoke
  http: {base: "http://127.0.0.1:1/", allowHttp: true, ca: ca.pem}
- state: C
  native: {library: libc.so, function: c}
- state: D
  command: [a, "${env:ASLC_TEST_KEY}"]
  heartbeat: true
)");
  ASSERT_EQ(list.size(), 7u);
  EXPECT_EQ(list[0].answers[0].kind, Answer::Kind::Lambda);
  EXPECT_EQ(list[0].lambda.code, "pay");
  EXPECT_EQ(list[0].lambda.interpreter, ".venv/bin/python");
  EXPECT_EQ(list[0].lambda.memoryMb, 256u);
  EXPECT_EQ(list[0].environment, (invoke::Fields{{"KEY", "<k-1>"}, {"N", "5"}}));
  EXPECT_EQ(list[0].timeoutSeconds, 1.5);
  EXPECT_EQ(list[0].concurrency, 4u);
  EXPECT_EQ(list[1].lambda.url, "http://127.0.0.1:3001");
  EXPECT_EQ(list[2].answers[0].kind, Answer::Kind::Worker);
  EXPECT_EQ(list[2].answers[0].command.size(), 3u);
  EXPECT_EQ(list[2].directory, "workers");
  EXPECT_EQ(list[3].url, "https://h/p");
  EXPECT_EQ(list[3].headers, (invoke::Fields{{"Authorization", "k-1"}}));
  EXPECT_EQ(list[4].http.base, "http://127.0.0.1:1");
  EXPECT_TRUE(list[4].http.allowsPlain);
  EXPECT_EQ(list[5].native.function, "c");
  // A command has the environment; others can see its arguments.
  EXPECT_EQ(list[6].answers[0].command[1], "${env:ASLC_TEST_KEY}");
  EXPECT_TRUE(list[6].heartbeat);
}

TEST(ParseBindings, ReadsConnections) {
  auto file = parseBindingFile(std::make_shared<document::File>("t", R"(
allow: []
connections:
  - connection: "*/a/*"
    basic: {user: u, password: p}
  - connection: "*"
    oauth: {endpoint: "https://h", clientId: i, clientSecret: s, credentials: header, body: {scope: x}}
    query: {q: 1}
tasks:
  - {state: x, result: 1}
)"));
  ASSERT_TRUE(file) << file.error();
  EXPECT_EQ(file->bindings.size(), 1u);
  ASSERT_EQ(file->connections.size(), 2u);
  EXPECT_EQ(file->connections[0].line, 4u);
  EXPECT_EQ(file->connections[0].basic, std::pair(std::string("u"), std::string("p")));
  EXPECT_TRUE(file->connections[1].oauth->inHeader);
  EXPECT_EQ(file->connections[1].oauth->additions.body, (invoke::Fields{{"scope", "x"}}));
  EXPECT_EQ(file->connections[1].additions.query, (invoke::Fields{{"q", "1"}}));
}

TEST(ParseBindings, RefusesWhatDoesNotBelongTogether) {
  EXPECT_EQ(refusal("- state: x\n  result: 1\n  headers: {}"),
            "3:3: `headers` does not belong to `result`");
  EXPECT_EQ(refusal("- state: x\n  url: h\n  environment: {}"),
            "2:8: the address does not begin with http:// or https://\n"
            "3:3: `environment` does not belong to `url`");
  EXPECT_EQ(refusal("- state: x\n  lambda: {code: ., runtime: ruby3.2}"),
            "2:30: functions of the runtime `ruby3.2` cannot be started; there are python3.*, "
            "nodejs*, provided*");
  EXPECT_EQ(refusal("- state: x\n  lambda: {runtime: python3.12}"),
            "2:11: `lambda` needs `code`\n2:11: `lambda` needs `handler`");
  EXPECT_EQ(refusal("- state: x\n  lambda: {url: 'http://h', code: a}"),
            "2:29: `code` and `url` exclude each other");
  EXPECT_EQ(refusal("- state: x\n  http: false"),
            "2:9: `http` must be true, or an object of base, allowHttp, ca");
  EXPECT_EQ(refusal("- state: x\n  native: {library: l, symbol: s}"),
            "2:11: `native` needs `function`\n"
            "2:24: `symbol` is not a field of `native`; there are library, function");
  EXPECT_EQ(refusal("- state: x\n  command: a\n  timeoutSeconds: 0"),
            "3:19: `timeoutSeconds` must be a number of seconds above 0");
  EXPECT_EQ(refusal("- state: x\n  command: a\n  environment: {A: [1]}"),
            "3:20: `A` must be a text, not a list");
  EXPECT_EQ(refusal("- state: x\n  url: 'http://h/${env:ASLC_NO_SUCH}'"),
            "2:18: the environment has no variable `ASLC_NO_SUCH`");
  EXPECT_EQ(refusal("task: []"),
            "1:1: `task` is not a part of the file; there are tasks, connections");
  EXPECT_EQ(refusal("connections: [{connection: a, basic: {user: u}, apiKey: {}}]"),
            "1:38: `basic` needs `password`\n"
            "1:49: `apiKey` and `basic` exclude each other\n"
            "1:57: `apiKey` needs `name`\n1:57: `apiKey` needs `value`");
}

TEST(ParseBindings, AddressesAreChecked) {
  constexpr auto port = "the port of the address is not a number from 1 to 65535";
  EXPECT_EQ(refusal("- {state: x, url: 'http://h:65536/p'}"), std::string("1:19: ") + port);
  EXPECT_EQ(refusal("- {state: x, url: {to: 'http://h:0'}}"), std::string("1:24: ") + port);
  EXPECT_EQ(refusal("- {state: x, http: {base: 'http://h:x'}}"), std::string("1:27: ") + port);
  EXPECT_EQ(refusal("- {state: x, lambda: {url: 'http://h:70000'}}"), std::string("1:28: ") + port);
  EXPECT_EQ(
      refusal("connections: [{connection: a, oauth: {endpoint: 'https://h:99999', clientId: a, "
              "clientSecret: b}}]"),
      std::string("1:49: ") + port);
  EXPECT_EQ(refusal("- {state: x, url: 'http://a b'}"), "1:19: the address has no valid host name");
}

TEST(ParseBindings, HeadersCannotChangeARequest) {
  EXPECT_EQ(refusal("- state: x\n  url: 'http://h'\n  headers: {'A:': 1, Content-Length: 5}"),
            "3:13: `A:` is not the name of a header\n"
            "3:22: the header `Content-Length` is set by aslc itself");
  EXPECT_EQ(refusal("- state: x\n  url: 'http://h'\n  headers: {A: \"b\\r\\nC: d\"}"),
            "3:16: the value of a header is one line");
  EXPECT_EQ(refusal("connections: [{connection: a, apiKey: {name: X Key, value: v}}]"),
            "1:46: `X Key` is not the name of a header");
  EXPECT_EQ(refusal("connections: [{connection: a, apiKey: {name: Connection, value: v}}]"),
            "1:46: the header `Connection` is set by aslc itself");
  EXPECT_EQ(refusal("connections: [{connection: a, apiKey: {name: X-Key, value: \"a\\nb\"}}]"),
            "1:60: the value of a header is one line");
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
  std::string path = testing::TempDir() + "bindings-" + std::to_string(::getpid()) + ".yaml";
  std::ofstream(path) << "- state: x\n  what: 1\n";
  Expected<BindingFile> file = readBindingFile(path);
  EXPECT_FALSE(file);
  EXPECT_THAT(file.error(), testing::StartsWith(path + ":2:3: error: `what` is not a field"));
  EXPECT_EQ(readBindingFile("/nowhere/tasks.yaml").error(),
            "/nowhere/tasks.yaml: cannot be read: No such file or directory");
  std::remove(path.c_str());
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
  EXPECT_EQ(refusal("- " + std::string(100000, '[')), "1:1002: nested more than 1000 levels deep");
  EXPECT_EQ(refusal("- state: [1\n"), "1:10: this bracket is not closed");
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
  EXPECT_EQ(name(kInvoke, R"({"FunctionName":"charge-function:live"})"), "charge-function");
  EXPECT_EQ(name(kInvoke, R"({"FunctionName":"function:live"})"), "function");
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
