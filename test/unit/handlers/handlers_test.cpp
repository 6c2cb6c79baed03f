// Handlers: accepted forms, inputs, results and errors.
#include "test/unit/embed/machines.h"
#include "test/unit/sanitized.h"

#include "asl/asl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl::test {
struct Order {
  int id = 0;
  std::string item;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Order, id, item)

struct Receipt {
  double total = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Receipt, total)

namespace {

Receipt price(const Order &order) { return {order.id * 1.5}; }

asl::async<Json> charge(Context &context, Json order) {
  co_await asl::sleep_for(std::chrono::hours(1));
  co_return Json{{"charged", order["id"]}, {"state", context.stateName()}};
}

asl::async<int> twice(int number) { co_return 2 * number; }
asl::async<int> fourTimes(int number) { co_return co_await twice(co_await twice(number)); }
asl::async<> nothing() { co_return; }

/// The result of a task that is bound to `handler`, for `input`. Without optimisation and with a
/// sanitizer, nlohmann/json takes more than 512 KiB of stack for the deepest value.
template <typename F> Result answer(F handler, const Json &input = Json::object()) {
  HandlerRegistry tasks({.stackBytes = kSanitized ? 8 << 20 : HandlerOptions().stackBytes});
  tasks.function("f", std::move(handler));
  Host host(tasks, {.clock = ClockKind::Virtual});
  return host.run(taskMachine(function("f")), input);
}

TEST(Handlers, AcceptAndReturnTypesOfTheProgram) {
  EXPECT_EQ(answer(price, {{"id", 4}, {"item", "lamp"}}).value(), Json({{"total", 6.0}}));
  EXPECT_EQ(answer([](Json v) { return v; }, {{"a", {1, 2}}}).value(), Json({{"a", {1, 2}}}));
  EXPECT_EQ(answer([](auto v) { return v.size(); }, {1, 2, 3}).value(), Json(3));
  EXPECT_EQ(answer([](Context &, auto v) { return v; }, 7).value(), Json(7));
  EXPECT_EQ(answer([](const std::vector<int> &v) { return v.back(); }, {1, 2}).value(), Json(2));
}

TEST(Handlers, MayOmitParameters) {
  EXPECT_EQ(answer([] { return "text"; }).value(), Json("text"));
  EXPECT_EQ(answer([] {}).value(), Json());
  EXPECT_EQ(answer([](Context &context) { return context.attempt(); }).value(), Json(0));
}

TEST(Handlers, MayBeCoroutines) {
  EXPECT_EQ(answer(charge, {{"id", 4}}).value(), Json({{"charged", 4}, {"state", "T"}}));
  EXPECT_EQ(answer(fourTimes, 3).value(), Json(12));
  EXPECT_EQ(answer(nothing).value(), Json());
}

/// A value of nested arrays.
Json nested(size_t levels) {
  Json value = Json::array();
  for (size_t i = 1; i < levels; ++i) {
    Json outer = Json::array();
    outer.push_back(std::move(value));
    value = std::move(outer);
  }
  return value;
}

TEST(Handlers, AcceptAndReturnValuesOfAnyDepth) {
  auto given = answer([](Json v) { return v.dump(); }, nested(1000));
  EXPECT_EQ(given.value(), nested(1000).dump());
  EXPECT_EQ(answer([] { return nested(1000); }).value(), nested(1000));
  Result result = answer([] { return nested(300000); });
  EXPECT_EQ(result.error, "States.DataLimitExceeded");
  EXPECT_THAT(*result.cause, testing::HasSubstr("nested more than 1000 levels deep"));
}

TEST(Hosts, RefuseInputThatIsTooDeep) {
  for (size_t levels : {1001, 300000}) {
    Result result = answer([](Json v) { return v; }, nested(levels));
    EXPECT_EQ(result.status, Status::Failed);
    EXPECT_EQ(result.error, "States.DataLimitExceeded");
  }
}

TEST(Handlers, ReturnStringsUnchanged) {
  Json value = {{"a\n\"b", {1, -2.5, nullptr, true, "\u00e9\\", Json::object(), Json::array()}}};
  EXPECT_EQ(answer([&] { return value; }).value(), value);
}

TEST(Handlers, FailTheirTaskByThrowing) {
  Result result = answer([](Json) -> Json { throw TaskError("Card.Declined", "no money"); });
  EXPECT_EQ(result.status, Status::Failed);
  EXPECT_EQ(result.error, "Card.Declined");
  EXPECT_EQ(result.cause, "no money");

  result = answer([] { throw std::runtime_error("no disk"); });
  EXPECT_EQ(result.error, "States.TaskFailed");
  EXPECT_EQ(result.cause, "no disk");

  result = answer([] { throw 7; });
  EXPECT_EQ(result.error, "States.TaskFailed");
  result = answer([] { throw Cancelled(); });
  EXPECT_EQ(result.error, "States.TaskFailed");
  result = answer([]() -> asl::async<> {
    co_await asl::sleep_for(std::chrono::seconds(1));
    throw TaskError("Late");
  });
  EXPECT_EQ(result.error, "Late");
  EXPECT_THROW(result.value(), ExecutionError);
}

TEST(Handlers, FailWhenTheInputCannotBeConverted) {
  Result result = answer(price, {{"id", "four"}});
  EXPECT_EQ(result.error, "States.TaskFailed");
  EXPECT_EQ(result.cause, "The handler of the state `T` does not accept its input: type must be "
                          "number, but is string");
  result = answer(price, {{"id", 4}});
  EXPECT_EQ(result.cause,
            "The handler of the state `T` does not accept its input: key 'item' not found");
}

TEST(Handlers, FailWhenTheResultIsNotUtf8) {
  Result result = answer([] { return "\xff"; });
  EXPECT_EQ(result.error, "States.TaskFailed");
  EXPECT_EQ(result.cause,
            "The result of the handler of the state `T` contains text that is not UTF-8.");
}

TEST(Handlers, MayReturnResultsUpToThePayloadLimit) {
  EXPECT_EQ(answer([] { return std::string(262142, 'x'); }).value().get<std::string>().size(),
            262142u);
  EXPECT_EQ(answer([] { return std::string(262143, 'x'); }).error, "States.DataLimitExceeded");
  EXPECT_EQ(answer([] { return std::string(30u << 20, 'x'); }).error, "States.DataLimitExceeded");
}

TEST(Handlers, MayAcceptAndReturnDeepValues) {
  Json deep = Json::parse(std::string(300, '[') + std::string(300, ']'));
  EXPECT_EQ(answer([](const Json &value) { return value; }, deep).value(), deep);
}

TEST(Handlers, GetNumbersAsTheNearestDouble) {
  HandlerRegistry tasks;
  tasks.function("f", [](const Json &value) { return value; });
  Host host(tasks, {.clock = ClockKind::Virtual});
  Result result =
      host.startText(taskMachine(function("f")), "[1e400, -1e400, 18446744073709551615]").wait();
  constexpr double kMost = std::numeric_limits<double>::max();
  EXPECT_EQ(result.value(), Json({kMost, -kMost, 18446744073709551615u}));
}

TEST(Handlers, GetThePayloadOfAnInvocation) {
  HandlerRegistry tasks;
  tasks.function("f", [](int number) { return number + 1; });
  Host host(tasks, {.clock = ClockKind::Virtual});
  Result result = host.run(taskMachine("arn:aws:states:::lambda:invoke"),
                           {{"FunctionName", "f"}, {"Payload", 41}});
  EXPECT_EQ(result.value()["Payload"], 42);
  EXPECT_EQ(result.value()["StatusCode"], 200);
}

TEST(Handlers, AreMatchedByResourceInOrder) {
  HandlerRegistry tasks;
  tasks.add("sqs:sendMessage", [] { return "message"; })
      .add("arn:aws:lambda:*:function:a?", [] { return "a-function"; })
      .function("*", [] { return "any function"; });
  Host host(tasks, {.clock = ClockKind::Virtual});
  EXPECT_EQ(host.run(taskMachine(function("ab"))).value(), "a-function");
  EXPECT_EQ(host.run(taskMachine(function("b"))).value(), "any function");
  EXPECT_EQ(host.run(taskMachine("arn:aws:states:::sqs:sendMessage")).value(), "message");
  Result result = host.run(taskMachine("arn:aws:states:::sns:publish"));
  EXPECT_EQ(result.error, "States.Runtime");
  EXPECT_THAT(result.cause.value_or(""), testing::HasSubstr("tasks.add(\"arn:aws:states:::sns"));
}

TEST(Handlers, HaveAContext) {
  HandlerRegistry tasks;
  tasks.function("f", [](Context &context) {
    if (context.attempt() < 2)
      throw TaskError("Again");
    EXPECT_EQ(context.resource(), function("f"));
    EXPECT_EQ(context.stateName(), "T");
    EXPECT_THAT(std::string(context.executionArn()), testing::HasSubstr(":e1"));
    EXPECT_EQ(this_task::context().attempt(), 2u);
    return context.attempt();
  });
  Host host(tasks, {.clock = ClockKind::Virtual});
  EXPECT_EQ(host.run(retryMachine(function("f")), {}, {.name = "e1"}).value(), 2);
}

TEST(Handlers, AloneHaveAContext) {
  EXPECT_THROW(this_task::context(), std::logic_error);
  EXPECT_THROW(this_task::heartbeat(), std::logic_error);
  this_task::yield();
  EXPECT_EQ(this_task::blocking([] { return 7; }), 7);
}

TEST(Handlers, PassOtherTasksToAnotherExecutor) {
  HandlerRegistry first, second;
  first.function("a", [] { return "first"; }).otherwise(second.executor());
  second.function("*", [] {
    this_task::sleep_for(std::chrono::hours(1));
    return "second";
  });
  Host host(first, {.clock = ClockKind::Virtual});
  EXPECT_EQ(host.run(taskMachine(function("a"))).value(), "first");
  EXPECT_EQ(host.run(taskMachine(function("b"))).value(), "second");
  EXPECT_EQ(host.run(taskMachine(function("b"), 60)).error, "States.Timeout");
}

} // namespace
} // namespace asl::test
