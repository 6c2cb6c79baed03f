// SIGINT and SIGTERM as a wish to stop, told to a function on a thread.
#include "runtime/program/stop_signals.h"

#include <atomic>
#include <csignal>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <thread>
#include <unistd.h>

namespace asl::program {

struct StopSignals::Impl {
  std::atomic<int> received = 0;
  sigset_t before;
  int signals = -1;
  int end = -1;
  std::thread thread;

  void run(const std::function<void()> &stop) {
    constexpr int kAgainMs = 50;
    pollfd sources[2] = {{signals, POLLIN, 0}, {end, POLLIN, 0}};
    for (;;) {
      int count = ::poll(sources, 2, received == 0 ? -1 : kAgainMs);
      if (count > 0 && sources[1].revents != 0)
        return;
      signalfd_siginfo info;
      if (count > 0 && ::read(signals, &info, sizeof info) == sizeof info) {
        if (received != 0)
          ::_exit(3);
        received = static_cast<int>(info.ssi_signo);
      }
      if (received != 0)
        stop();
    }
  }
};

StopSignals::StopSignals() : impl_(std::make_unique<Impl>()) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &set, &impl_->before);
  impl_->signals = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  impl_->end = ::eventfd(0, EFD_CLOEXEC);
}

StopSignals::~StopSignals() {
  unwatch();
  ::close(impl_->signals);
  ::close(impl_->end);
  ::pthread_sigmask(SIG_SETMASK, &impl_->before, nullptr);
}

void StopSignals::watch(std::function<void()> stop) {
  impl_->thread = std::thread([impl = impl_.get(), stop = std::move(stop)] { impl->run(stop); });
}

void StopSignals::unwatch() {
  if (!impl_->thread.joinable())
    return;
  uint64_t one = 1;
  while (::write(impl_->end, &one, sizeof one) < 0) {
  }
  impl_->thread.join();
}

int StopSignals::received() const { return impl_->received; }

} // namespace asl::program
