// Handlers as coroutines: asl::async<T>.
#pragma once

#include <chrono>
#include <coroutine>
#include <exception>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace asl {

template <typename T = void> class async;
class Execution;
struct Result;

namespace this_task {
/// See asl/host/handlers.h.
void sleep_for(std::chrono::nanoseconds duration);
} // namespace this_task

namespace detail {

struct Sleep {
  std::chrono::nanoseconds duration;
};

/// An awaiter whose operation suspends the fiber rather than the coroutine: the coroutine is always
/// ready and blocks in await_resume.
template <typename Wait> struct Ready {
  Wait wait;
  bool await_ready() const noexcept { return true; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  decltype(auto) await_resume() { return wait(); }
};
template <typename Wait> Ready(Wait) -> Ready<Wait>;

/// Resumes the coroutine that awaits the ended one, if there is one.
struct FinalAwaiter {
  bool await_ready() const noexcept { return false; }
  template <typename Promise>
  std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
    std::coroutine_handle<> next = ended.promise().continuation;
    return next ? next : std::noop_coroutine();
  }
  void await_resume() const noexcept {}
};

template <typename T> struct AsyncAwaiter;

template <typename> inline constexpr bool kNever = false;

/// Result of a refused co_await; converts to anything, so that the static_assert is the only error.
struct Nothing {
  template <typename T> operator T() const;
};

struct PromiseBase {
  std::coroutine_handle<> continuation;
  std::exception_ptr exception;

  std::suspend_always initial_suspend() const noexcept { return {}; }
  FinalAwaiter final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { exception = std::current_exception(); }

  // A coroutine may await other coroutines, a sleep and executions. Any other awaitable could
  // resume it on a thread other than its own.
  template <typename U> AsyncAwaiter<U> await_transform(async<U> &&awaited) const;
  template <typename U> AsyncAwaiter<U> await_transform(async<U> &awaited) const;
  auto await_transform(Sleep sleep) const noexcept {
    return Ready{[sleep] { this_task::sleep_for(sleep.duration); }};
  }
  template <typename E>
    requires std::is_same_v<std::remove_cvref_t<E>, Execution>
  auto await_transform(E &&execution) const noexcept {
    return Ready{[running = std::forward<E>(execution)]() mutable { return running.wait(); }};
  }
  template <typename A> auto await_transform(A &&) const noexcept {
    static_assert(kNever<A>, "an asl::async can await an asl::async, asl::sleep_for or an "
                             "asl::Execution; for anything else use asl::this_task::await or "
                             "asl::this_task::blocking");
    return Ready{[] { return Nothing(); }};
  }
};

template <typename T> struct Promise : PromiseBase {
  std::optional<T> value;
  async<T> get_return_object() noexcept;
  template <typename U = T> void return_value(U &&result) {
    static_assert(std::is_constructible_v<T, U>,
                  "the value of co_return is not convertible to the T of its asl::async<T>");
    if constexpr (std::is_constructible_v<T, U>)
      value.emplace(std::forward<U>(result));
  }
  T take() {
    if (exception)
      std::rethrow_exception(exception);
    return std::move(*value);
  }
};
template <> struct Promise<void> : PromiseBase {
  async<void> get_return_object() noexcept;
  void return_void() const noexcept {}
  void take() const {
    if (exception)
      std::rethrow_exception(exception);
  }
};

} // namespace detail

/// The result of a coroutine. The coroutine starts when the result is requested: by `co_await` in
/// another coroutine, or by `get()`. It runs on the fiber or thread that requests the result; its
/// co_awaits let other fibers run. An exception of the coroutine is thrown where the result is
/// requested. Owns the coroutine's frame. Not thread-safe.
template <typename T> class [[nodiscard]] async {
public:
  using promise_type = detail::Promise<T>;

  async(async &&other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  async &operator=(async &&other) noexcept {
    std::swap(coroutine_, other.coroutine_);
    return *this;
  }
  ~async() {
    if (coroutine_)
      coroutine_.destroy();
  }

  /// Runs the coroutine to its end and returns its result. Only once: throws std::logic_error when
  /// it has already run or was moved from.
  T get() && {
    coroutine().resume();
    return coroutine_.promise().take();
  }

private:
  friend promise_type;
  friend detail::AsyncAwaiter<T>;
  explicit async(std::coroutine_handle<promise_type> coroutine) : coroutine_(coroutine) {}
  std::coroutine_handle<promise_type> coroutine() const {
    if (!coroutine_ || coroutine_.done())
      throw std::logic_error("this asl::async has already run or was moved from");
    return coroutine_;
  }
  std::coroutine_handle<promise_type> coroutine_;
};

/// `co_await asl::sleep_for(1s)` is this_task::sleep_for in a coroutine.
inline detail::Sleep sleep_for(std::chrono::nanoseconds duration) { return {duration}; }

namespace detail {

template <typename T> struct AsyncAwaiter {
  std::coroutine_handle<Promise<T>> coroutine;
  explicit AsyncAwaiter(const async<T> &awaited) : coroutine(awaited.coroutine()) {}
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) const noexcept {
    coroutine.promise().continuation = awaiting;
    return coroutine;
  }
  T await_resume() const { return coroutine.promise().take(); }
};

template <typename U> AsyncAwaiter<U> PromiseBase::await_transform(async<U> &&awaited) const {
  return AsyncAwaiter<U>(awaited);
}
template <typename U> AsyncAwaiter<U> PromiseBase::await_transform(async<U> &awaited) const {
  return AsyncAwaiter<U>(awaited);
}
template <typename T> async<T> Promise<T>::get_return_object() noexcept {
  return async<T>(std::coroutine_handle<Promise>::from_promise(*this));
}
inline async<void> Promise<void>::get_return_object() noexcept {
  return async<void>(std::coroutine_handle<Promise>::from_promise(*this));
}

} // namespace detail
} // namespace asl
