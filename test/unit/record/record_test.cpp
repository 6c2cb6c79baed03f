// Values and events in binary form.
#include "runtime/history/writer.h"
#include "runtime/record/events.h"
#include "runtime/value/json.h"

#include <gtest/gtest.h>

#include <random>

namespace asl::record {
namespace {

class RecordTest : public testing::Test {
protected:
  Value json(std::string_view text) { return json::read(heap, text); }
  /// The value after it was written and read.
  Value again(Value value) {
    ByteWriter out;
    ValueWriter(out).value(value);
    ByteReader in(out.bytes());
    Value read = ValueReader(heap).value(in);
    EXPECT_FALSE(in.failed());
    EXPECT_TRUE(in.atEnd());
    return read;
  }
  void keeps(std::string_view text) {
    Value before = json(text);
    Value after = again(before);
    EXPECT_EQ(json::write(after), json::write(before));
    EXPECT_EQ(after.size, before.size) << text;
    EXPECT_EQ(after.depth, before.depth) << text;
    EXPECT_EQ(after.tag, before.tag) << text;
  }
  Heap heap{nullptr, 1};
};

TEST_F(RecordTest, KeepsEveryKindOfValue) {
  for (const char *text :
       {"null", "true", "false", "0", "-1", "9223372036854775807", "-9223372036854775808",
        "1152921504606846976", "0.5", "-0.0", "1e300", "123456789012345678901234567890", "\"\"",
        "\"\\u00e9\\n\\u0000\"", "[]", "{}", R"([1,"a",[{}],{"k":null,"l":[true,1.25]}])"})
    keeps(text);
  EXPECT_TRUE(isUndefined(again(undefined())));
}

TEST_F(RecordTest, KeepsErrorsWithAllTheyHave) {
  asl_error *error = heap.rawError("States.Timeout", "c\"", true, false);
  error->flags = 3;
  error->location = heap.string("Output/x").string;
  error->detail = json(R"({"token":"+"})");
  const asl_error &read = *again(Heap::finish(error)).error;
  EXPECT_EQ(text(read.name), "States.Timeout");
  EXPECT_EQ(text(read.cause), "c\"");
  EXPECT_EQ(read.raised, 1);
  EXPECT_EQ(read.fatal, 0);
  EXPECT_EQ(read.flags, 3);
  EXPECT_EQ(text(read.location), "Output/x");
  EXPECT_EQ(json::write(read.detail), R"({"token":"+"})");
  EXPECT_TRUE(isUndefined(again(Heap::finish(heap.rawError("E", "c", false, true))).error->detail));
}

TEST_F(RecordTest, KeepsTheFlagsOfSequences) {
  Value sequence = json("[1]");
  sequence.flags = 1;
  EXPECT_EQ(again(sequence).flags, 1);
}

TEST_F(RecordTest, WritesANodeOnce) {
  Value document = json(R"({"text":"a text that is longer than a reference"})");
  ByteWriter out;
  ValueWriter writer(out);
  writer.value(document);
  size_t first = out.size();
  writer.value(document);
  EXPECT_EQ(out.size(), first + 1);
  writer.forget();
  writer.value(document);
  EXPECT_EQ(out.size(), 2 * first + 1);
}

TEST_F(RecordTest, AWriterGoesOnAfterWhatWasRead) {
  ByteWriter out;
  ValueWriter first(out);
  // Empty ones are the same node after reading, and were not before.
  first.value(json(R"({"a":[],"b":[],"c":{},"d":"","e":"","f":"a text","g":{"a":1.5}})"));
  ByteReader in(out.bytes());
  ValueReader reader(heap);
  Value read = reader.value(in);
  Value member = read.object->values[5];

  ByteWriter more;
  ValueWriter second(more);
  second.goOnAfter(reader);
  for (Value value : {read, member, json(R"(["new"])"), read})
    second.value(value);
  EXPECT_EQ(more.size(), 10u); // three references, and what is new

  ByteReader rest(more.bytes());
  EXPECT_EQ(reader.value(rest).object, read.object);
  EXPECT_EQ(reader.value(rest).string, member.string);
  EXPECT_EQ(json::write(reader.value(rest)), R"(["new"])");
  EXPECT_EQ(reader.value(rest).object, read.object);
  EXPECT_TRUE(rest.atEnd());
  EXPECT_FALSE(rest.failed());
}

TEST_F(RecordTest, ObjectsThatShareKeysShareThemAfterwards) {
  Value read = again(json(R"([{"a":1,"b":2},{"a":3,"b":4}])"));
  EXPECT_EQ(read.array->items[0].object->keys, read.array->items[1].object->keys);
}

TEST_F(RecordTest, WhatIsSharedStaysShared) {
  Value part = json(R"({"k":[1,2]})");
  asl_array *both = heap.rawArray(2);
  both->items[0] = both->items[1] = part;
  Value read = again(heap.finish(both));
  EXPECT_EQ(read.array->items[0].object, read.array->items[1].object);
}

TEST_F(RecordTest, TakesTheDeepestValueThereIs) {
  std::string text = std::string(ASL_DEPTH_LIMIT, '[') + std::string(ASL_DEPTH_LIMIT, ']');
  keeps(text);
}

TEST_F(RecordTest, DamagedBytesNeitherCrashNorHang) {
  ByteWriter out;
  ValueWriter writer(out);
  writer.value(
      json(R"({"a":[{"b":1,"c":"x"},{"b":2,"c":"y"}],"n":123456789012345678901234567890})"));
  writer.value(Heap::finish(heap.rawError("E", "c", true, false)));
  std::string whole(out.bytes());
  auto read = [this](std::string_view bytes) {
    ByteReader in(bytes);
    ValueReader values(heap);
    while (!in.atEnd())
      values.value(in);
    return !in.failed();
  };
  EXPECT_TRUE(read(whole));
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string damaged = whole.substr(0, random() % (whole.size() + 1));
    for (unsigned n = random() % 3; n > 0 && !damaged.empty(); --n)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    read(damaged);
  }
}

TEST(Bytes, NumbersOfAllSizes) {
  ByteWriter out;
  uint64_t most = ~uint64_t(0);
  for (uint64_t value : {uint64_t(0), uint64_t(127), uint64_t(128), most})
    out.number(value);
  for (int64_t value : {int64_t(0), int64_t(-1), std::numeric_limits<int64_t>::min()})
    out.signedNumber(value);
  ByteReader in(out.bytes());
  EXPECT_EQ(in.number(), 0u);
  EXPECT_EQ(in.number(), 127u);
  EXPECT_EQ(in.number(), 128u);
  EXPECT_EQ(in.number(), most);
  EXPECT_EQ(in.signedNumber(), 0);
  EXPECT_EQ(in.signedNumber(), -1);
  EXPECT_EQ(in.signedNumber(), std::numeric_limits<int64_t>::min());
  EXPECT_TRUE(in.atEnd() && !in.failed());
  EXPECT_EQ(in.number(), 0u);
  EXPECT_TRUE(in.failed());
}

// ---- Events ----

/// The events as text, directly and after they were recorded and read.
struct Both final : HistorySink {
  void append(const HistoryEvent &event) override {
    direct += textOf(event);
    recorder.append(event);
  }
  static std::string textOf(const HistoryEvent &event) {
    return std::to_string(event.id) + "<-" + std::to_string(event.previousId) + " @" +
           std::to_string(event.timestampMs) + " " + std::string(typeName(event.type)) + " " +
           event.detailsJson() + "\n";
  }
  std::string recorded() const {
    std::string text;
    EXPECT_TRUE(
        readEvents(recorder.bytes(), [&](const HistoryEvent &event) { text += textOf(event); }));
    return text;
  }
  std::string direct;
  EventRecorder recorder;
};

TEST_F(RecordTest, EventsKeepAllTheirMembers) {
  using history::Event;
  Both both;
  history::Writer writer(both);
  Value value = json(R"({"a":[1,"b"]})");
  AssignedVariable assigned[] = {{"x", value}, {"y", json("2")}};
  history::TaskNames names{"sqs", "sendMessage"};
  writer.executionStarted({1, 0, 1000}, value, R"({ "a": [1, "b"] })", "role");
  writer.stateEntered({2, 0, 1000}, ASL_PASS, "A", value);
  writer.stateExited({3, 2, 1001}, ASL_PASS, "A", value, assigned);
  writer.taskScheduled({4, 3, 900}, names, "eu-west-1", {value, 5, std::nullopt, "arn:role"});
  writer.taskStarted({5, 4, 900}, names);
  writer.taskOutput({6, 5, 900}, Event::TaskSucceeded, names, json("null"));
  writer.taskFailed({7, 5, 900}, Event::TaskFailed, names, {"E", std::nullopt});
  writer.workScheduled({8, 5, 900}, Event::ActivityScheduled, "arn:a",
                       {value, 60, 0, std::nullopt});
  writer.activityStarted({9, 8, 900}, "worker");
  writer.activityStarted({10, 8, 900}, std::nullopt);
  writer.evaluationFailed({12, 1, 900}, {"E", "c"}, "Output/x", "A");
  writer.mapStateStarted({13, 1, 900}, 0);
  writer.mapIteration({14, 1, 900}, Event::MapIterationStarted, "M", 7);
  writer.mapRunStarted({15, 1, 900}, "arn:run");
  writer.failed({16, 0, 900}, Event::ExecutionAborted, {"", ""});
  writer.executionSucceeded({17, 0, 900}, json("\"\""));
  EXPECT_EQ(both.recorded(), both.direct);
}

TEST_F(RecordTest, RepeatedPayloadsCostLittle) {
  Both both;
  history::Writer writer(both);
  Value value = json(R"({"text":")" + std::string(10000, 'x') + "\"}");
  writer.stateEntered({1, 0, 1}, ASL_PASS, "A", value);
  size_t first = both.recorder.bytes().size();
  for (uint64_t id = 2; id <= 101; ++id)
    writer.stateEntered({id, id - 1, 1}, ASL_PASS, "A", value);
  EXPECT_LE(both.recorder.bytes().size(), first + 100 * 8);
}

TEST_F(RecordTest, DamagedEventsAreTold) {
  EventRecorder recorder;
  history::Writer writer(recorder);
  writer.stateEntered({1, 0, 1}, ASL_PASS, "A", json("{}"));
  auto ignore = [](const HistoryEvent &) {};
  EXPECT_TRUE(readEvents(recorder.bytes(), ignore));
  EXPECT_FALSE(readEvents(recorder.bytes().substr(0, recorder.bytes().size() - 1), ignore));
  EXPECT_FALSE(readEvents("\xFF", ignore));
}

} // namespace
} // namespace asl::record
