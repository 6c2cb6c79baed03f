// The operations over a journal in memory, with a machine that is written by hand.
#pragma once

#include "runtime/api/operations/request.h"
#include "runtime/api/step_functions.h"
#include "runtime/journal/memory_journal.h"
#include "test/unit/journal/wrapped_journal.h"
#include "test/unit/states/support.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <latch>
#include <map>
#include <thread>

namespace asl::api {

constexpr const char *kRole = "arn:aws:iam::123456789012:role/r";
inline const std::string kPrefix = "arn:aws:states:us-east-1:123456789012:";

/// Gives every definition the same code: a task of the activity `work`. There are two more: one
/// that begins with `startExecution` is a task of that action, and in `twice` another state comes
/// after the task.
class OneMachine final : public Compiler {
public:
  Verdict check(const std::string &definition, bool) override {
    Verdict verdict;
    if (definition == "both")
      both.arrive_and_wait();
    if (definition == "bad")
      verdict.refusal = Error{"InvalidDefinition", "bad"};
    if (definition == "slow") {
      ++slow;
      isFinished.wait();
    }
    return verdict;
  }
  Expected<std::shared_ptr<const service::Code>> compile(const service::Snapshot &snapshot,
                                                         service::CodeQuality quality) override {
    if (isCompiling)
      isCompiling(snapshot.definition);
    ++(quality == service::CodeQuality::Quick ? compiled : improved);
    struct Code final : service::Code {
      explicit Code(const asl_module &of) : code(of) {}
      const asl_module &module() const override { return code; }
      const asl_module &code;
    };
    return std::shared_ptr<const service::Code>(
        std::make_shared<Code>(moduleOf(snapshot.definition)));
  }
  Answer validate(const Call &) override { return Json::object(); }
  Answer testState(const Call &, task::TaskExecutor *) override {
    if (testsFail)
      failInternally("no tests");
    isTesting = true;
    isStopped.wait(false);
    return Error{"ServiceUnavailable", ""};
  }
  void stopTests() override {
    isStopped = true;
    isStopped.notify_all();
  }

  std::atomic<int> compiled{0}, improved{0}, slow{0};
  std::shared_future<void> isFinished; ///< until then `slow` is compiled
  std::latch both{2};                  ///< two definitions `both` are checked at the same time
  std::function<void(const std::string &definition)> isCompiling;
  bool testsFail = false;
  std::atomic<bool> isTesting{false}, isStopped{false};

private:
  const asl_module &moduleOf(const std::string &definition) {
    bool isStart = definition.starts_with("startExecution"), isTwice = definition == "twice";
    std::lock_guard lock(mutex_);
    auto [entry, isNew] = machines_.try_emplace(isStart || isTwice ? definition : "");
    test::Machine &machine = entry->second;
    if (!isNew) // others may run it
      return machine.module_;
    test::State task("Work", ASL_TASK, isTwice ? "Then" : "");
    task.resource = isStart ? "arn:aws:states:::states:" + definition : kPrefix + "activity:work";
    machine.flow().add(std::move(task));
    if (isTwice)
      machine.flow().add(test::State("Then", ASL_PASS, ""));
    return machine.module(0);
  }

  std::mutex mutex_;
  std::map<std::string, test::Machine> machines_; ///< by definition; most have the one of ""
};

/// A journal that cannot be read at times.
class BrokenJournal final : public journal::WrappedJournal {
public:
  using WrappedJournal::WrappedJournal;
  Expected<std::optional<journal::Execution>> describe(uint64_t execution) const override {
    if (faults > 0) {
      --faults;
      return Failure{"the disk is broken"};
    }
    return WrappedJournal::describe(execution);
  }
  Expected<journal::Claim> claim(uint64_t machine, const std::string &name,
                                 const std::string &inputHash) override {
    if (isClaimed)
      isClaimed();
    return WrappedJournal::claim(machine, name, inputHash);
  }
  Expected<uint64_t> putDocument(journal::DocumentKind kind, const std::string &name,
                                 const std::string &body) override {
    if (isWriting)
      isWriting();
    return WrappedJournal::putDocument(kind, name, body);
  }
  mutable std::atomic<int> faults{0}; ///< so many executions cannot be described
  std::function<void()> isClaimed, isWriting;
};

class StepFunctionsTest : public testing::Test {
protected:
  StepFunctionsTest() { open(); }
  void open() {
    ServerOptions options;
    options.journal = &journal_;
    options.compiler = &compiler_;
    options.shards = 2;
    options.journalLost = [](const std::string &) {};
    auto opened = StepFunctions::open(options, nullptr);
    ASSERT_TRUE(opened) << opened.error();
    server_ = *std::move(opened);
  }

  std::future<Answer> send(std::string operation, Json request) {
    auto answer = std::make_shared<std::promise<Answer>>();
    Call call;
    call.operation = std::move(operation);
    call.request = std::move(request);
    call.reply = [answer](Answer given) { answer->set_value(std::move(given)); };
    std::future<Answer> comes = answer->get_future();
    server_->call(std::move(call));
    return comes;
  }
  Json call(std::string operation, Json request) {
    Answer answer = send(std::move(operation), std::move(request)).get();
    if (const auto *error = std::get_if<Error>(&answer))
      return {{"error", error->code}, {"message", error->message}};
    return std::get<Json>(answer);
  }
  std::string create(const std::string &name = "m", const std::string &definition = "{}") {
    call("CreateActivity", {{"name", "work"}});
    return call("CreateStateMachine",
                {{"name", name}, {"roleArn", kRole}, {"definition", definition}})
        .value("stateMachineArn", "");
  }
  std::string start(const std::string &machine, const std::string &name) {
    return call("StartExecution",
                {{"stateMachineArn", machine}, {"name", name}, {"input", R"({"a":1})"}})
        .value("executionArn", "");
  }
  /// Starts an execution `p` whose task does this action: it starts one of `machine`, `child`.
  std::string startNested(const std::string &action, const std::string &machine) {
    Json input{{"StateMachineArn", machine}, {"Name", "child"}};
    return call("StartExecution", {{"stateMachineArn", create("parent", action)},
                                   {"name", "p"},
                                   {"input", input.dump()}})
        .value("executionArn", "");
  }
  /// The error of an execution when it has ended.
  std::string errorOf(const std::string &execution) {
    while (status(execution) == "RUNNING")
      std::this_thread::yield();
    return call("DescribeExecution", {{"executionArn", execution}}).value("error", "");
  }
  std::string status(const std::string &execution) {
    return call("DescribeExecution", {{"executionArn", execution}}).value("status", "");
  }
  Json poll() {
    return call("GetActivityTask",
                {{"activityArn", kPrefix + "activity:work"}, {"workerName", "w"}});
  }

  std::atomic<bool> isLost_{false}; ///< from then on, every commit fails
  std::atomic<bool> isFull_{false};
  BrokenJournal journal_{journal::makeMemoryJournal([this] { return isLost_.load(); },
                                                    [this] { return isFull_.load(); })};
  OneMachine compiler_;
  std::unique_ptr<StepFunctions> server_;
};

} // namespace asl::api
