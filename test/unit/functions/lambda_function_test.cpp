// Lambda functions in processes of ours: what handlers see, and all the ways in which they fail.
#include "runtime/functions/lambda_function.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "test/unit/functions/waiting_call.h"

#include <filesystem>

namespace asl::functions {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char *kArn = "arn:aws:lambda:us-east-1:123456789012:function:pay";

bool hasNode() { return std::system("node --version >/dev/null 2>&1") == 0; }

/// A function whose code is one file, and the host that it needs.
class Started {
public:
  Started(const std::string &file, const std::string &code, LambdaSpec spec) {
    folder.write(file, code);
    spec.name = "pay";
    spec.code = folder.path;
    function = std::make_unique<LambdaFunction>(host, std::move(spec));
  }
  ~Started() { host.stop(); }

  std::string call(const std::string &event) { return WaitingCall(*function, event, kArn).wait(); }

  Folder folder;
  Host host;
  std::unique_ptr<LambdaFunction> function;
};

LambdaSpec python(std::string handler = "app.handler") {
  LambdaSpec spec;
  spec.handler = std::move(handler);
  spec.runtime = "python3.12";
  spec.timeout = std::chrono::seconds(30);
  return spec;
}

LambdaSpec node(std::string handler = "app.handler") {
  LambdaSpec spec = python(std::move(handler));
  spec.runtime = "nodejs20.x";
  return spec;
}

/// What failed, and its cause as JSON without the id of the request.
std::pair<std::string, json> failure(const std::string &told) {
  size_t colon = told.find(": ");
  if (!told.starts_with("failed ") || colon == told.npos)
    return {told, {}};
  json cause = json::parse(told.substr(colon + 2), nullptr, false);
  return {told.substr(7, colon - 7), cause};
}

TEST(Python, SeesEventAndContext) {
  LambdaSpec spec = python();
  spec.environment = {{"TABLE", "orders"}};
  spec.memoryMb = 256;
  Started started("app.py", R"(
import os
def handler(event, context):
    return {"event": event, "table": os.environ["TABLE"], "name": context.function_name,
            "arn": context.invoked_function_arn, "memory": context.memory_limit_in_mb,
            "hasTime": context.get_remaining_time_in_millis() > 20000,
            "hasId": len(context.aws_request_id) == 36, "folder": os.getcwd()}
)",
                  spec);
  EXPECT_EQ(json::parse(started.call(R"({"id":"ü"})").substr(10)),
            json({{"event", {{"id", "ü"}}},
                  {"table", "orders"},
                  {"name", "pay"},
                  {"arn", kArn},
                  {"memory", "256"},
                  {"hasTime", true},
                  {"hasId", true},
                  {"folder", std::filesystem::canonical(started.folder.path)}}));
}

TEST(Python, StaysWarm) {
  Started started("app.py", R"(
count = 0
def handler(event, context):
    global count
    count += 1
    return count
)",
                  python());
  EXPECT_EQ(started.call("{}"), "succeeded 1");
  EXPECT_EQ(started.call("{}"), "succeeded 2");
  EXPECT_EQ(started.call("{}"), "succeeded 3");
}

TEST(Python, ErrorsHaveLambdasForm) {
  Started started("app.py", R"(
class StockError(Exception):
    pass
def check(event):
    raise StockError("no " + event["what"])
def handler(event, context):
    check(event)
)",
                  python());
  auto [error, cause] = failure(started.call(R"({"what":"desk"})"));
  EXPECT_EQ(error, "StockError");
  EXPECT_EQ(cause["errorMessage"], "no desk");
  EXPECT_EQ(cause["errorType"], "StockError");
  EXPECT_EQ(cause["requestId"].get<std::string>().size(), 36u);
  ASSERT_EQ(cause["stackTrace"].size(), 2u);
  EXPECT_THAT(cause["stackTrace"][0],
              HasSubstr("app.py\", line 7, in handler\n    check(event)\n"));
  EXPECT_THAT(cause["stackTrace"][1], HasSubstr("line 5, in check"));
  // The process is still good.
  EXPECT_EQ(failure(started.call("{}")).first, "KeyError");
}

TEST(Python, CodeThatCannotBeLoaded) {
  auto [error, cause] = failure(Started("app.py", "import nowhere", python()).call("{}"));
  EXPECT_EQ(error, "Runtime.ImportModuleError");
  EXPECT_EQ(cause["errorMessage"], "Unable to import module 'app': No module named 'nowhere'");
  EXPECT_EQ(cause["requestId"], "");
  EXPECT_THAT(cause["stackTrace"][0], HasSubstr("app.py\", line 1, in <module>"));
  EXPECT_EQ(failure(Started("app.py", "x = 1", python()).call("{}")).second["errorMessage"],
            "Handler 'handler' missing on module 'app'");
  EXPECT_EQ(failure(Started("app.py", "def f(:", python()).call("{}")).first,
            "Runtime.UserCodeSyntaxError");
  EXPECT_EQ(failure(Started("app.py", "1/0", python()).call("{}")).first, "ZeroDivisionError");
}

