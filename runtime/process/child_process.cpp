// A child process: its pipes, its end, and what its group leaves behind when it is cancelled.
#include "runtime/process/child_process.h"

#include "runtime/process/group.h"
#include "runtime/process/spawn.h"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <sys/wait.h>

namespace asl::process {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

/// Where the kernel cannot report the end of a process, it is asked this often.
constexpr milliseconds kPollInterval{10};
constexpr milliseconds kGrace{2000};

/// The system cannot make a further process now, but may later.
bool isLackOfRoom(int error) {
  return error == EAGAIN || error == ENOMEM || error == EMFILE || error == ENFILE;
}

} // namespace

/// Our end of one of the child's outputs.
class ChildProcess::Output {
public:
  Output(asio::io_context &context, int descriptor) : stream_(context, descriptor) {
    stream_.non_blocking(true);
  }

  /// Reads on until the other end closes; each piece goes to `take`.
  void read(std::function<void(std::string_view)> take) {
    take_ = std::move(take);
    next();
  }
  /// Takes what is there now, then closes: all that the ended child wrote, and some of what is
  /// still written by others.
  void drain() {
    // No pipe holds more than this.
    take(size_t(1) << 20);
    close();
  }
  void close() {
    error_code ignored;
    (void)stream_.close(ignored);
  }

private:
  void next() {
    stream_.async_wait(stream_descriptor::wait_read, [this](error_code error) {
      if (error)
        return;
      take(sizeof buffer_);
      if (stream_.is_open())
        next();
    });
  }

  /// Takes what can be had without waiting, until it is `enough` or more.
  void take(size_t enough) {
    size_t taken = 0;
    while (stream_.is_open() && taken < enough) {
      error_code error;
      size_t count = stream_.read_some(asio::buffer(buffer_), error);
      if (error == asio::error::would_block)
        return;
      if (error)
        return close();
      take_({buffer_, count});
      taken += count;
    }
  }

  stream_descriptor stream_;
  std::function<void(std::string_view)> take_;
  char buffer_[16384];
};

ChildProcess::ChildProcess(asio::io_context &context, ProcessSpec spec,
                           std::function<void(ProcessEnd)> done, std::function<void()> gone)
    : spec_(std::move(spec)), done_(std::move(done)), gone_(std::move(gone)), context_(context),
      timer_(context), limit_(context) {}

ChildProcess::~ChildProcess() = default;

int ChildProcess::start() {
  Spawned child;
  if (int error = spawn(spec_, child)) {
    if (isLackOfRoom(error))
      return error;
    end_.kind = ProcessEnd::Kind::NotStarted;
    // An errno does not tell whether the program or its folder is missing.
    std::error_code ignored;
    bool hasFolder =
        spec_.directory.empty() || std::filesystem::is_directory(spec_.directory, ignored);
    end_.reason =
        hasFolder ? std::strerror(error) : "the folder `" + spec_.directory + "` is not there";
    finish();
    return 0;
  }
  group_ = child.pid;
  output_ = std::make_unique<Output>(context_, child.output);
  error_ = std::make_unique<Output>(context_, child.error);
  output_->read([this](std::string_view text) { takeOutput(text); });
  error_->read([this](std::string_view text) { takeError(text); });
  if (child.input >= 0) {
    input_.emplace(context_, child.input);
    if (child.written < spec_.input.size())
      write(spec_.input.substr(child.written));
  }
  watchTime();
  if (child.exit >= 0)
    watchEnd(child.exit);
  else
    poll();
  return 0;
}

void ChildProcess::write(std::string text) {
  if (!input_ && group_ == 0 && !leaderEnded_)
    spec_.input += text; // it has not started yet
  if (!input_)
    return;
  unwritten_.push_back(std::move(text));
  if (unwritten_.size() == 1)
    writeNext();
}

void ChildProcess::writeNext() {
  asio::async_write(*input_, asio::buffer(unwritten_.front()), [this](error_code error, size_t) {
    unwritten_.pop_front();
    // A child need not read what it is given.
    if (error || (unwritten_.empty() && !spec_.keepsInput)) {
      unwritten_.clear();
      input_.reset();
    } else if (!unwritten_.empty()) {
      writeNext();
    }
  });
}

