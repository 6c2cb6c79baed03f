// Handlers: functions, lambdas and coroutines of a program that carry out the tasks of its
// machines.
#pragma once

#include "asl/engine/task_executor.h"
#include "asl/host/coroutine.h"
#include "asl/host/json.h"

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace asl {

namespace handlers {
class Call;
class HandlerTable;
} // namespace handlers

/// Thrown by a handler to fail its task with an error that Retry and Catch can match. Any other
/// exception derived from std::exception fails the task with `States.TaskFailed` and what() as its
/// cause.
class TaskError : public std::exception {
public:
  explicit TaskError(std::string name, std::string why = {})
      : error(std::move(name)), cause(std::move(why)), text_(error + ": " + cause) {}
  const char *what() const noexcept override { return text_.c_str(); }

  std::string error;
  std::string cause;

private:
  std::string text_;
};

/// Thrown by the functions in which a handler waits, once its answer is no longer needed: the task
/// timed out, a sibling failed, or the execution or engine ended. Do not swallow it; the fiber must
/// unwind. It is not derived from std::exception, so that `catch (std::exception &)` does not catch
/// it.
struct Cancelled {};

/// The task that a handler carries out. Copies refer to the same task and may outlive it. All
/// members may be called from any thread.
class Context {
public:
  Context(const Context &) = default;
  Context &operator=(const Context &) = default;
  std::string_view resource() const; ///< as written in the definition
  std::string_view stateName() const;
  std::string_view executionArn() const;
  std::string_view taskToken() const;         ///< see task::Request::taskToken; else empty
  std::optional<std::string> roleArn() const; ///< Credentials.RoleArn
  unsigned attempt() const;                   ///< 0 for the first attempt, +1 for each retry
  /// Restarts HeartbeatSeconds.
  void heartbeat();
  /// True when the answer is no longer needed. For handlers that never wait, and for code in
  /// blocking(), which must check by itself.
  bool cancelled() const;

private:
  friend class handlers::Call;
  explicit Context(std::shared_ptr<handlers::Call> call) : call_(std::move(call)) {}
  std::shared_ptr<handlers::Call> call_;
};

namespace detail {

/// The stored form of a handler. Runs on a fiber; may throw.
using Handler = std::function<Json(Context &, Json)>;

template <typename... T> struct Types {};
template <typename F> struct Signature {};
template <typename F>
  requires requires { &F::operator(); }
struct Signature<F> : Signature<decltype(&F::operator())> {};
template <typename R, typename... A> struct Signature<R (*)(A...)> {
  using Arguments = Types<A...>;
};
template <typename R, typename... A>
struct Signature<R (*)(A...) noexcept> : Signature<R (*)(A...)> {};
template <typename C, typename R, typename... A>
struct Signature<R (C::*)(A...)> : Signature<R (*)(A...)> {};
template <typename C, typename R, typename... A>
struct Signature<R (C::*)(A...) noexcept> : Signature<R (*)(A...)> {};
template <typename C, typename R, typename... A>
struct Signature<R (C::*)(A...) const> : Signature<R (*)(A...)> {};
template <typename C, typename R, typename... A>
struct Signature<R (C::*)(A...) const noexcept> : Signature<R (*)(A...)> {};

template <typename T> struct IsAsync : std::false_type {};
template <typename T> struct IsAsync<async<T>> : std::true_type {};

/// The result of `f()` as Json: void becomes null, a coroutine is run to its end.
template <typename F> Json valueOf(F &&f) {
  using R = std::remove_cvref_t<decltype(f())>;
  if constexpr (std::is_void_v<R>) {
    f();
    return nullptr;
  } else if constexpr (IsAsync<R>::value) {
    return valueOf([result = f()]() mutable { return std::move(result).get(); });
  } else if constexpr (std::is_same_v<R, Json>) {
    return f();
  } else {
    Json value;
    value = f();
    return value;
  }
}

/// Throws a TaskError that names the state and the reason why its handler does not accept the
/// input.
[[noreturn]] void refuseInput(const Context &context, const Json::exception &why);

template <typename T> std::remove_cvref_t<T> fromValue(const Context &context, Json &&value) {
  if constexpr (std::is_same_v<std::remove_cvref_t<T>, Json>) {
    return std::move(value);
  } else {
    try {
      return value.get<std::remove_cvref_t<T>>();
    } catch (const Json::exception &why) {
      refuseInput(context, why);
    }
  }
}

template <typename T>
concept ContextArgument = std::is_same_v<std::remove_cvref_t<T>, Context>;
template <typename T>
concept FromJson = ContextArgument<T> || std::is_same_v<std::remove_cvref_t<T>, Json> ||
                   requires(const Json &value) { value.get<std::remove_cvref_t<T>>(); };
template <typename T>
concept ToJson = std::is_void_v<T> || std::is_convertible_v<T, Json>;

template <typename F> Json call(F &f, Context &, Json &&, Types<>) {
  return valueOf([&] { return f(); });
}
template <typename F, ContextArgument C> Json call(F &f, Context &context, Json &&, Types<C>) {
  return valueOf([&] { return f(context); });
}
// The argument outlives the coroutine, which may refer to it.
template <typename F, typename T> Json call(F &f, Context &context, Json &&value, Types<T>) {
  auto argument = fromValue<T>(context, std::move(value));
  return valueOf([&] { return f(static_cast<T &&>(argument)); });
}
template <typename F, ContextArgument C, typename T>
Json call(F &f, Context &context, Json &&value, Types<C, T>) {
  auto argument = fromValue<T>(context, std::move(value));
  return valueOf([&] { return f(context, static_cast<T &&>(argument)); });
}

/// The parameters of `F`; for a generic lambda, those it can be called with.
template <typename F> auto argumentsOf() {
  if constexpr (requires { typename Signature<F>::Arguments; })
    return typename Signature<F>::Arguments();
  else if constexpr (std::is_invocable_v<F &, Context &, Json>)
    return Types<Context &, Json>();
  else
    return Types<Json>();
}

template <typename... A> constexpr bool kAreArguments = false;
template <> inline constexpr bool kAreArguments<> = true;
template <typename T> constexpr bool kAreArguments<T> = true;
template <ContextArgument C, typename T>
  requires(!ContextArgument<T>)
constexpr bool kAreArguments<C, T> = true;

/// The type that `call` passes for a parameter.
template <typename T> struct Passed {
  using Type = T;
};
template <ContextArgument C> struct Passed<C> {
  using Type = Context &;
};
template <typename R> struct Answer {
  using Type = R;
};
template <typename R> struct Answer<async<R>> {
  using Type = R;
};

/// Checks that `F` is a handler; if not, a single static_assert explains why.
template <typename F, typename... A> constexpr bool isHandler(Types<A...>) {
  constexpr bool isCalled =
      kAreArguments<A...> && std::is_invocable_v<F &, typename Passed<A>::Type...>;
  static_assert(isCalled,
                "this is not a handler of asl::HandlerRegistry: it must have one of the forms "
                "`R f()`, `R f(T)`, `R f(asl::Context &)`, `R f(asl::Context &, T)`");
  if constexpr (isCalled) {
    constexpr bool takes = (FromJson<A> && ...);
    static_assert(
        takes, "the argument of this handler cannot be converted from JSON: its argument must be "
               "asl::Json or have a from_json of nlohmann/json, as "
               "NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE makes one");
    using R = std::remove_cvref_t<std::invoke_result_t<F &, typename Passed<A>::Type...>>;
    constexpr bool gives = ToJson<typename Answer<R>::Type>;
    static_assert(gives,
                  "the result of this handler cannot be converted to JSON: its result must be "
                  "void, asl::Json, a type that has a to_json of nlohmann/json, as "
                  "NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE makes one, or asl::async of one of them");
    return takes && gives;
  }
  return false;
}

/// Makes a Handler of a function that has one of the forms which HandlerRegistry::add accepts. All
/// copies call the same function object.
template <typename F> Handler handlerOf(F f) {
  if constexpr (isHandler<F>(decltype(argumentsOf<F>())()))
    return [f = std::make_shared<F>(std::move(f))](Context &context, Json value) {
      return call(*f, context, std::move(value), argumentsOf<F>());
    };
  else
    return {};
}

/// Runs `work` on a thread where it may block, and waits for its end. `work` must not throw.
void runBlocking(std::function<void()> work);

} // namespace detail

/// Functions for handlers. On a handler's fiber they suspend the fiber, so that other handlers and
/// executions run meanwhile, and throw Cancelled once the answer of the task is no longer needed.
/// On other threads they block the calling thread.
namespace this_task {

/// Sleeps on the engine's clock; a virtual clock takes no real time. Rounded up to milliseconds.
void sleep_for(std::chrono::nanoseconds duration);
/// Lets other handlers and executions that are ready run first.
void yield();
/// Restarts HeartbeatSeconds. Only within a handler; throws std::logic_error elsewhere.
void heartbeat();
/// The task of the calling handler. Throws std::logic_error elsewhere.
Context context();

/// Ends one `await`. Callable from any thread; only the first call has an effect.
using Resume = std::function<void()>;
/// Waits for an operation that ends with a callback: calls `begin` with the function that ends the
/// wait. When the task is cancelled, `await` throws although `resume` was not called; a later
/// callback must therefore not refer to the handler's stack.
void await(const std::function<void(Resume resume)> &begin);

/// Runs `work` on a thread where it may block, and returns or throws what it returns or throws.
/// `work` may refer to the handler's stack: once it has begun, the handler waits for its end even
/// when it is cancelled.
template <typename F> auto blocking(F &&work) -> std::invoke_result_t<F &> {
  using R = std::invoke_result_t<F &>;
  std::exception_ptr failed;
  if constexpr (std::is_void_v<R>) {
    detail::runBlocking([&]() noexcept {
      try {
        work();
      } catch (...) {
        failed = std::current_exception();
      }
    });
    if (failed)
      std::rethrow_exception(failed);
  } else {
    std::optional<R> result;
    detail::runBlocking([&]() noexcept {
      try {
        result.emplace(work());
      } catch (...) {
        failed = std::current_exception();
      }
    });
    if (failed)
      std::rethrow_exception(failed);
    return std::move(*result);
  }
}

} // namespace this_task

namespace detail {
template <typename F> struct Blocking {
  F f;
};
} // namespace detail

/// Marks a handler that blocks (plain read(), a database client, long computations):
/// `tasks.add("...", asl::blocking(f))` runs all of it on a thread of its own pool, so that it
/// holds up no other handler and no execution.
template <typename F> detail::Blocking<std::decay_t<F>> blocking(F &&handler) {
  return {std::forward<F>(handler)};
}

/// Limits of the handlers of one registry.
struct HandlerOptions {
  /// Stack of a handler's fiber, from 16 KiB to 1 GiB. Memory is committed as it is used.
  size_t stackBytes = 512 * 1024;
  unsigned blockingThreads = 16; ///< maximum number of threads that run blocking work
  /// Maximum number of handlers that have begun and not returned. Further tasks are queued, also
  /// when the system has no memory for another stack. Handlers that wait for other tasks of the
  /// same host must be fewer than this, or they may wait for ever.
  size_t maxHandlers = 50000;
};

/// Binds Resources to handlers. Copies share the bindings. Bind everything before the first task
/// starts. A handler object lives until the last copy is destroyed; with several engine threads it
/// is called from several threads at once.
///
/// A handler is one of `R f()`, `R f(T)`, `R f(asl::Context &)`, `R f(asl::Context &, T)`. T is
/// the task's input and R its result: Json or any type that nlohmann/json converts. R may also be
/// void (result null) or asl::async<R>, a coroutine. The envelopes of AWS's integrations are
/// removed from inputs and added to results; see docs/tasks.md.
class HandlerRegistry {
public:
  /// Throws std::invalid_argument when stackBytes is out of bounds.
  explicit HandlerRegistry(HandlerOptions options = {});
  HandlerRegistry(const HandlerRegistry &) = default;
  HandlerRegistry &operator=(const HandlerRegistry &) = default;

  /// Binds the tasks whose Resource matches `resource`: as written, or as `service:action`; `*`
  /// matches any text, `?` any character. The first binding that matches is used.
  template <typename F> HandlerRegistry &add(std::string resource, F handler) {
    return bind(std::move(resource), false, detail::handlerOf(std::move(handler)));
  }
  template <typename F> HandlerRegistry &add(std::string resource, detail::Blocking<F> handler) {
    return bind(std::move(resource), false, onThread(detail::handlerOf(std::move(handler.f))));
  }
  /// Binds a Lambda function by its name. Applies to function ARNs and to `lambda:invoke`.
  template <typename F> HandlerRegistry &function(std::string name, F handler) {
    return bind(std::move(name), true, detail::handlerOf(std::move(handler)));
  }
  template <typename F> HandlerRegistry &function(std::string name, detail::Blocking<F> handler) {
    return bind(std::move(name), true, onThread(detail::handlerOf(std::move(handler.f))));
  }
  /// Sets the executor of Resources that no binding matches. Not owned; must outlive the engine.
  /// Without it such a task fails its execution with a message that names the missing binding.
  HandlerRegistry &otherwise(task::TaskExecutor &executor);

  /// The executor for EngineOptions, for programs that use Engine without Host. The registry must
  /// outlive the engine.
  task::TaskExecutor &executor() const;
  const std::shared_ptr<handlers::HandlerTable> &registry() const { return registry_; }

private:
  HandlerRegistry &bind(std::string pattern, bool function, detail::Handler handler);
  static detail::Handler onThread(detail::Handler handler);
  std::shared_ptr<handlers::HandlerTable> registry_;
};

/// Binds handlers in a program whose `main` is the runtime's: write `ASL_TASKS(tasks) {
/// tasks.add(...); }` in a file that is linked with the machine.
struct TaskRegistration {
  explicit TaskRegistration(void (*bind)(HandlerRegistry &tasks));
};
#define ASL_TASKS(tasks)                                                                           \
  static void aslBindTasks(asl::HandlerRegistry &tasks);                                           \
  static const asl::TaskRegistration aslTaskRegistration{aslBindTasks};                            \
  static void aslBindTasks(asl::HandlerRegistry &tasks)

} // namespace asl