TEST(Python, AnAnswerThatIsNoJson) {
  Started started("app.py", "def handler(event, context): return {1, 2}", python());
  EXPECT_EQ(failure(started.call("{}")).second["errorMessage"],
            "Unable to marshal response: Object of type set is not JSON serializable");
}

TEST(Python, AFolderInTheHandler) {
  Started started("src/app.py", "def run(event, context): return 1", python("src/app.run"));
  EXPECT_EQ(started.call("{}"), "succeeded 1");
}

TEST(Python, ExitsAndStartsAgain) {
  Started started("app.py", R"(
import os, sys
def handler(event, context):
    if "exit" in event:
        os._exit(event["exit"])
    if "kill" in event:
        os.kill(os.getpid(), 9)
    return "alive"
)",
                  python());
  auto [error, cause] = failure(started.call(R"({"exit":3})"));
  EXPECT_EQ(error, "Runtime.ExitError");
  EXPECT_THAT(
      cause["errorMessage"].get<std::string>(),
      testing::MatchesRegex("RequestId: .* Error: Runtime exited with error: exit status 3"));
  EXPECT_EQ(started.call("{}"), "succeeded \"alive\"");
  EXPECT_THAT(failure(started.call(R"({"exit":0})")).second["errorMessage"].get<std::string>(),
              HasSubstr("Runtime exited without providing a reason"));
  EXPECT_THAT(failure(started.call(R"({"kill":1})")).second["errorMessage"].get<std::string>(),
              HasSubstr("signal: killed"));
}

TEST(Python, ATimeOutKillsTheProcess) {
  LambdaSpec spec = python();
  spec.timeout = std::chrono::milliseconds(3000);
  Started started("app.py", R"(
import time
count = 0
def handler(event, context):
    global count
    count += 1
    time.sleep(event["seconds"])
    return count
)",
                  spec);
  EXPECT_EQ(started.call(R"({"seconds":0})"), "succeeded 1");
  auto [error, cause] = failure(started.call(R"({"seconds":100})"));
  EXPECT_EQ(error, "Sandbox.Timedout");
  EXPECT_THAT(cause["errorMessage"].get<std::string>(),
              testing::MatchesRegex("RequestId: .* Error: Task timed out after 3.00 seconds"));
  EXPECT_EQ(started.call(R"({"seconds":0})"), "succeeded 1");
}

TEST(Python, NoMoreProcessesThanTheLimit) {
  LambdaSpec spec = python();
  spec.concurrency = 2;
  Started started("app.py",
                  "import os, time\ndef handler(event, context):\n    time.sleep(0.05)\n"
                  "    return os.getpid()\n",
                  spec);
  std::vector<std::unique_ptr<WaitingCall>> calls;
  for (int i = 0; i < 8; ++i)
    calls.push_back(std::make_unique<WaitingCall>(*started.function, "{}", kArn));
  std::set<std::string> processes;
  for (auto &call : calls)
    processes.insert(call->wait());
  EXPECT_LE(processes.size(), 2u);
  EXPECT_THAT(*processes.begin(), StartsWith("succeeded "));
}

TEST(Python, ACallThatWaitsCanBeForgotten) {
  LambdaSpec spec = python();
  spec.concurrency = 1;
  Started started("app.py", R"(
import os, time
seen = []
def handler(event, context):
    seen.append(event)
    while event == 1 and not os.path.exists("go"):
        time.sleep(0.01)
    return seen
)",
                  spec);
  WaitingCall first(*started.function, "1", kArn);
  WaitingCall second(*started.function, "2", kArn);
  started.function->cancel(second.id);
  WaitingCall third(*started.function, "3", kArn);
  started.folder.write("go", "");
  EXPECT_EQ(first.wait(), "succeeded [1]");
  EXPECT_EQ(third.wait(), "succeeded [1,3]");
}

TEST(Python, LogsAreShownBehindTheName) {
  testing::internal::CaptureStderr();
  {
    Started started("app.py", R"(
import logging, sys
def handler(event, context):
    print("out")
    print("err", file=sys.stderr)
    logging.getLogger().warning("logged")
)",
                    python());
    EXPECT_EQ(started.call("{}"), "succeeded null");
  }
  std::string shown = testing::internal::GetCapturedStderr();
  EXPECT_THAT(shown, HasSubstr("[pay] out\n"));
  EXPECT_THAT(shown, HasSubstr("[pay] err\n"));
  EXPECT_THAT(shown, HasSubstr("[pay] [WARNING]\t"));
}

TEST(Python, ALargeAnswer) {
  Started started("app.py", "def handler(event, context): return 'x' * event", python());
  EXPECT_EQ(started.call("3000000").size(), 3000000u + 12);
  EXPECT_EQ(failure(started.call("7000000")).first, "Function.ResponseSizeTooLarge");
  EXPECT_EQ(started.call("1"), "succeeded \"x\"");
}

