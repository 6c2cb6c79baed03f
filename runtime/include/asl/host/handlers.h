// What carries out the tasks of hosted machines: functions, lambdas and coroutines of the program.
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

/// Thrown by a handler to fail its task, for Retry and Catch to see. Any other exception derived
/// from std::exception fails it with `States.TaskFailed` and what() as the cause.
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

/// Thrown out of whatever a handler waits in, once its answer is no longer wanted: the task timed
/// out, a sibling failed, the execution or the engine ended. Let it pass, so that the fiber
/// unwinds. No std::exception, so that handlers of those do not catch it.
struct Cancelled {};

/// The task that a handler carries out. A handle: copies are of the same task, and may outlive it.
/// All members may be called from any thread.
class Context {
public:
  Context(const Context &) = default;
  Context &operator=(const Context &) = default;
  std::string_view resource() const; ///< as written
  std::string_view stateName() const;
  std::string_view executionArn() const;
  std::string_view taskToken() const;         ///< `.waitForTaskToken` and `.sync`; else empty
  std::optional<std::string> roleArn() const; ///< Credentials.RoleArn
  unsigned attempt() const;                   ///< 0 first, +1 for each retry
  /// Restarts the clock of HeartbeatSeconds.
  void heartbeat();
  /// Nobody wants the answer any more: for work that never waits, and for blocking(), which must
  /// look by itself.
  bool cancelled() const;

private:
  friend class handlers::Call;
  explicit Context(std::shared_ptr<handlers::Call> call) : call_(std::move(call)) {}
  std::shared_ptr<handlers::Call> call_;
};

namespace detail {

/// How handlers are kept. Runs on a fiber; may throw.
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

/// The result of `f()` as a Json: nothing is null, a coroutine is run.
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

/// Throws a TaskError that says which state's handler does not take its input, and why.
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
// The argument lives as long as a coroutine that refers to it.
template <typename F, typename T> Json call(F &f, Context &context, Json &&value, Types<T>) {
  auto argument = fromValue<T>(context, std::move(value));
  return valueOf([&] { return f(static_cast<T &&>(argument)); });
}
template <typename F, ContextArgument C, typename T>
Json call(F &f, Context &context, Json &&value, Types<C, T>) {
  auto argument = fromValue<T>(context, std::move(value));
  return valueOf([&] { return f(context, static_cast<T &&>(argument)); });
}

/// What `F` takes; of a lambda with `auto`, what it may be given.
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

/// How `call` passes an argument.
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

/// Whether `F` is a handler; when it is not, one message of the compiler says why.
template <typename F, typename... A> constexpr bool isHandler(Types<A...>) {
  constexpr bool isCalled =
      kAreArguments<A...> && std::is_invocable_v<F &, typename Passed<A>::Type...>;
  static_assert(isCalled,
                "this is not a handler of asl::HandlerRegistry: it must have one of the forms "
                "`R f()`, `R f(T)`, `R f(asl::Context &)`, `R f(asl::Context &, T)`");
  if constexpr (isCalled) {
    constexpr bool takes = (FromJson<A> && ...);
    static_assert(takes,
                  "this handler takes what JSON cannot be converted to: its argument must be "
                  "asl::Json or have a from_json of nlohmann/json, as "
                  "NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE makes one");
    using R = std::remove_cvref_t<std::invoke_result_t<F &, typename Passed<A>::Type...>>;
    constexpr bool gives = ToJson<typename Answer<R>::Type>;
    static_assert(gives,
                  "this handler returns what cannot be converted to JSON: its result must be "
                  "void, asl::Json, a type that has a to_json of nlohmann/json, as "
                  "NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE makes one, or asl::async of one of them");
    return takes && gives;
  }
  return false;
}

/// Any function of the forms that HandlerRegistry::add takes, as a Handler. All copies call the one
/// function.
template <typename F> Handler handlerOf(F f) {
  if constexpr (isHandler<F>(decltype(argumentsOf<F>())()))
    return [f = std::make_shared<F>(std::move(f))](Context &context, Json value) {
      return call(*f, context, std::move(value), argumentsOf<F>());
    };
  else
    return {};
}

/// Runs `work`, which must not throw, on a thread that may block.
void runBlocking(std::function<void()> work);

} // namespace detail

