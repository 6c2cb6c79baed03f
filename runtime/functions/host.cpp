#include "runtime/functions/host.h"

#include <boost/asio/post.hpp>

#include <csignal>

namespace asl::functions {

namespace asio = boost::asio;

Host::Host() : work_(asio::make_work_guard(context_)) {}

Host::~Host() { stop(); }

void Host::post(std::function<void()> action) {
  {
    std::lock_guard hold(mutex_);
    if (isStopped_)
      return;
    if (!thread_.joinable())
      thread_ = std::thread([this] {
        // Signals are for the program.
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, nullptr);
        context_.run();
      });
  }
  asio::post(context_, std::move(action));
}

void Host::beginStop() {
  {
    std::lock_guard hold(mutex_);
    isStopped_ = true;
  }
  context_.stop();
  processes_.beginStop();
}

void Host::stop() {
  beginStop();
  if (thread_.joinable())
    thread_.join();
  processes_.stop();
}

} // namespace asl::functions
