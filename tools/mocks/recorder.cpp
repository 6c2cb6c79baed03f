#include "tools/mocks/recorder.h"

#include "runtime/dom/text.h"
#include "runtime/value/json.h"
#include "tools/mocks/place.h"
#include "tools/mocks/same.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <unistd.h>

namespace aslc::mocks {

using asl::task::FailedAt;
using asl::task::Reply;
using asl::task::Request;

namespace {

constexpr std::string_view closing = "\n]}\n";

/// Writes all of `text` at this offset; an error number otherwise.
int writeAt(int descriptor, std::string_view text, int64_t offset) {
  while (!text.empty()) {
    ssize_t written = ::pwrite(descriptor, text.data(), text.size(), offset);
    if (written < 0 && errno != EINTR)
      return errno;
    if (written > 0) {
      text.remove_prefix(static_cast<size_t>(written));
      offset += written;
    }
  }
  return 0;
}

} // namespace

asl::Expected<std::unique_ptr<RecordingWriter>> RecordingWriter::create(const std::string &path) {
  int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0)
    return asl::Failure{std::strerror(errno)};
  return std::unique_ptr<RecordingWriter>(new RecordingWriter(descriptor));
}

RecordingWriter::~RecordingWriter() { ::close(descriptor_); }

/// Puts `text` in the place of what closes the file, and that behind it.
void RecordingWriter::append(const std::string &text) {
  if (!state_)
    return;
  int failed = writeAt(descriptor_, text + std::string(closing), end_);
  if (failed == 0) {
    end_ += static_cast<int64_t>(text.size());
    return;
  }
  state_ = asl::Failure{std::strerror(failed)};
  // What is there stays a whole recording.
  if (writeAt(descriptor_, closing, end_) == 0)
    (void)::ftruncate(descriptor_, end_ + static_cast<int64_t>(closing.size()));
}

void RecordingWriter::begin(const Recording &head) {
  std::lock_guard lock(mutex_);
  append("{\"recording\":" + headText(head) + ",\n\"calls\":[");
}

void RecordingWriter::add(const RecordedCall &call) {
  std::lock_guard lock(mutex_);
  append((isFirst_ ? "\n" : ",\n") + callText(call));
  isFirst_ = false;
}

asl::Expected<void> RecordingWriter::state() const {
  std::lock_guard lock(mutex_);
  return state_;
}

/// The calls that are not over.
class RecordingTasks::Ledger {
public:
  explicit Ledger(RecordingWriter &writer) : writer_(&writer) {}

  uint64_t open(RecordedCall call) {
    std::lock_guard lock(mutex_);
    // A task of the same place has ended by its timeout, or the next one would not begin.
    std::erase_if(calls_, [&](const auto &entry) {
      const Open &other = entry.second;
      bool isOver = !call.where.empty() && other.call.where == call.where;
      if (isOver)
        write(other);
      return isOver;
    });
    calls_[++last_] = {std::move(call), executionMs(), std::chrono::steady_clock::now(), 0};
    return last_;
  }

  void setHandle(uint64_t number, uint64_t handle) {
    std::lock_guard lock(mutex_);
    if (auto found = calls_.find(number); found != calls_.end())
      found->second.handle = handle;
  }

  void submitted(uint64_t number, const std::string &json) {
    std::lock_guard lock(mutex_);
    auto found = calls_.find(number);
    if (found == calls_.end())
      return;
    found->second.call.answer.submitted = json;
    found->second.call.submittedSeconds = secondsOf(found->second);
  }

  void started(uint64_t number, const std::optional<std::string> &workerName) {
    std::lock_guard lock(mutex_);
    if (auto found = calls_.find(number); found != calls_.end())
      found->second.call.workerName = workerName;
  }

  /// The first end of a call is the one that counts.
  void end(uint64_t number, Answer::Kind kind, const std::string &json,
           std::optional<std::string> error = {}, std::optional<std::string> cause = {},
           FailedAt at = FailedAt::Run) {
    std::lock_guard lock(mutex_);
    auto found = calls_.find(number);
    if (found == calls_.end())
      return;
    Answer &answer = found->second.call.answer;
    answer.kind = kind;
    answer.json = json;
    answer.error = std::move(error);
    answer.cause = std::move(cause);
    answer.failedAt = at;
    write(found->second);
    calls_.erase(found);
  }

  /// A call that cannot be carried out here: there is nothing to replay.
  void forget(uint64_t number) {
    std::lock_guard lock(mutex_);
    calls_.erase(number);
  }