/// What a handler calls. On the fiber of a handler it lets other handlers and executions run, and
/// throws Cancelled once the task's answer is no longer wanted. On any other thread it just does
/// what it says.
namespace this_task {

/// Sleeps, on the engine's clock: a virtual one takes no time. Rounded up to milliseconds.
void sleep_for(std::chrono::nanoseconds duration);
/// Gives the others a turn.
void yield();
/// Restarts the clock of HeartbeatSeconds. Within a handler only.
void heartbeat();
/// The task of the handler that calls this; throws std::logic_error outside of handlers.
Context context();

/// Ends one `await`; from any thread, once; later calls do nothing.
using Resume = std::function<void()>;
/// Waits for something that calls back: calls `begin` with what ends the wait. When the task is
/// cancelled, `await` throws although `resume` was not called, so what calls back later must not
/// refer to the stack of the handler. On another thread than that of a handler it blocks.
void await(const std::function<void(Resume resume)> &begin);

/// Runs `work` on a thread that may block, and gives what it returns or throws. `work` may refer to
/// the handler's stack: when it has begun, also a cancelled handler waits for its end.
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

/// A handler that blocks its thread (plain read(), a database client, long computation):
/// `tasks.add("...", asl::blocking(f))` runs all of it on a thread for that, so that nobody waits
/// for it.
template <typename F> detail::Blocking<std::decay_t<F>> blocking(F &&handler) {
  return {std::forward<F>(handler)};
}

struct HandlerOptions {
  /// Of a handler's fiber, from 16 KiB to 1 GiB; memory is taken as it is used.
  size_t stackBytes = 512 * 1024;
  unsigned blockingThreads = 16; ///< at most so many run blocking work at once
  /// At most so many handlers have begun and not returned; more tasks wait for their turn, as they
  /// do where the system gives no memory for more stacks. Handlers that wait for other tasks of the
  /// same host must be fewer, or all may wait for ever.
  size_t maxHandlers = 50000;
};

/// Which function carries out which Resource. A handle: copies share the bindings. Bind everything
/// before the first task starts; the functions live as long as a copy does, and are themselves
/// called, from several threads at once when the engine has several.
///
/// A handler is one of `R f()`, `R f(T)`, `R f(asl::Context &)`, `R f(asl::Context &, T)`. T is
/// what the task is given, R what it gives: Json, or any type that nlohmann/json converts; R may
/// also be void (null) or asl::async<R>, a coroutine. The envelopes of AWS's integrations are put
/// on and taken off as docs/tasks.md says.
class HandlerRegistry {
public:
  /// Throws std::invalid_argument for a stackBytes out of its bounds.
  explicit HandlerRegistry(HandlerOptions options = {});
  HandlerRegistry(const HandlerRegistry &) = default;
  HandlerRegistry &operator=(const HandlerRegistry &) = default;

  /// For tasks whose Resource is as `resource` says: `*` any text, `?` any character; as written,
  /// or as `service:action`. The first binding that fits is taken.
  template <typename F> HandlerRegistry &add(std::string resource, F handler) {
    return bind(std::move(resource), false, detail::handlerOf(std::move(handler)));
  }
  template <typename F> HandlerRegistry &add(std::string resource, detail::Blocking<F> handler) {
    return bind(std::move(resource), false, onThread(detail::handlerOf(std::move(handler.f))));
  }
  /// For Lambda functions, by the function's name, of an ARN or of `lambda:invoke`.
  template <typename F> HandlerRegistry &function(std::string name, F handler) {
    return bind(std::move(name), true, detail::handlerOf(std::move(handler)));
  }
  template <typename F> HandlerRegistry &function(std::string name, detail::Blocking<F> handler) {
    return bind(std::move(name), true, onThread(detail::handlerOf(std::move(handler.f))));
  }
  /// What carries out the Resources that no binding fits; not owned. Without it such a task fails
  /// its execution, with a message that names the binding to add.
  HandlerRegistry &otherwise(task::TaskExecutor &executor);

  /// For EngineOptions, where asl::Host is not used. Must outlive the engine.
  task::TaskExecutor &executor() const;
  const std::shared_ptr<handlers::HandlerTable> &registry() const { return registry_; }

private:
  HandlerRegistry &bind(std::string pattern, bool function, detail::Handler handler);
  static detail::Handler onThread(detail::Handler handler);
  std::shared_ptr<handlers::HandlerTable> registry_;
};

/// Binds tasks of the program that the runtime's own `main` runs: write
/// `ASL_TASKS(tasks) { tasks.add(...); }` in a file that is linked with the machine.
struct TaskRegistration {
  explicit TaskRegistration(void (*bind)(HandlerRegistry &tasks));
};
#define ASL_TASKS(tasks)                                                                           \
  static void aslBindTasks(asl::HandlerRegistry &tasks);                                           \
  static const asl::TaskRegistration aslTaskRegistration{aslBindTasks};                            \
  static void aslBindTasks(asl::HandlerRegistry &tasks)

} // namespace asl
