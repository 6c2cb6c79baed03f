// Many child processes: a bounded number runs at once, the others wait for their turn.
#include "runtime/process/process.h"

#include "runtime/process/child_process.h"
#include "runtime/process/spawn.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstring>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <sys/resource.h>
#include <system_error>
#include <thread>
#include <unordered_map>

namespace asl::process {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// When the system has no room for a process, it is asked again this often, and for this long
/// while no process of ours runs whose end could make room.
constexpr milliseconds kRetryInterval{100};
constexpr milliseconds kPatience{30000};

/// How many processes may run at once, so that descriptors are left for everything else.
size_t mostAtOnce(size_t most) {
  constexpr rlim_t kDescriptorsOfAProcess = 4, kReserve = 64;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return 1;
  rlim_t room =
      limit.rlim_cur > kReserve ? (limit.rlim_cur - kReserve) / kDescriptorsOfAProcess : 0;
  return std::clamp<rlim_t>(room, 1, std::max<size_t>(most, 1));
}

} // namespace

std::string ProcessEnd::text() const {
  switch (kind) {
  case Kind::Exited:
    return "exit status " + std::to_string(code);
  case Kind::Signalled:
    return std::string("signal: ") + ::strsignal(code);
  case Kind::NotStarted:
    return "cannot be started: " + reason;
  case Kind::NoRoom:
    return "could not be started: " + reason;
  case Kind::OutOfTime:
    return "out of time";
  case Kind::TooLong:
    return "too much output";
  }
  return {};
}

struct ProcessRunner::Impl {
  explicit Impl(size_t wanted) : most(mostAtOnce(wanted)) {}

  struct Waiting {
    uint64_t id;
    std::unique_ptr<ChildProcess> process;
  };

  void run() {
    // Writing to a child that has closed its input must not end it; other signals are for the
    // program.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    context.run();
  }

  void add(uint64_t id, ProcessSpec spec, std::function<void(ProcessEnd)> done) {
    if (isStopped)
      return;
    auto process = std::make_unique<ChildProcess>(context, std::move(spec), std::move(done),
                                                  [this, id] { remove(id); });
    waiting.push_back({id, std::move(process)});
    startWaiting();
  }

  /// Starts those that wait, as far as there is room.
  void startWaiting() {
    while (!waiting.empty() && processes.size() < most) {
      Waiting next = std::move(waiting.front());
      waiting.pop_front();
      int error = next.process->start();
      if (error != 0 && !isInVain()) {
        waiting.push_front(std::move(next));
        return retrySoon();
      }
      if (error != 0)
        next.process->giveUp(error);
      noRoomSince.reset();
      processes.emplace(next.id, std::move(next.process));
    }
  }

  /// There was no room for so long that waiting makes no sense.
  bool isInVain() {
    auto now = steady_clock::now();
    if (!noRoomSince || !processes.empty())
      noRoomSince = now;
    return now - *noRoomSince > kPatience;
  }

  void retrySoon() {
    retryTimer.expires_after(kRetryInterval);
    retryTimer.async_wait([this](error_code error) {
      if (!error)
        startWaiting();
    });
  }

  void remove(uint64_t id) {
    processes.erase(id);
    startWaiting();
  }

  void cancel(uint64_t id) {
    if (auto found = processes.find(id); found != processes.end())
      found->second->cancel();
    else
      std::erase_if(waiting, [id](const Waiting &one) { return one.id == id; });
  }

  ChildProcess *find(uint64_t id) {
    if (auto found = processes.find(id); found != processes.end())
      return found->second.get();
    auto found = std::find_if(waiting.begin(), waiting.end(),
                              [id](const Waiting &one) { return one.id == id; });
    return found == waiting.end() ? nullptr : found->process.get();
  }

  void stop() {
    isStopped = true;
    retryTimer.cancel();
    waiting.clear();
    for (auto &[id, process] : processes)
      process->cancel();
    work.reset();
  }

  const size_t most;
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(context);
  std::atomic<uint64_t> lastId = 0;
  std::once_flag once;
  std::atomic<bool> hasThread = false;
  std::thread thread;
  // Of the thread.
  bool isStopped = false;
  asio::steady_timer retryTimer{context};
  std::deque<Waiting> waiting;
  std::unordered_map<uint64_t, std::unique_ptr<ChildProcess>> processes;
  std::optional<steady_clock::time_point> noRoomSince; ///< none of ours could be started since
};

ProcessRunner::ProcessRunner(size_t most) : impl_(std::make_unique<Impl>(most)) {}

ProcessRunner::~ProcessRunner() { stop(); }

void ProcessRunner::beginStop() {
  if (impl_->hasThread)
    asio::post(impl_->context, [impl = impl_.get()] { impl->stop(); });
}

void ProcessRunner::stop() {
  if (!impl_->thread.joinable())
    return;
  beginStop();
  impl_->thread.join();
}

uint64_t ProcessRunner::start(ProcessSpec spec, std::function<void(ProcessEnd)> done) {
  try {
    std::call_once(impl_->once, [this] {
      impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
      impl_->hasThread = true;
    });
  } catch (const std::system_error &error) {
    ProcessEnd end;
    end.kind = ProcessEnd::Kind::NoRoom;
    end.reason = std::strerror(error.code().value());
    done(std::move(end));
    return 0;
  }
  uint64_t id = ++impl_->lastId;
  asio::post(impl_->context,
             [impl = impl_.get(), id, spec = std::move(spec), done = std::move(done)]() mutable {
               impl->add(id, std::move(spec), std::move(done));
             });
  return id;
}

void ProcessRunner::cancel(uint64_t id) {
  if (impl_->hasThread)
    asio::post(impl_->context, [impl = impl_.get(), id] { impl->cancel(id); });
}

void ProcessRunner::kill(uint64_t id) {
  if (impl_->hasThread)
    asio::post(impl_->context, [impl = impl_.get(), id] {
      if (ChildProcess *process = impl->find(id))
        process->kill();
    });
}

void ProcessRunner::write(uint64_t id, std::string text) {
  if (impl_->hasThread)
    asio::post(impl_->context, [impl = impl_.get(), id, text = std::move(text)]() mutable {
      if (ChildProcess *process = impl->find(id))
        process->write(std::move(text));
    });
}

void ProcessRunner::killAll() {
  if (!impl_->hasThread)
    return;
  auto killed = std::make_shared<std::promise<void>>();
  std::future<void> done = killed->get_future();
  asio::post(impl_->context, [impl = impl_.get(), killed] {
    impl->waiting.clear();
    for (auto &[id, process] : impl->processes)
      process->kill();
    killed->set_value();
  });
  done.wait_for(std::chrono::seconds(1));
}

} // namespace asl::process