void ChildProcess::giveUp(int error) {
  end_.kind = ProcessEnd::Kind::NoRoom;
  end_.reason = std::strerror(error);
  finish();
}

void ChildProcess::cancel() {
  done_ = nullptr;
  if (leaderEnded_ || killAt_)
    return;
  killAt_ = steady_clock::now() + kGrace;
  terminate(SIGTERM);
  if (!exit_)
    return; // `poll` looks at the time
  timer_.expires_at(*killAt_);
  timer_.async_wait([this](error_code error) {
    if (!error)
      terminate(SIGKILL);
  });
}

void ChildProcess::terminate(int signal) {
  if (group_ > 0)
    ::kill(-group_, signal);
}

void ChildProcess::takeOutput(std::string_view text) {
  if (spec_.takeOutput)
    return spec_.takeOutput(text);
  if (end_.kind == ProcessEnd::Kind::TooLong)
    return;
  end_.output += text;
  if (end_.output.size() <= ProcessRunner::kOutputBytes)
    return;
  end_.kind = ProcessEnd::Kind::TooLong;
  end_.output.clear();
  terminate(SIGKILL);
}

void ChildProcess::takeError(std::string_view text) {
  if (spec_.takeError)
    return spec_.takeError(text);
  if (spec_.wroteError)
    spec_.wroteError();
  std::string &tail = end_.errorTail;
  tail += text;
  if (tail.size() > 2 * spec_.errorTailBytes)
    tail.erase(0, tail.size() - spec_.errorTailBytes);
}

void ChildProcess::watchTime() {
  if (spec_.timeout.count() == 0)
    return;
  limit_.expires_after(spec_.timeout);
  limit_.async_wait([this](error_code error) {
    if (error || leaderEnded_ || end_.kind == ProcessEnd::Kind::TooLong)
      return;
    end_.kind = ProcessEnd::Kind::OutOfTime;
    terminate(SIGKILL);
  });
}

void ChildProcess::watchEnd(int descriptor) {
  exit_.emplace(context_, descriptor);
  exit_->async_wait(stream_descriptor::wait_read, [this](error_code error) {
    if (!error)
      reap(0);
  });
}

void ChildProcess::poll() {
  timer_.expires_after(kPollInterval);
  timer_.async_wait([this](error_code error) {
    if (error || reap(WNOHANG))
      return;
    if (killAt_ && steady_clock::now() > *killAt_)
      terminate(SIGKILL);
    poll();
  });
}

/// Takes the status of the ended process; false when it still runs.
bool ChildProcess::reap(int options) {
  int status = 0;
  pid_t pid;
  while ((pid = ::waitpid(group_, &status, options)) < 0 && errno == EINTR) {
  }
  if (pid == 0)
    return false;
  leaderEnded_ = true;
  bool isKilled =
      end_.kind == ProcessEnd::Kind::TooLong || end_.kind == ProcessEnd::Kind::OutOfTime;
  if (!isKilled && WIFSIGNALED(status)) {
    end_.kind = ProcessEnd::Kind::Signalled;
    end_.code = WTERMSIG(status);
  } else if (WIFEXITED(status)) {
    end_.code = WEXITSTATUS(status);
  }
  finish();
  return true;
}

void ChildProcess::finish() {
  if (output_) {
    output_->drain();
    error_->drain();
  }
  if (input_)
    input_->close();
  exit_.reset();
  timer_.cancel();
  limit_.cancel();
  if (killAt_)
    return awaitGroup();
  std::string &tail = end_.errorTail;
  if (tail.size() > spec_.errorTailBytes)
    tail.erase(0, tail.size() - spec_.errorTailBytes);
  if (done_)
    done_(std::move(end_));
  done_ = nullptr;
  vanish();
}

/// The cancelled process has ended, but its children may not have: they get the same time to end.
void ChildProcess::awaitGroup() {
  if (!isGroupAlive(group_))
    return vanish();
  if (steady_clock::now() >= *killAt_) {
    terminate(SIGKILL);
    return vanish();
  }
  timer_.expires_after(kPollInterval);
  timer_.async_wait([this](error_code) { awaitGroup(); });
}

void ChildProcess::vanish() {
  leaderEnded_ = true;
  group_ = 0;
  // Handlers that were cancelled just now still run, and look at this.
  asio::post(context_, std::move(gone_));
}

} // namespace asl::process
