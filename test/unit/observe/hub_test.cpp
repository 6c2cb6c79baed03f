// The way of events from executions to those who look on.
#include "runtime/observe/event_stream.h"
#include "runtime/observe/hub.h"
#include "runtime/observe/log_writer.h"
#include "runtime/observe/tap.h"

#include "recorded.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl::observe {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Recorder : public Consumer {
public:
  Wanted wants(const Subject &, EventType) const override { return wanted; }
  void take(const Observed &of, const Event &event, const Step &) override {
    std::lock_guard lock(mutex);
    seen.push_back(of.subject.arn.substr(of.subject.arn.rfind(':') + 1) + ' ' +
                   std::string(typeName(event.type)) + ' ' + std::to_string(of.redrives) + ' ' +
                   event.details);
  }
  std::atomic<Wanted> wanted{Wanted::Facts};
  std::mutex mutex;
  std::vector<std::string> seen;
};

HistoryEvent entered() {
  HistoryEvent event;
  event.id = 2;
  event.type = EventType::PassStateEntered;
  event.name = "A";
  event.payload = asl_value{4, ASL_NULL, 0, 0, {0}};
  return event;
}

class Passing : public testing::Test {
protected:
  Passing() {
    hub.add(recorder);
    hub.start();
  }
  Recorder recorder;
  Hub hub;
};

TEST_F(Passing, ADurableExecutionTellsWhatIsDurable) {
  Tap tap(hub, subjectOf());
  EXPECT_FALSE(tap.handIn());
  tap.append(entered());
  auto durable = tap.handIn();
  tap.append(entered()); // is lost with its process
  ASSERT_TRUE(durable);
  durable();
  hub.stop();
  EXPECT_THAT(recorder.seen, ElementsAre("first PassStateEntered 0 "));
}

TEST_F(Passing, AnExpressExecutionTellsAtOnce) {
  Subject subject = subjectOf();
  subject.express = true;
  recorder.wanted = Wanted::Data;
  Tap tap(hub, subject);
  tap.append(entered());
  hub.stop();
  EXPECT_THAT(recorder.seen, ElementsAre(R"(first PassStateEntered 0 {"name":"A","input":"null",)"
                                         R"("inputDetails":{"truncated":false}})"));
}

TEST_F(Passing, WhatNobodyWantsIsNotCopied) {
  recorder.wanted = Wanted::Nothing;
  Tap tap(hub, subjectOf());
  tap.append(entered());
  EXPECT_FALSE(tap.handIn());
}

TEST_F(Passing, AnExecutionOfAnEarlierProcessIsFollowedFromItsHistory) {
  std::vector<uint64_t> asked;
  hub.setHistory([&](uint64_t execution, uint64_t last, const auto &take) {
    asked = {execution, last};
    HistoryEvent event;
    event.id = 1;
    event.type = EventType::ExecutionRedriven;
    event.number = 2;
    take(event);
  });
  Subject subject = subjectOf();
  subject.isResumed = true;
  subject.execution = 5;
  Tap tap(hub, subject);
  HistoryEvent event = entered();
  event.id = 7;
  tap.append(event);
  tap.handIn()();
  hub.stop();
  EXPECT_THAT(asked, ElementsAre(5u, 6u));
  EXPECT_THAT(recorder.seen, ElementsAre("first PassStateEntered 2 "));
}

TEST_F(Passing, AChildIsInTheTraceOfItsParent) {
  Tap tap(hub, subjectOf());
  auto child =
      tap.child("arn:aws:states:us-east-1:123456789012:execution:order/L:kid", "run", true);
  child->append(entered());
  hub.stop();
  EXPECT_THAT(recorder.seen, ElementsAre("kid PassStateEntered 0 "));
}

class Streaming : public testing::Test {
protected:
  http::server::Responder client(std::string &to) {
    return http::server::Responder::of(
        [&to](const http::server::Response &part) { to += part.body; });
  }
  StreamFilter all() {
    StreamFilter filter;
    filter.allows = [](const std::string &) { return true; };
    return filter;
  }
  void give(EventType type) {
    Event event;
    event.type = type;
    event.details = R"({"input":"{}","inputDetails":{"truncated":false},"roleArn":"r"})";
    event.hasData = true;
    stream.take(of, event, {});
  }
  EventStream stream;
  Observed of{subjectOf()};
};

TEST_F(Streaming, ClientsGetWhatTheyAskFor) {
  EXPECT_EQ(stream.wants(of.subject, EventType::PassStateEntered), Wanted::Nothing);
  std::string plain, full, status, others, foreign;
  stream.add(client(plain), all());
  EXPECT_EQ(stream.wants(of.subject, EventType::PassStateEntered), Wanted::Details);
  StreamFilter filter = all();
  filter.withData = true;
  stream.add(client(full), filter);
  EXPECT_EQ(stream.wants(of.subject, EventType::PassStateEntered), Wanted::Data);
  filter = all();
  filter.onlyStatus = true;
  stream.add(client(status), filter);
  filter = all();
  filter.executionArn = "another";
  stream.add(client(others), filter);
  filter.executionArn = "";
  filter.allows = [](const std::string &) { return false; };
  stream.add(client(foreign), filter);
  give(EventType::ExecutionStarted);
  give(EventType::PassStateEntered);
  EXPECT_THAT(plain, HasSubstr("event: status\ndata: {"));
  EXPECT_THAT(plain, HasSubstr("event: history\ndata: {"));
  EXPECT_THAT(plain, HasSubstr(R"("details":{"roleArn":"r"})"));
  EXPECT_THAT(full, HasSubstr(R"("details":{"input":"{}")"));
  EXPECT_THAT(status, HasSubstr("ExecutionStarted"));
  EXPECT_THAT(status, Not(HasSubstr("PassStateEntered")));
  EXPECT_THAT(others, Not(HasSubstr("data: ")));
  EXPECT_THAT(foreign, Not(HasSubstr("data: ")));
  EXPECT_EQ(stream.wants(of.subject, EventType::ExecutionFailed), Wanted::Data);
  stream.stop();
  EXPECT_EQ(stream.wants(of.subject, EventType::PassStateEntered), Wanted::Nothing);
}

TEST_F(Streaming, StatusAloneWantsNoOtherEvents) {
  std::string status;
  StreamFilter filter = all();
  filter.onlyStatus = true;
  stream.add(client(status), filter);
  EXPECT_EQ(stream.wants(of.subject, EventType::PassStateEntered), Wanted::Nothing);
  EXPECT_EQ(stream.wants(of.subject, EventType::ExecutionStarted), Wanted::Details);
}

TEST(LogWriter, WantsWhatIsLogged) {
  LogWriter writer({});
  auto machine = std::make_shared<Machine>();
  machine->level = LogLevel::Fatal;
  Subject subject;
  subject.machine = machine;
  EXPECT_EQ(writer.wants(subject, EventType::ExecutionFailed), Wanted::Details);
  EXPECT_EQ(writer.wants(subject, EventType::TaskFailed), Wanted::Nothing);
  EXPECT_EQ(writer.wants(subject, EventType::ExecutionRedriven), Wanted::Facts);
  machine->logsData = true;
  EXPECT_EQ(writer.wants(subject, EventType::ExecutionFailed), Wanted::Data);
  machine->level = LogLevel::Off;
  EXPECT_EQ(writer.wants(subject, EventType::ExecutionFailed), Wanted::Nothing);
}

} // namespace
} // namespace asl::observe
