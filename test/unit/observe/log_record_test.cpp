// Log records: levels, form, and the recorded ones of the service.
#include "runtime/observe/log_record.h"

#include "recorded.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl::observe {
namespace {

TEST(LogLevel, IsReadFromItsName) {
  EXPECT_EQ(logLevelOf("ALL"), LogLevel::All);
  EXPECT_EQ(logLevelOf("ERROR"), LogLevel::Error);
  EXPECT_EQ(logLevelOf("FATAL"), LogLevel::Fatal);
  EXPECT_EQ(logLevelOf("OFF"), LogLevel::Off);
  EXPECT_EQ(logLevelOf("all"), LogLevel::Off);
}

TEST(LogLevel, SaysWhichEventsAreLogged) {
  auto logged = [](EventType type) {
    std::string text;
    for (LogLevel level : {LogLevel::Off, LogLevel::Fatal, LogLevel::Error, LogLevel::All})
      text += isLogged(type, level) ? '1' : '0';
    return text;
  };
  EXPECT_EQ(logged(EventType::ExecutionFailed), "0111");
  EXPECT_EQ(logged(EventType::ExecutionTimedOut), "0111");
  EXPECT_EQ(logged(EventType::ExecutionAborted), "0111");
  EXPECT_EQ(logged(EventType::TaskFailed), "0011");
  EXPECT_EQ(logged(EventType::TaskSubmitFailed), "0011");
  EXPECT_EQ(logged(EventType::LambdaFunctionScheduleFailed), "0011");
  EXPECT_EQ(logged(EventType::ActivityTimedOut), "0011");
  EXPECT_EQ(logged(EventType::WaitStateAborted), "0011");
  EXPECT_EQ(logged(EventType::MapRunAborted), "0011");
  EXPECT_EQ(logged(EventType::EvaluationFailed), "0011");
  EXPECT_EQ(logged(EventType::FailStateEntered), "0011");
  EXPECT_EQ(logged(EventType::TaskStateEntered), "0001");
  EXPECT_EQ(logged(EventType::ExecutionSucceeded), "0001");
}

TEST(LogRecord, HasTheFormOfTheService) {
  Event event;
  event.id = 2;
  event.type = EventType::PassStateEntered;
  event.timestampMs = 1700000000123;
  event.details = R"({"name":"A","input":"{}","inputDetails":{"truncated":false}})";
  event.hasData = true;
  EXPECT_EQ(logRecord(subjectOf(), event, 0, true),
            R"({"id":"2","type":"PassStateEntered","details":{"name":"A","input":"{}",)"
            R"("inputDetails":{"truncated":false}},"previous_event_id":"0",)"
            R"("event_timestamp":"1700000000123",)"
            R"("execution_arn":"arn:aws:states:us-east-1:123456789012:execution:order:first",)"
            R"("redrive_count":"0"})");
  Json bare = Json::parse(logRecord(subjectOf(), event, 3, false));
  EXPECT_EQ(bare["details"].dump(), R"({"name":"A"})");
  EXPECT_EQ(bare["redrive_count"], "3");
}

TEST(LogRecord, OfAChildNamesItsMapRun) {
  Subject subject = subjectOf();
  subject.mapRunArn = "arn:run";
  EXPECT_EQ(Json::parse(logRecord(subject, Event{}, 0, true))["map_run_arn"], "arn:run");
}

TEST(LogRecord, WithoutDetailsHasAnEmptyObject) {
  Event event;
  event.type = EventType::ParallelStateStarted;
  EXPECT_EQ(Json::parse(logRecord(subjectOf(), event, 0, true))["details"].dump(), "{}");
}

TEST(LogRecord, IsCutWhenItIsTooLong) {
  Event event;
  event.type = EventType::PassStateEntered;
  event.hasData = true;
  std::string quotes(200'000, '"'), umlauts;
  for (int i = 0; i < 150'000; ++i)
    umlauts += "\u00e4";
  for (const std::string &text : {quotes, umlauts}) {
    event.details =
        Json{{"name", "A"}, {"input", text}, {"inputDetails", {{"truncated", false}}}}.dump();
    std::string record = logRecord(subjectOf(), event, 0, true);
    EXPECT_LE(record.size(), mostRecordBytes);
    EXPECT_GT(record.size(), mostRecordBytes / 3);
    Json details = Json::parse(record)["details"];
    EXPECT_EQ(details["inputDetails"]["truncated"], true);
    EXPECT_TRUE(text.starts_with(details["input"].get<std::string>()));
  }
}

TEST(LogRecord, IsWhatTheServiceWrote) {
  std::vector<Json> cases = recordedCases("logs");
  if (cases.empty())
    GTEST_SKIP() << "there are no recordings";
  size_t compared = 0;
  for (const Json &recorded : cases) {
    Json setup = recorded.value("setup", Json::object());
    if (!setup.contains("logging") || !recorded["expect"].contains("history"))
      continue;
    const Json &logging = setup["logging"];
    LogLevel level = logLevelOf(logging["level"].get<std::string>());
    bool withData = logging.value("includeExecutionData", false);
    Json written = Json::array();
    for (const Json &one : recorded["expect"]["history"]) {
      Event event = eventOf(one);
      if (!isLogged(event.type, level))
        continue;
      Json record = Json::parse(logRecord(subjectOf(), event, 0, withData));
      record["event_timestamp"] = record["execution_arn"] = "";
      written.push_back(std::move(record));
    }
    Json expected = recorded["expect"].value("logs", Json::array());
    for (Json &record : expected)
      record["event_timestamp"] = record["execution_arn"] = "";
    EXPECT_EQ(written, expected) << recorded["name"];
    compared += expected.size();
  }
  EXPECT_GT(compared, 20u);
}

} // namespace
} // namespace asl::observe
