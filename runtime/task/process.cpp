// Child processes that get a text and give a text, driven by one thread of their own.
#include "runtime/task/process.h"

#include "runtime/task/spawn.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <atomic>
#include <csignal>
#include <cstring>
#include <mutex>
#include <optional>
#include <sys/wait.h>
#include <thread>
#include <unordered_map>

namespace asl::tasks {
namespace {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;
using boost::system::error_code;
using std::chrono::milliseconds;

/// Where the kernel cannot tell of a child's end, it is asked this often.
constexpr milliseconds kPollInterval{10};
constexpr milliseconds kGrace{2000};

/// Our end of one of the child's outputs.
class Output {
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

/// A child from its start to its end. Lives on the runner's thread.
class Process {
public:
  Process(asio::io_context &context, ProcessSpec spec, std::function<void(ProcessEnd)> done,
          std::function<void()> gone)
      : spec_(std::move(spec)), done_(std::move(done)), gone_(std::move(gone)), context_(context),
        timer_(context) {}

  void start() {
    Spawned child;
    if (int error = spawn(spec_, child)) {
      end_.kind = ProcessEnd::Kind::NotStarted;
      end_.reason = std::strerror(error);
      return finish();
    }
    pid_ = child.pid;
    input_.emplace(context_, child.input);
    output_.emplace(context_, child.output);
    error_.emplace(context_, child.error);
    asio::async_write(*input_, asio::buffer(spec_.input), [this](error_code, size_t) {
      // A child need not read what it is given.
      if (input_)
        input_.reset();
    });
    output_->read([this](std::string_view text) { takeOutput(text); });
    error_->read([this](std::string_view text) { takeError(text); });
    if (child.exit >= 0) {
      exit_.emplace(context_, child.exit);
      exit_->async_wait(stream_descriptor::wait_read, [this](error_code error) {
        if (!error)
          reap(0);
      });
    } else {
      poll();
    }
  }

  void cancel() {
    done_ = nullptr;
    terminate(SIGTERM);
    if (exit_) {
      timer_.expires_after(kGrace);
      timer_.async_wait([this](error_code error) {
        if (!error)
          terminate(SIGKILL);
      });
    } else {
      killAt_ = std::chrono::steady_clock::now() + kGrace;
    }
  }

private:
  void terminate(int signal) {
    if (pid_ > 0)
      ::kill(-pid_, signal);
  }

  void takeOutput(std::string_view text) {
    if (end_.kind == ProcessEnd::Kind::TooLong)
      return;
    end_.output += text;
    if (end_.output.size() <= ProcessRunner::kOutputBytes)
      return;
    end_.kind = ProcessEnd::Kind::TooLong;
    end_.output.clear();
    terminate(SIGKILL);
  }

  void takeError(std::string_view text) {
    std::string &tail = end_.errorTail;
    tail += text;
    if (tail.size() > 2 * ProcessRunner::kErrorTailBytes)
      tail.erase(0, tail.size() - ProcessRunner::kErrorTailBytes);
  }

  void poll() {
    timer_.expires_after(kPollInterval);
    timer_.async_wait([this](error_code error) {
      if (error || reap(WNOHANG))
        return;
      if (killAt_ && std::chrono::steady_clock::now() > *killAt_)
        terminate(SIGKILL);
      poll();
    });
  }

  /// Takes the status of the ended child; false when it still runs.
  bool reap(int options) {
    int status = 0;
    pid_t pid;
    while ((pid = ::waitpid(pid_, &status, options)) < 0 && errno == EINTR) {
    }
    if (pid == 0)
      return false;
    pid_ = -1;
    if (end_.kind != ProcessEnd::Kind::TooLong && WIFSIGNALED(status)) {
      end_.kind = ProcessEnd::Kind::Signalled;
      end_.code = WTERMSIG(status);
    } else if (WIFEXITED(status)) {
      end_.code = WEXITSTATUS(status);
    }
    finish();
    return true;
  }

  void finish() {
    if (output_) {
      output_->drain();
      error_->drain();
    }
    if (input_)
      input_->close();
    exit_.reset();
    timer_.cancel();
    std::string &tail = end_.errorTail;
    if (tail.size() > ProcessRunner::kErrorTailBytes)
      tail.erase(0, tail.size() - ProcessRunner::kErrorTailBytes);
    if (done_)
      done_(std::move(end_));
    done_ = nullptr;
    // Handlers that were cancelled just now still run, and look at this.
    asio::post(context_, std::move(gone_));
  }

  ProcessSpec spec_;
  std::function<void(ProcessEnd)> done_;
  std::function<void()> gone_;
  ProcessEnd end_;
  pid_t pid_ = -1;
  asio::io_context &context_;
  asio::steady_timer timer_;
  std::optional<stream_descriptor> input_;
  std::optional<Output> output_;
  std::optional<Output> error_;
  std::optional<stream_descriptor> exit_;
  std::optional<std::chrono::steady_clock::time_point> killAt_;
};

} // namespace

struct ProcessRunner::Impl {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(context);
  std::atomic<uint64_t> lastId = 0;
  std::once_flag once;
  std::thread thread;
  std::unordered_map<uint64_t, std::unique_ptr<Process>> processes; ///< of the thread

  void run() {
    // Writing to a child that has closed its input is no reason to die; other signals are for the
    // program.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    context.run();
  }
};

ProcessRunner::ProcessRunner() : impl_(std::make_unique<Impl>()) {}

ProcessRunner::~ProcessRunner() {
  if (!impl_->thread.joinable())
    return;
  asio::post(impl_->context, [impl = impl_.get()] {
    for (auto &[id, process] : impl->processes)
      process->cancel();
    impl->work.reset();
  });
  impl_->thread.join();
}

uint64_t ProcessRunner::start(ProcessSpec spec, std::function<void(ProcessEnd)> done) {
  std::call_once(impl_->once,
                 [this] { impl_->thread = std::thread([impl = impl_.get()] { impl->run(); }); });
  uint64_t id = ++impl_->lastId;
  asio::post(impl_->context, [impl = impl_.get(), id, spec = std::move(spec),
                              done = std::move(done)]() mutable {
    auto process = std::make_unique<Process>(impl->context, std::move(spec), std::move(done),
                                             [impl, id] { impl->processes.erase(id); });
    Process &started = *process;
    impl->processes.emplace(id, std::move(process));
    started.start();
  });
  return id;
}

void ProcessRunner::cancel(uint64_t id) {
  if (!impl_->thread.joinable())
    return;
  asio::post(impl_->context, [impl = impl_.get(), id] {
    auto process = impl->processes.find(id);
    if (process != impl->processes.end())
      process->second->cancel();
  });
}

} // namespace asl::tasks
