// Identifiers, and spans as OTLP has them.
#include "runtime/observe/trace_context.h"
#include "runtime/observe/trace_writer.h"

#include "recorded.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl::observe {
namespace {

using task::readTraceHeader;
using task::TraceContext;

TEST(TraceContext, ForAChildLeadsToItsParent) {
  TraceContext child = readTraceHeader(headerForChild("", "arn:parent"));
  EXPECT_EQ(child.traceId, traceOf("", "arn:parent").traceId);
  EXPECT_EQ(child.parent, spanId("arn:parent", 0));
  EXPECT_FALSE(
      readTraceHeader(headerForChild("Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0", "a"))
          .isSampled);
}

TEST(SpanId, FollowsFromTheExecution) {
  EXPECT_EQ(spanId("a", 1).size(), 16u);
  EXPECT_EQ(spanId("a", 1), spanId("a", 1));
  EXPECT_NE(spanId("a", 1), spanId("a", 2));
  EXPECT_NE(spanId("a", 1), spanId("b", 1));
  EXPECT_NE(spanId("a", 0), spanId("a", 0, 1));
}

TEST(Span, HasTheFormOfOtlp) {
  Span span;
  span.traceId = std::string(32, 'a');
  span.id = std::string(16, 'b');
  span.name = "Pay";
  span.kind = Span::Kind::Client;
  span.startMs = 1;
  span.endMs = 1700000000123;
  span.attributes = {{"a", std::string("text")}, {"b", int64_t(5)}, {"c", true}};
  span.error = "broken";
  EXPECT_EQ(spanJson(span),
            R"({"traceId":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","spanId":"bbbbbbbbbbbbbbbb",)"
            R"("name":"Pay","kind":3,"startTimeUnixNano":"1000000",)"
            R"("endTimeUnixNano":"1700000000123000000","attributes":[)"
            R"({"key":"a","value":{"stringValue":"text"}},{"key":"b","value":{"intValue":"5"}},)"
            R"({"key":"c","value":{"boolValue":true}}],"status":{"message":"broken","code":2}})");
  Json request = Json::parse(exportRequest({spanJson(span), spanJson(span)}, {}, "1.2"));
  const Json &scope = request["resourceSpans"][0]["scopeSpans"][0];
  EXPECT_EQ(scope["scope"]["version"], "1.2");
  EXPECT_EQ(scope["spans"].size(), 2u);
}

/// The spans of events that follow each other.
std::vector<Span> spansOfAll(const Subject &subject, const std::vector<Event> &events) {
  Observed of(subject);
  std::vector<Span> spans;
  for (const Event &event : events) {
    if (event.type == EventType::ExecutionStarted)
      of.startMs = event.timestampMs;
    for (Span &span : spansOf(of, event, of.flow.follow(event)))
      spans.push_back(std::move(span));
  }
  return spans;
}

Event event(uint64_t id, uint64_t previous, EventType type, const std::string &name = "") {
  Event made;
  made.id = id;
  made.previousId = previous;
  made.type = type;
  made.name = name;
  made.timestampMs = static_cast<int64_t>(id) * 1000;
  return made;
}

std::vector<Event> failingTask() {
  Event scheduled = event(3, 2, EventType::TaskScheduled);
  scheduled.resource = "sendMessage";
  scheduled.resourceType = "sqs";
  Event failed = event(5, 4, EventType::TaskFailed), end = event(6, 5, EventType::ExecutionFailed);
  failed.error = end.error = "SQS.Broken";
  failed.cause = "no queue";
  return {event(1, 0, EventType::ExecutionStarted),
          event(2, 0, EventType::TaskStateEntered, "Send"),
          scheduled,
          event(4, 3, EventType::TaskStarted),
          failed,
          end};
}

TEST(Spans, AreThoseOfTaskStateAndExecution) {
  Subject subject = subjectOf();
  std::vector<Span> spans = spansOfAll(subject, failingTask());
  ASSERT_EQ(spans.size(), 3u);
  const Span &task = spans[0], &state = spans[1], &execution = spans[2];
  EXPECT_EQ(task.name, "sqs:sendMessage");
  EXPECT_EQ(task.parent, state.id);
  EXPECT_EQ(task.error, "SQS.Broken: no queue");
  EXPECT_EQ(task.startMs, 3000);
  EXPECT_EQ(task.endMs, 5000);
  EXPECT_EQ(state.name, "Send");
  EXPECT_EQ(state.parent, execution.id);
  EXPECT_EQ(state.error, "SQS.Broken");
  EXPECT_EQ(execution.name, "order");
  EXPECT_EQ(execution.parent, "");
  EXPECT_EQ(execution.startMs, 1000);
  EXPECT_EQ(execution.endMs, 6000);
  for (const Span &span : spans)
    EXPECT_EQ(span.traceId, traceOf("", subject.arn).traceId);
}

TEST(Spans, ContinueTheTraceOfAHeader) {
  Subject subject = subjectOf();
  subject.trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
  std::vector<Span> spans = spansOfAll(subject, failingTask());
  ASSERT_EQ(spans.size(), 3u);
  EXPECT_EQ(spans[2].traceId, "5759e988bd862e3fe1be46a994272793");
  EXPECT_EQ(spans[2].parent, "53995c3f42cd8ad8");
  subject.trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0";
  EXPECT_TRUE(spansOfAll(subject, failingTask()).empty());
}

TEST(Spans, OfARedriveIsLinkedToTheOneBefore) {
  Observed of(subjectOf());
  of.redrives = 2;
  Event end = event(9, 8, EventType::ExecutionFailed);
  std::vector<Span> spans = spansOf(of, end, of.flow.follow(end));
  ASSERT_EQ(spans.size(), 1u);
  EXPECT_EQ(spans[0].goesOnFrom, spanId(of.subject.arn, 0, 1));
  Json json = Json::parse(spanJson(spans[0]));
  EXPECT_EQ(json["links"],
            (Json{{{"traceId", spans[0].traceId}, {"spanId", spans[0].goesOnFrom}}}));
}

/// Of every recorded history: each parent is a span that exists, and no two have the same id.
TEST(Spans, OfRecordedHistoriesFormATree) {
  size_t count = 0;
  for (const Json &recorded : recordedCases("")) {
    const Json &expect = recorded["expect"];
    if (!expect.contains("history") || recorded.value("historyUnordered", false))
      continue;
    std::vector<Event> events;
    for (const Json &one : expect["history"])
      events.push_back(eventOf(one));
    std::ranges::sort(events, {}, &Event::id);
    std::vector<Span> spans = spansOfAll(subjectOf(), events);
    std::set<std::string> ids;
    for (const Span &span : spans)
      EXPECT_TRUE(ids.insert(span.id).second) << recorded["name"];
    size_t roots = 0;
    for (const Span &span : spans) {
      roots += span.parent.empty() ? 1 : 0;
      EXPECT_TRUE(span.parent.empty() || ids.contains(span.parent))
          << recorded["name"] << span.name;
      EXPECT_LE(span.startMs, span.endMs);
    }
    EXPECT_EQ(roots, 1u) << recorded["name"];
    count += spans.size();
  }
  if (count == 0)
    GTEST_SKIP() << "there are no recordings";
  EXPECT_GT(count, 1000u);
}

} // namespace
} // namespace asl::observe
