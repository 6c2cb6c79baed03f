// The signals are blocked and read from a descriptor by a thread of its own.
#include "runtime/program/stop_signals.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace asl::program {
namespace {

constexpr int kStopSignals[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM,
                                SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU};

/// Blocked signals are never discarded, even where the program ignores them: those that it ignores
/// are left out.
sigset_t stopSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (int number : kStopSignals) {
    struct sigaction action;
    if (::sigaction(number, nullptr, &action) == 0 && action.sa_handler != SIG_IGN)
      sigaddset(&set, number);
  }
  return set;
}

} // namespace

struct StopSignals::Impl {
  std::atomic<int> received = 0;
  sigset_t set, before;
  int signals = -1;
  int end = -1;
  std::mutex mutex;
  std::function<void()> stop; ///< empty: settled
  std::thread thread;

  void run(const std::function<void()> &last, WriteWatch &writes) {
    constexpr int kAgainMs = 50, kMostBlocked = 20;
    int blocked = 0; // turns in which the program waited for a reader
    pollfd sources[2] = {{signals, POLLIN, 0}, {end, POLLIN, 0}};
    for (;;) {
      int count = ::poll(sources, 2, received == 0 ? -1 : kAgainMs);
      if (count > 0 && sources[1].revents != 0)
        return;
      signalfd_siginfo info;
      if (count > 0 && ::read(signals, &info, sizeof info) == sizeof info) {
        if (received != 0)
          endNow(last);
        received = static_cast<int>(info.ssi_signo);
      }
      if (received == 0)
        continue;
      callStop();
      blocked = writes.isBlocked() ? blocked + 1 : 0;
      if (blocked > kMostBlocked)
        endNow(last);
    }
  }

  [[noreturn]] static void endNow(const std::function<void()> &last) {
    last();
    ::_exit(3);
  }

  void callStop() {
    std::lock_guard lock(mutex);
    if (stop)
      stop();
  }
};

StopSignals::StopSignals() : impl_(std::make_unique<Impl>()) {
  impl_->set = stopSignals();
  ::pthread_sigmask(SIG_BLOCK, &impl_->set, &impl_->before);
}

StopSignals::~StopSignals() {
  if (impl_->thread.joinable()) {
    uint64_t one = 1;
    while (::write(impl_->end, &one, sizeof one) < 0 && errno == EINTR) {
    }
    impl_->thread.join();
  }
  for (int descriptor : {impl_->signals, impl_->end})
    if (descriptor >= 0)
      ::close(descriptor);
  ::pthread_sigmask(SIG_SETMASK, &impl_->before, nullptr);
}

Expected<void> StopSignals::watch(std::function<void()> stop, std::function<void()> last,
                                  WriteWatch &writes) {
  impl_->signals = ::signalfd(-1, &impl_->set, SFD_CLOEXEC | SFD_NONBLOCK);
  impl_->end = ::eventfd(0, EFD_CLOEXEC);
  if (impl_->signals < 0 || impl_->end < 0)
    return Failure{std::strerror(errno)};
  try {
    impl_->stop = std::move(stop);
    impl_->thread = std::thread(
        [impl = impl_.get(), last = std::move(last), &writes] { impl->run(last, writes); });
  } catch (const std::system_error &error) {
    return Failure{std::strerror(error.code().value())};
  }
  return {};
}

void StopSignals::settle() {
  std::lock_guard lock(impl_->mutex);
  impl_->stop = nullptr;
}

int StopSignals::received() const { return impl_->received; }

} // namespace asl::program