TEST(Node, SeesEventAndContext) {
  if (!hasNode())
    GTEST_SKIP() << "there is no node";
  Started started("app.js", R"(
exports.handler = async (event, context) => ({
  event, name: context.functionName, arn: context.invokedFunctionArn,
  hasTime: context.getRemainingTimeInMillis() > 20000 });
)",
                  node());
  EXPECT_EQ(json::parse(started.call(R"({"id":7})").substr(10)),
            json({{"event", {{"id", 7}}}, {"name", "pay"}, {"arn", kArn}, {"hasTime", true}}));
}

TEST(Node, AllWaysToAnswer) {
  if (!hasNode())
    GTEST_SKIP() << "there is no node";
  Started module("app.mjs", "let n = 0; export const handler = async () => ++n;", node());
  EXPECT_EQ(module.call("{}"), "succeeded 1");
  EXPECT_EQ(module.call("{}"), "succeeded 2");
  Started callback("app.js",
                   "exports.handler = (event, context, callback) => "
                   "setTimeout(() => callback(null, event), 5);",
                   node());
  EXPECT_EQ(callback.call(R"({"a":1})"), R"(succeeded {"a":1})");
  Started done("app.js", "exports.handler = (event, context) => context.succeed(event);", node());
  EXPECT_EQ(done.call("[1]"), "succeeded [1]");
  Started nothing("app.js", "exports.handler = (event) => { console.log('seen'); };", node());
  EXPECT_EQ(nothing.call("1"), "succeeded null");
}

TEST(Node, ErrorsHaveLambdasForm) {
  if (!hasNode())
    GTEST_SKIP() << "there is no node";
  Started started("app.js", R"(
class StockError extends Error { constructor(m) { super(m); this.name = 'StockError'; } }
exports.handler = async (event) => {
  if (event.text) throw 'just text';
  if (event.later) return new Promise(() => setTimeout(() => { throw new Error('later'); }, 1));
  throw new StockError('no desk');
};
)",
                  node());
  auto [error, cause] = failure(started.call("{}"));
  EXPECT_EQ(error, "StockError");
  EXPECT_EQ(cause["errorMessage"], "no desk");
  EXPECT_EQ(cause["trace"][0], "StockError: no desk");
  EXPECT_THAT(cause["trace"][1], HasSubstr("app.js:6:9"));
  EXPECT_EQ(failure(started.call(R"({"text":1})")),
            std::pair(std::string("string"), json({{"errorType", "string"},
                                                   {"errorMessage", "just text"},
                                                   {"trace", json::array()}})));
  EXPECT_EQ(failure(started.call(R"({"later":1})")).second["errorMessage"], "later");
  EXPECT_EQ(failure(started.call("{}")).first, "StockError");
}

TEST(Node, CodeThatCannotBeLoaded) {
  if (!hasNode())
    GTEST_SKIP() << "there is no node";
  EXPECT_EQ(failure(Started("other.js", "", node()).call("{}")).second["errorMessage"],
            "Error: Cannot find module 'app'");
  EXPECT_EQ(failure(Started("app.js", "exports.run = 1", node()).call("{}")).second["errorMessage"],
            "app.handler is undefined or not exported");
  EXPECT_EQ(failure(Started("app.js", "exports.handler = (", node()).call("{}")).first,
            "Runtime.UserCodeSyntaxError");
  EXPECT_EQ(failure(Started("app.js", "require('nowhere')", node()).call("{}")).first,
            "Runtime.ImportModuleError");
}

TEST(Provided, ItsBootstrapSpeaksTheRuntimeApi) {
  LambdaSpec spec = node("my.handler");
  spec.runtime = "provided.al2023";
  Started started("bootstrap", R"(#!/usr/bin/env python3
import http.client, os
api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
while True:
    api.request("GET", "/2018-06-01/runtime/invocation/next")
    answer = api.getresponse()
    event, id = answer.read().decode(), answer.headers["Lambda-Runtime-Aws-Request-Id"]
    api.request("POST", "/2018-06-01/runtime/invocation/wrong/response", "1")
    wrong = api.getresponse()
    wrong.read()
    what = "error" if event == '"fail"' else "response"
    body = "{\"errorMessage\":\"no type\"}" if what == "error" else f"[{event}, \"{os.environ['_HANDLER']}\", {wrong.status}]"
    api.request("POST", f"/2018-06-01/runtime/invocation/{id}/{what}", body)
    api.getresponse().read()
)",
                  spec);
  std::filesystem::permissions(started.folder.path + "/bootstrap",
                               std::filesystem::perms::owner_all);
  EXPECT_EQ(started.call("5"), R"(succeeded [5, "my.handler", 400])");
  EXPECT_EQ(
      started.call("\"fail\""),
      "failed Lambda.Unknown: The cause could not be determined because Lambda did not return "
      "an error type. Returned payload: {\"errorMessage\":\"no type\"}");
}

TEST(Provided, WithoutABootstrap) {
  LambdaSpec spec = python();
  spec.runtime = "provided.al2";
  auto [error, cause] = failure(Started("other", "", spec).call("{}"));
  EXPECT_EQ(error, "Runtime.InvalidEntrypoint");
  EXPECT_THAT(cause["errorMessage"].get<std::string>(),
              HasSubstr("/bootstrap: No such file or directory"));
}

} // namespace
} // namespace asl::functions
