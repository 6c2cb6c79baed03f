// Workers: a line for each call.
#include "runtime/functions/worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test/unit/functions/waiting_call.h"

namespace asl::functions {
namespace {

using testing::HasSubstr;

class Started {
public:
  explicit Started(const std::string &code, WorkerSpec spec = {}) {
    folder.write("worker.py", "import json, os, sys, time\n" + code);
    spec.name = "worker";
    spec.place = "tasks.yaml:1";
    spec.command = {"python3", "-u", "worker.py"};
    spec.directory = folder.path;
    worker = std::make_unique<Worker>(host, std::move(spec));
  }
  ~Started() { host.stop(); }
  std::string call(const std::string &input, const std::string &about = {}) {
    return WaitingCall(*worker, input, about).wait();
  }

  Folder folder;
  Host host;
  std::unique_ptr<Worker> worker;
};

constexpr const char *kEcho = R"(
for n, line in enumerate(sys.stdin):
    call = json.loads(line)
    print(json.dumps({"id": call["id"], "result": [n, call["input"], call.get("state")]}))
)";

TEST(Worker, StaysForTheNextCall) {
  Started started(kEcho);
  EXPECT_EQ(started.call(R"({"a":1})", R"("state":"Pay")"), R"(succeeded [0,{"a":1},"Pay"])");
  EXPECT_EQ(started.call("null"), "succeeded [1,null,null]");
}

TEST(Worker, ErrorsHeartbeatsAndOtherLines) {
  Started started(R"(
for line in sys.stdin:
    print("not JSON")
    print(json.dumps({"heartbeat": True}))
    print(json.dumps({"id": "999", "result": "of nobody"}))
    print(json.dumps({"error": "Stock.Missing", "cause": {"what": "desk"}}))
)");
  WaitingCall call(*started.worker, "{}");
  EXPECT_EQ(call.wait(), R"(failed Stock.Missing: {"what":"desk"})");
  EXPECT_EQ(call.beats(), 1);
}

TEST(Worker, ItsEndFailsTheCallAndTheNextStartsAnother) {
  Started started(R"(
for line in sys.stdin:
    call = json.loads(line)
    if call["input"] == "exit":
        sys.exit(4)
    print(json.dumps({"result": call["input"]}))
)");
  EXPECT_EQ(started.call("1"), "succeeded 1");
  EXPECT_EQ(
      started.call("\"exit\""),
      "failed States.TaskFailed: The worker `python3` (tasks.yaml:1) ended without an answer: "
      "exit status 4");
  EXPECT_EQ(started.call("2"), "succeeded 2");
}

TEST(Worker, ACallThatTakesTooLong) {
  WorkerSpec spec;
  // Long enough for the start of a program on a busy machine.
  spec.timeout = std::chrono::milliseconds(10000);
  Started started(R"(
for line in sys.stdin:
    time.sleep(json.loads(line)["input"])
    print(json.dumps({"result": os.getpid()}))
)",
                  spec);
  EXPECT_EQ(
      started.call("100"),
      "failed States.Timeout: The worker `python3` (tasks.yaml:1) gave no answer within 10000 ms");
  EXPECT_THAT(started.call("0"), testing::StartsWith("succeeded "));
}

TEST(Worker, SeveralProcesses) {
  WorkerSpec spec;
  spec.processes = 2;
  // Each waits until the other one has a call too.
  Started started(R"(
for line in sys.stdin:
    call = json.loads(line)
    open(call["input"], "w").close()
    while not (os.path.exists("a") and os.path.exists("b")):
        time.sleep(0.01)
    print(json.dumps({"result": "both"}))
)",
                  spec);
  WaitingCall a(*started.worker, "\"a\""), b(*started.worker, "\"b\"");
  EXPECT_EQ(a.wait(), "succeeded \"both\"");
  EXPECT_EQ(b.wait(), "succeeded \"both\"");
}

TEST(Worker, AProgramThatDoesNotExist) {
  Host host;
  WorkerSpec spec;
  spec.name = "none";
  spec.place = "tasks.yaml:1";
  spec.command = {"/nowhere/worker"};
  Worker worker(host, spec);
  EXPECT_EQ(
      WaitingCall(worker, "{}").wait(),
      "failed States.TaskFailed: The worker `/nowhere/worker` (tasks.yaml:1) cannot be started: "
      "No such file or directory");
  host.stop();
}

} // namespace
} // namespace asl::functions
