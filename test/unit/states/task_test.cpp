// Tasks of each kind: events, timeouts, limits, replies from other threads.
#include "support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace asl::test {
namespace {

constexpr const char *kLambda = "arn:aws:lambda:us-east-1:123456789012:function:f";
constexpr const char *kInvoke = "arn:aws:states:::lambda:invoke";
constexpr const char *kSync = "arn:aws:states:::states:startExecution.sync";
constexpr const char *kToken = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
constexpr const char *kActivity = "arn:aws:states:us-east-1:123456789012:activity:a";

struct Task {
  Machine machine;
  FakeExecutor executor;

  explicit Task(const char *resource) { state().resource = resource; }
  State &state() {
    if (machine.flow().states_.empty())
      machine.flow().add({"T", ASL_TASK});
    return machine.flow().states_[0];
  }
  Task &answers(FakeExecutor::Step step) {
    executor.steps["T"].push_back(std::move(step));
    return *this;
  }
  Task &limits(int64_t timeout, int64_t heartbeat = 0) {
    state().arguments = [=](asl_frame *, asl_task_arguments &arguments) {
      if (timeout)
        arguments.timeout_seconds = integer(timeout);
      if (heartbeat)
        arguments.heartbeat_seconds = integer(heartbeat);
    };
    return *this;
  }
  Recorded operator()(std::string_view input = "{}") { return run(machine, input, &executor); }
};

/// The events between Entered and the end, as one text.
std::string middle(const Recorded &r) {
  std::string text = "\n";
  for (size_t i = 2; i < r.history.lines.size(); ++i)
    text += r.history.lines[i] + "\n";
  return text;
}

TEST(Task, LambdaFunctionSucceeds) {
  Task t(kLambda);
  Recorded r = t.answers(succeed(R"({"ok":true})"))(R"({"n":1})");
  EXPECT_EQ(r.outcome.output, R"({"ok":true})");
  EXPECT_THAT(t.executor.requests, testing::ElementsAre(R"({"n":1})"));
  EXPECT_EQ(middle(r), R"(
3<-2 LambdaFunctionScheduled {"resource":"arn:aws:lambda:us-east-1:123456789012:function:f","input":"{\"n\":1}"}
4<-3 LambdaFunctionStarted
5<-4 LambdaFunctionSucceeded {"output":"{\"ok\":true}"}
6<-5 TaskStateExited {"name":"T","output":"{\"ok\":true}"}
7<-6 ExecutionSucceeded {"output":"{\"ok\":true}"}
)");
}

TEST(Task, ARequestThatIsTooLongIsNotSent) {
  for (size_t length : {ASL_PAYLOAD_LIMIT_BYTES - 2, ASL_PAYLOAD_LIMIT_BYTES - 1}) {
    Task t(kInvoke);
    t.state().enter = always('"' + std::string(length, 'x') + '"');
    Recorded r = t.answers(succeed("1"))();
    bool isSent = length + 2 <= ASL_PAYLOAD_LIMIT_BYTES;
    EXPECT_EQ(t.executor.requests.size(), isSent ? 1u : 0u);
    EXPECT_EQ(r.outcome.error,
              isSent ? std::nullopt : std::optional<std::string>("States.DataLimitExceeded"));
  }
}

TEST(Task, LambdaFunctionFails) {
  Recorded r = Task(kLambda).answers(fail("Boom", "text"))();
  EXPECT_EQ(r.outcome.error, "Boom");
  EXPECT_EQ(r.outcome.cause, "text");
  EXPECT_EQ(r.history.lines[4], R"(5<-4 LambdaFunctionFailed {"error":"Boom","cause":"text"})");
  EXPECT_EQ(r.history.lines[5], R"(6<-5 ExecutionFailed {"error":"Boom","cause":"text"})");
}

TEST(Task, ServiceIntegrationShowsItsNamesAndLimits) {
  Task t(kInvoke);
  t.state().arguments = [](asl_frame *f, asl_task_arguments &arguments) {
    arguments.timeout_seconds = integer(10);
    arguments.heartbeat_seconds = make(f, "\"5\"");
    arguments.credentials = make(f, R"({"RoleArn":"other"})");
  };
  Recorded r = t.answers(succeed("1"))();
  EXPECT_EQ(middle(r), R"(
3<-2 TaskScheduled {"resourceType":"lambda","resource":"invoke","region":"us-east-1","parameters":"{}","timeoutInSeconds":10,"heartbeatInSeconds":5,"taskCredentials":{"roleArn":"other"}}
4<-3 TaskStarted {"resourceType":"lambda","resource":"invoke"}
5<-4 TaskSucceeded {"resourceType":"lambda","resource":"invoke","output":"1"}
6<-5 TaskStateExited {"name":"T","output":"1"}
7<-6 ExecutionSucceeded {"output":"1"}
)");
}

TEST(Task, SyncIsSubmittedFirst) {
  Recorded r = Task(kSync).answers([](const task::Request &request, auto reply) -> uint64_t {
    EXPECT_FALSE(request.taskToken.empty());
    reply->submitted(R"({"id":1})");
    reply->succeeded(R"({"done":1})");
    return 0;
  })();
  EXPECT_EQ(middle(r), R"(
3<-2 TaskScheduled {"resourceType":"states","resource":"startExecution.sync","region":"us-east-1","parameters":"{}"}
4<-3 TaskStarted {"resourceType":"states","resource":"startExecution.sync"}
5<-4 TaskSubmitted {"resourceType":"states","resource":"startExecution.sync","output":"{\"id\":1}"}
6<-5 TaskSucceeded {"resourceType":"states","resource":"startExecution.sync","output":"{\"done\":1}"}
7<-6 TaskStateExited {"name":"T","output":"{\"done\":1}"}
8<-7 ExecutionSucceeded {"output":"{\"done\":1}"}
)");
}

TEST(Task, FailureNamesWhereItHappened) {
  auto at = [](const char *resource, task::FailedAt where) {
    Recorded r = Task(resource).answers([=](const task::Request &, auto reply) -> uint64_t {
      reply->failed("E", std::nullopt, where);
      return 0;
    })();
    return middle(r);
  };
  EXPECT_EQ(at(kLambda, task::FailedAt::Schedule), R"(
3<-2 LambdaFunctionScheduled {"resource":"arn:aws:lambda:us-east-1:123456789012:function:f","input":"{}"}
4<-3 LambdaFunctionScheduleFailed {"error":"E"}
5<-4 ExecutionFailed {"error":"E"}
)");
  EXPECT_THAT(at(kInvoke, task::FailedAt::Start), testing::HasSubstr("4<-3 TaskStartFailed"));
  EXPECT_THAT(at(kSync, task::FailedAt::Submit), testing::HasSubstr("5<-4 TaskSubmitFailed"));
}

TEST(Task, ActivityIsStartedByItsWorker) {
  Recorded r = Task(kActivity).answers([](const task::Request &, auto reply) -> uint64_t {
    reply->after(2000, [reply] { reply->started("me"); });
    reply->after(3000, [reply] { reply->succeeded("7"); });
    return 0;
  })();
  EXPECT_EQ(middle(r), R"(
3<-2 ActivityScheduled {"resource":"arn:aws:states:us-east-1:123456789012:activity:a","input":"{}"}
4<-3 ActivityStarted {"workerName":"me"}
5<-4 ActivitySucceeded {"output":"7"}
6<-5 TaskStateExited {"name":"T","output":"7"}
7<-6 ExecutionSucceeded {"output":"7"}
)");
  EXPECT_EQ(r.history.events[3].timestampMs - r.history.events[2].timestampMs, 2000);
}

TEST(Task, ActivityWithoutWorkerNameIsStartedAtTheLatestWhenItEnds) {
  Recorded r = Task(kActivity).answers(succeed("7"))();
  EXPECT_EQ(r.history.lines[3], "4<-3 ActivityStarted {}");
  EXPECT_EQ(r.history.lines[4], R"(5<-4 ActivitySucceeded {"output":"7"})");
}

TEST(Task, TimeoutHasNoCause) {
  Recorded r = Task(kInvoke).limits(5).answers(hang())();
  EXPECT_EQ(r.outcome.status, Status::Failed);
  EXPECT_EQ(r.outcome.error, "States.Timeout");
  EXPECT_FALSE(r.outcome.cause);
  EXPECT_EQ(r.durationMs, 5000);
  EXPECT_EQ(
      r.history.lines[4],
      R"(5<-4 TaskTimedOut {"resourceType":"lambda","resource":"invoke","error":"States.Timeout"})");
  EXPECT_EQ(r.history.lines[5], R"(6<-5 ExecutionFailed {"error":"States.Timeout"})");
}

TEST(Task, ActivityTimeoutStartsWithTheWorker) {
  Recorded r = Task(kActivity).limits(5).answers([](const task::Request &, auto reply) -> uint64_t {
    reply->after(10000, [reply] { reply->started("w"); });
    return 0;
  })();
  EXPECT_EQ(r.durationMs, 15000);
  EXPECT_EQ(r.history.lines[4], R"(5<-4 ActivityTimedOut {"error":"States.Timeout"})");
}

TEST(Task, HeartbeatsRestartTheTimeout) {
  Recorded r =
      Task(kToken).limits(60, 5).answers([](const task::Request &, auto reply) -> uint64_t {
        reply->submitted("{}");
        for (int i = 1; i <= 3; ++i)
          reply->after(i * 4000, [reply] { reply->heartbeat(); });
        return 0;
      })();
  EXPECT_EQ(r.durationMs, 17000);
  EXPECT_EQ(r.outcome.error, "States.Timeout");
  EXPECT_THAT(r.history.lines[5], testing::StartsWith("6<-5 TaskTimedOut"));
}

TEST(Task, HttpIsCappedAtAMinute) {
  Recorded r = Task("arn:aws:states:::http:invoke").limits(600).answers(hang())();
  EXPECT_EQ(r.durationMs, 60000);
  EXPECT_EQ(r.outcome.error, "States.Http.Socket");
  Recorded shorter = Task("arn:aws:states:::http:invoke").limits(30).answers(hang())();
  EXPECT_EQ(shorter.outcome.error, "States.Timeout");
}

TEST(Task, HangingTaskEndsWithTheMachine) {
  Task t(kInvoke);
  t.answers(hang());
  Recorded r = run(t.machine, "{}", &t.executor, {}, 100);
  EXPECT_EQ(r.outcome.status, Status::TimedOut);
  EXPECT_EQ(r.durationMs, 100000);
}

TEST(Task, OverLongResultFailsTheTask) {
  std::string longText = '"' + std::string(ASL_PAYLOAD_LIMIT_BYTES, 'x') + '"';
  Recorded r = Task(kInvoke).answers(succeed(longText))();
  EXPECT_EQ(r.outcome.error, "States.DataLimitExceeded");
  EXPECT_EQ(r.outcome.cause, "The state/task 'lambda' returned a result with a size exceeding the "
                             "maximum number of bytes service limit.");
  EXPECT_THAT(r.history.lines[4], testing::StartsWith("5<-4 TaskFailed"));
  Recorded f = Task(kLambda).answers(succeed(longText))();
  EXPECT_THAT(*f.outcome.cause, testing::HasSubstr("'" + std::string(kLambda) + "'"));
}

TEST(Task, AnswerThatIsNotJsonBecomesAString) {
  EXPECT_EQ(Task(kLambda).answers(succeed("hi there"))().outcome.output, R"("hi there")");
  EXPECT_EQ(Task(kLambda).answers(succeed(""))().outcome.output, "null");
}

TEST(Task, UnboundResourceFailsTheExecutionWithoutFurtherEvents) {
  Task t(kInvoke);
  t.state().catches.push_back({{"States.ALL"}, "T", {}});
  Recorded r = t();
  EXPECT_EQ(r.outcome.error, "States.Runtime");
  EXPECT_EQ(r.outcome.cause,
            "An error occurred while executing the state 'T' (entered at the event "
            "id #2). no step for T");
  EXPECT_THAT(r.history.lines.back(), testing::StartsWith("3<-2 ExecutionFailed"));
}

TEST(Task, WrongTimeoutIsARuntimeError) {
  Task t(kInvoke);
  t.state().arguments = [](asl_frame *f, asl_task_arguments &arguments) {
    arguments.timeout_seconds = make(f, "\"x\"");
  };
  EXPECT_EQ(t().outcome.error, "States.Runtime");
}

TEST(Task, TokenStaysTheSameUntilTheEndOfTheState) {
  Task t(kToken);
  std::string requested;
  t.answers([&](const task::Request &request, auto reply) -> uint64_t {
    requested = request.taskToken;
    reply->succeeded("\"a text that the worker sent\"");
    return 0;
  });
  t.state().exit = [](asl_frame *f, Value, Value result) {
    Value both[] = {result, asl_context(f, ASL_CONTEXT_TASK_TOKEN)};
    return asl_array_make(f->heap, both, 2);
  };
  EXPECT_EQ(t().outcome.output, "[\"a text that the worker sent\",\"" + requested + "\"]");
}

TEST(Task, TokenOfACatcherIsThatOfTheLastAttempt) {
  Task t(kToken);
  std::vector<std::string> requested;
  for (int attempt = 0; attempt < 2; ++attempt)
    t.answers([&](const task::Request &request, auto reply) -> uint64_t {
      requested.emplace_back(request.taskToken);
      reply->failed("E", "C");
      return 0;
    });
  t.state().retry = {{.errors = {"E"}, .maxAttempts = 1}};
  t.state().catches = {{{"States.ALL"}, "Next", [](asl_frame *f, Value, Value) {
                          return asl_context(f, ASL_CONTEXT_TASK_TOKEN);
                        }}};
  t.machine.flow().add({"Next", ASL_PASS});
  EXPECT_EQ(t().outcome.output, "\"" + requested.at(1) + "\"");
  EXPECT_NE(requested[0], requested[1]);
}

TEST(Task, TheNextStateHasAnotherToken) {
  Task t(kToken);
  State &next = t.machine.flow().add({"Next", ASL_TASK});
  t.state().next = "Next";
  next.resource = kToken;
  std::vector<std::string> requested;
  t.executor.otherwise = [&](const task::Request &request, auto reply) -> uint64_t {
    requested.emplace_back(request.taskToken);
    reply->succeeded("1");
    return 0;
  };
  t();
  ASSERT_EQ(requested.size(), 2u);
  EXPECT_NE(requested[0], requested[1]);
}

TEST(Task, FieldsOfAnApiCallAreCheckedBeforeItIsScheduled) {
  constexpr const char *kApi = "arn:aws:states:::apigateway:invoke";
  Task t(kApi);
  t.state().catches = {{{"States.ALL"}, "Next", {}}};
  t.machine.flow().add({"Next", ASL_PASS});
  Recorded r = t(R"({"ApiEndpoint":"a","Method":"GET","Headers":{"k":"v"}})");
  EXPECT_EQ(r.outcome.error, "States.Runtime");
  EXPECT_EQ(r.outcome.cause,
            "An error occurred while executing the state 'T' (entered at the event id #2). "
            R"(The Parameters '{"ApiEndpoint":"a","Method":"GET","Headers":{"k":"v"}}')"
            " could not be used to start the Task: "
            "[The value of the field 'Headers' has an invalid format]");
  EXPECT_EQ(r.history.lines.size(), 3u);
  EXPECT_THAT(r.history.lines[2], testing::StartsWith("3<-2 ExecutionFailed"));
  EXPECT_THAT(
      *Task(kApi)(R"({"Headers":{"X-Amzn-Id":["v"]},"QueryParameters":"?a=1","Method":"GOT"})")
           .outcome.cause,
      testing::EndsWith("[The value of the field 'Method' has an invalid format, "
                        "The value of the field 'QueryParameters' has an invalid format, "
                        "The 'Headers' field contains unsupported values: X-Amzn-Id]"));
  EXPECT_EQ(Task(kApi)
                .answers(succeed("7"))(R"({"Headers":{"k":["v"]},"Method":"GET","Path":null})")
                .outcome.output,
            "7");
}

TEST(Task, TokenOfTheContextIsTheTokenOfTheTask) {
  Task t(kToken);
  t.state().enter = [](asl_frame *f, Value, Value) {
    Value token = asl_context(f, ASL_CONTEXT_TASK_TOKEN);
    EXPECT_EQ(text(member(asl_context(f, ASL_CONTEXT_TASK), "Token")), text(token));
    return token;
  };
  t.answers([](const task::Request &request, auto reply) -> uint64_t {
    EXPECT_EQ(text(request.parameters), request.taskToken);
    EXPECT_GE(request.taskToken.size(), 32u);
    reply->succeeded("1");
    return 0;
  });
  EXPECT_EQ(t().outcome.output, "1");
}

TEST(Task, ResultOfTheSameHeapIsNotConverted) {
  Recorded r = Task(kLambda).answers([](const task::Request &request, auto reply) -> uint64_t {
    reply->succeededWith(request.parameters);
    return 0;
  })(R"({"echo":[1]})");
  EXPECT_EQ(r.outcome.output, R"({"echo":[1]})");
}

TEST(Task, SecondAnswerIsDropped) {
  Recorded r = Task(kLambda).answers([](const task::Request &, auto reply) -> uint64_t {
    reply->succeeded("1");
    reply->failed("E", "late");
    reply->submitted("{}");
    return 0;
  })();
  EXPECT_EQ(r.outcome.output, "1");
  EXPECT_EQ(r.history.lines.size(), 7u);
}

TEST(Task, VirtualClockWaitsForRealWork) {
  std::thread worker;
  Task t(kInvoke);
  t.limits(5).answers([&](const task::Request &, auto reply) -> uint64_t {
    worker = std::thread([reply] {
      std::this_thread::sleep_for(std::chrono::milliseconds(30));
      reply->succeeded("1");
    });
    return 1;
  });
  Recorded r = t();
  worker.join();
  EXPECT_EQ(r.outcome.output, "1");
  EXPECT_EQ(r.durationMs, 0);
  EXPECT_TRUE(t.executor.cancelled.empty());
}

TEST(Task, RealWorkIsCancelledAtItsTimeout) {
  Task t(kInvoke);
  std::shared_ptr<task::Reply> kept;
  t.limits(1).answers([&](const task::Request &, auto reply) -> uint64_t {
    kept = reply;
    return 77;
  });
  Recorded r = t();
  EXPECT_EQ(r.outcome.error, "States.Timeout");
  EXPECT_THAT(t.executor.cancelled, testing::ElementsAre(77));
  kept->succeeded("1"); // has no effect
}

} // namespace
} // namespace asl::test
