#include "tools/mocks/recorder.h"

#include "runtime/support/file.h"

#include <gtest/gtest.h>

#include <filesystem>

using namespace aslc::mocks;

namespace {

class RecorderTest : public testing::Test {
protected:
  std::string path_ = (std::filesystem::temp_directory_path() /
                       ("aslc-recording-" + std::to_string(::getpid()) + ".json"))
                          .string();
  void TearDown() override { std::filesystem::remove(path_); }

  Recording read() const {
    auto recording = readRecordingFile(path_);
    EXPECT_TRUE(recording) << recording.error();
    return recording ? *recording : Recording();
  }
  static RecordedCall call(std::string state, std::string result) {
    RecordedCall call;
    call.state = std::move(state);
    call.request = Json{{"n", 1}};
    call.answer.kind = Answer::Kind::Return;
    call.answer.json = std::move(result);
    return call;
  }
};

TEST_F(RecorderTest, TheFileIsAWholeRecordingAfterEachCall) {
  auto writer = RecordingWriter::create(path_);
  ASSERT_TRUE(writer) << writer.error();
  Recording head;
  head.input = "{\"n\": 1.50}";
  head.startMs = 1704103200000;
  head.seed = 18446744073709551615u;
  (*writer)->begin(head);
  EXPECT_EQ(read().calls.size(), 0u);
  for (size_t count = 1; count <= 3; ++count) {
    (*writer)->add(call("A", std::to_string(count)));
    EXPECT_EQ(read().calls.size(), count);
  }
  EXPECT_TRUE((*writer)->state());
  Recording recording = read();
  EXPECT_EQ(recording.input, "{\"n\":1.50}");
  EXPECT_EQ(recording.startMs, head.startMs);
  EXPECT_EQ(recording.seed, head.seed);
  EXPECT_EQ(recording.calls[2].answer.json, "3");
}

TEST_F(RecorderTest, AnAnswerComesBackAsItWas) {
  RecordedCall failed;
  failed.state = "A";
  failed.where = "Map[2]/A";
  failed.attempt = 3;
  failed.answer.kind = Answer::Kind::Throw;
  failed.answer.error = "Denied";
  failed.answer.failedAt = asl::task::FailedAt::Start;
  failed.answer.submitted = "{\"id\":7}";
  failed.answer.delaySeconds = 1.5;
  failed.submittedSeconds = 0.25;
  failed.workerName = "w";
  auto writer = RecordingWriter::create(path_);
  ASSERT_TRUE(writer) << writer.error();
  (*writer)->begin({});
  (*writer)->add(failed);
  RecordedCall read = this->read().calls.at(0);
  EXPECT_EQ(read.where, failed.where);
  EXPECT_EQ(read.attempt, failed.attempt);
  EXPECT_FALSE(read.request);
  EXPECT_EQ(read.answer.error, "Denied");
  EXPECT_FALSE(read.answer.cause);
  EXPECT_EQ(read.answer.failedAt, failed.answer.failedAt);
  EXPECT_EQ(read.answer.submitted, failed.answer.submitted);
  EXPECT_EQ(read.answer.delaySeconds, 1.5);
  EXPECT_EQ(read.submittedSeconds, 0.25);
  EXPECT_EQ(read.workerName, "w");
}

TEST_F(RecorderTest, OfCallsWithOtherRequestsEachBecomesAMock) {
  Recording recording;
  recording.calls = {call("A", "1"), call("A", "2"), call("B", "3")};
  recording.calls[1].request = Json{{"n", 2}};
  Plan plan = planOf(recording);
  ASSERT_EQ(plan["A"].size(), 2u);
  EXPECT_EQ(plan["A"][1].input, recording.calls[1].request);
  ASSERT_EQ(plan["B"].size(), 1u);
  EXPECT_FALSE(plan["B"][0].input) << "any request is answered";
}

TEST_F(RecorderTest, AFullDiskIsTold) {
  auto writer = RecordingWriter::create("/dev/full");
  ASSERT_TRUE(writer) << writer.error();
  (*writer)->begin({});
  EXPECT_FALSE((*writer)->state());
}

TEST_F(RecorderTest, AFolderThatIsNotThereIsTold) {
  EXPECT_FALSE(RecordingWriter::create("/nowhere/calls.json"));
}

} // namespace