  void cancelled(uint64_t handle) {
    std::lock_guard lock(mutex_);
    std::erase_if(calls_, [&](const auto &entry) {
      bool isMeant = entry.second.handle == handle;
      if (isMeant)
        write(entry.second);
      return isMeant;
    });
  }

  void close() {
    std::lock_guard lock(mutex_);
    for (const auto &[number, call] : calls_)
      write(call);
    calls_.clear();
    writer_ = nullptr;
  }

private:
  struct Open {
    RecordedCall call;
    std::optional<int64_t> startMs; ///< on the clock of the execution
    std::chrono::steady_clock::time_point start;
    uint64_t handle = 0;
  };

  static double secondsOf(const Open &call) {
    // What is answered on another thread takes real time, on any clock.
    std::optional<int64_t> nowMs = executionMs();
    auto real = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - call.start);
    int64_t ms = nowMs && call.startMs ? *nowMs - *call.startMs : real.count();
    return static_cast<double>(std::max<int64_t>(ms, 0)) / 1000;
  }

  void write(const Open &open) {
    RecordedCall call = open.call;
    if (call.answer.kind != Answer::Kind::Hang)
      call.answer.delaySeconds = secondsOf(open);
    if (call.answer.kind == Answer::Kind::Return && call.answer.json.empty())
      call.answer.json = "null";
    if (writer_)
      writer_->add(call);
  }

  std::mutex mutex_;
  RecordingWriter *writer_;
  std::map<uint64_t, Open> calls_;
  uint64_t last_ = 0;
};

/// Writes down before it passes on: what the execution knows is in the file.
class RecordingTasks::RecordingReply final : public Reply {
public:
  RecordingReply(std::shared_ptr<Reply> reply, std::shared_ptr<Ledger> ledger, uint64_t number)
      : reply_(std::move(reply)), ledger_(std::move(ledger)), number_(number) {}

  void started(std::optional<std::string> workerName) override {
    ledger_->started(number_, workerName);
    reply_->started(std::move(workerName));
  }
  void submitted(std::string outputJson) override {
    ledger_->submitted(number_, jsonText(outputJson));
    reply_->submitted(std::move(outputJson));
  }
  void heartbeat() override { reply_->heartbeat(); }
  void succeeded(std::string resultJson) override {
    ledger_->end(number_, Answer::Kind::Return, jsonText(resultJson));
    reply_->succeeded(std::move(resultJson));
  }
  void succeededWith(asl_value result) override {
    ledger_->end(number_, Answer::Kind::Return, asl::json::write(result));
    reply_->succeededWith(result);
  }
  void failed(std::optional<std::string> error, std::optional<std::string> cause,
              FailedAt at) override {
    ledger_->end(number_, Answer::Kind::Throw, "", error, cause, at);
    reply_->failed(std::move(error), std::move(cause), at);
  }
  void unbound(std::string message) override {
    ledger_->forget(number_);
    reply_->unbound(std::move(message));
  }
  void after(int64_t delayMs, std::function<void()> action) override {
    reply_->after(delayMs, std::move(action));
  }
  void idle() override { reply_->idle(); }

private:
  std::shared_ptr<Reply> reply_;
  std::shared_ptr<Ledger> ledger_;
  uint64_t number_;
};

RecordingTasks::RecordingTasks(asl::task::TaskExecutor &others, RecordingWriter &writer)
    : others_(others), ledger_(std::make_shared<Ledger>(writer)) {}

RecordingTasks::~RecordingTasks() { ledger_->close(); }

uint64_t RecordingTasks::start(const Request &request, std::shared_ptr<Reply> reply) {
  RecordedCall call;
  call.state = request.stateName;
  call.where = currentPlace();
  call.attempt = request.attempt;
  call.request = withoutToken(asl::dom::parseOrdered(request.parametersJson()), request.taskToken);
  uint64_t number = ledger_->open(std::move(call));
  uint64_t handle =
      others_.start(request, std::make_shared<RecordingReply>(std::move(reply), ledger_, number));
  if (handle != 0)
    ledger_->setHandle(number, handle);
  return handle;
}

std::optional<std::string> RecordingTasks::unbound(const Request &request) {
  return others_.unbound(request);
}

bool RecordingTasks::mayRepeat(const Request &request) { return others_.mayRepeat(request); }

void RecordingTasks::cancel(uint64_t handle) {
  ledger_->cancelled(handle);
  others_.cancel(handle);
}

} // namespace aslc::mocks
