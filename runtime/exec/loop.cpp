// The event loop, on Boost.Asio.
#include "runtime/exec/loop.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>

namespace asl::exec {

struct Loop::Impl {
  boost::asio::io_context context{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard{
      context.get_executor()};
  std::atomic<bool> isClosed{false};
};

Loop::Loop() : impl_(std::make_unique<Impl>()) {}
Loop::~Loop() = default;

void Loop::post(std::function<void()> action) {
  boost::asio::post(impl_->context, [impl = impl_.get(), action = std::move(action)] {
    if (!impl->isClosed)
      action();
  });
  if (impl_->isClosed)
    impl_->context.poll();
}

void Loop::close() {
  impl_->isClosed = true;
  impl_->context.poll();
}

bool Loop::poll(size_t most) {
  if (most == kAll)
    return impl_->context.poll() > 0;
  size_t count = 0;
  while (count < most && impl_->context.poll_one() > 0)
    ++count;
  return count > 0;
}

void Loop::wait(std::optional<int64_t> timeoutMs) {
  if (timeoutMs) {
    // The caller polls again after a day, at the latest.
    constexpr int64_t kLongestMs = int64_t(24) * 3600 * 1000;
    impl_->context.run_one_for(
        std::chrono::milliseconds(std::clamp<int64_t>(*timeoutMs, 0, kLongestMs)));
  } else {
    impl_->context.run_one();
  }
}

} // namespace asl::exec
