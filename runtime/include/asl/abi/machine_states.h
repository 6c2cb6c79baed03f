// A part of asl/abi/machine.h: flows as coroutines, and the tables that describe them to the
// runtime.
#pragma once

#include "asl/abi/machine_values.h"

#include <coroutine>
#include <exception>

namespace asl::machine {

// ---- Flows

/// What a state decided: the state that comes next and its input, or an error.
struct choice {
  choice(value error) : output(error), next(UINT32_MAX) {}
  choice(uint32_t state, value given) : output(given), next(state) {}
  value output;
  uint32_t next;
};

/// What a Task state is given, or in `request` the error of making it.
struct task_arguments : asl_task_arguments {
  task_arguments(value made)
      : asl_task_arguments{made, machine::undefined, machine::undefined, machine::undefined} {}
  task_arguments(value made, value timeout, value heartbeat, value given)
      : asl_task_arguments{made, timeout, heartbeat, given} {}
};
/// The same of a Map state; the error is in `items`.
struct map_arguments : asl_map_arguments {
  map_arguments(value error) : map_arguments(error, error) {}
  map_arguments(value these, value given)
      : asl_map_arguments{these, given, none, none, none, none, none, none, none, none, none} {}

private:
  static constexpr value none = machine::undefined;
};

/// What a Wait state waits for, or the error of saying so.
struct wait_arguments {
  wait_arguments(value given, const asl_string *path = nullptr) : until(given), from(path) {}
  value until;
  const asl_string *from; ///< the path it came from, for messages
};

/// Waits for a state's work, unless it is over.
struct work : std::suspend_always {
  bool ready;
  bool await_ready() const noexcept { return ready; }
};
/// Waits for a retry, unless a catcher takes the error; gives the catcher's index, or -1.
struct recovery : std::suspend_always {
  int32_t catcher;
  bool await_ready() const noexcept { return catcher >= 0; }
  int32_t await_resume() const noexcept { return catcher; }
};

/// A flow in progress.
class frame {
public:
  explicit frame(asl_frame *head) : head_(head) {}
  operator asl_frame *() const { return head_; }
  operator asl_heap *() const { return head_->heap; }

  /// Where the flow begins or goes on: see at().
  uint32_t resume() const { return head_->resume; }
  value input() const { return head_->data; }    ///< raw input of the current state
  value result() const { return head_->result; } ///< what its work gave, or its error
  bool worked() const { return !failed(head_->result); }
  /// A variable of the flow that is `depth` further out.
  value variable(uint32_t slot, uint32_t depth = 0) const {
    const asl_frame *owner = head_;
    for (; depth != 0; --depth)
      owner = owner->parent;
    return owner->variables[slot];
  }
  value context(asl_context_part part) const { return asl_context(head_, part); }
  template <size_t N> value assign(const uint32_t (&slots)[N], const value (&given)[N]) const {
    return asl_assign(head_, slots, given, N);
  }

  /// Enters a state with what the former one gave. False: the flow has failed, return.
  bool enter(uint32_t state) const {
    value in = asl_state_enter(head_, state, head_->data);
    if (!failed(in)) [[likely]]
      return true;
    asl_flow_fail(head_, in);
    return false;
  }
  /// Ends the state with `output`. False: it is an error, or there is one now, to be found in
  /// result().
  bool leave(value output) const {
    if (!failed(output)) [[likely]]
      output = asl_state_exit(head_, output);
    if (failed(output)) [[unlikely]] {
      head_->result = output;
      return false;
    }
    head_->data = output;
    return true;
  }
  /// Makes the flow go on in the coroutine that `state` belongs to, once this one has returned.
  void go_to(uint32_t state) const;
  /// The same with what a choice decided: the state to go to, or UINT32_MAX.
  uint32_t choose(const choice &way) const { return leave(way.output) ? way.next : UINT32_MAX; }
  /// The flow ends with the output that the state has left.
  void succeed() const { asl_flow_succeed(head_, head_->data); }
  /// The last state of the flow ends.
  void end(value output) const { leave(output) ? succeed() : fail(); }
  /// The state fails where nothing retries or catches.
  void fail() const { asl_state_failed(head_, head_->result); }
  void fail(value error) const { asl_state_failed(head_, error); }
  /// The flow fails, whatever Retry and Catch say.
  void abandon() const { asl_flow_fail(head_, head_->result); }

  work task(const task_arguments &given) const {
    for (value each : {given.request, given.timeout_seconds, given.heartbeat_seconds})
      if (failed(each)) [[unlikely]]
        return failed_work(each);
    return {{}, asl_task_start(head_, &given) == ASL_READY};
  }
  work wait_seconds(const wait_arguments &given) const { return wait(ASL_WAIT_SECONDS, given); }
  work wait_until(const wait_arguments &given) const { return wait(ASL_WAIT_TIMESTAMP, given); }
  work parallel(value in) const {
    if (failed(in)) [[unlikely]]
      return failed_work(in);
    return {{}, asl_parallel_start(head_, in) == ASL_READY};
  }
  work map(const map_arguments &given) const {
    if (failed(given.items)) [[unlikely]]
      return failed_work(given.items);
    return {{}, asl_map_start(head_, &given) == ASL_READY};
  }
  /// The state failed with result(): Retry, then Catch.
  recovery recover() const { return {{}, asl_state_failed(head_, head_->result)}; }

private:
  work wait(uint32_t form, const wait_arguments &given) const {
    if (failed(given.until)) [[unlikely]]
      return failed_work(given.until);
    return {{}, asl_wait_start(head_, form, given.until, given.from) == ASL_READY};
  }
  work failed_work(value error) const {
    head_->result = error;
    return {{}, true};
  }

  asl_frame *head_;
};

/// `require` of a path into the context object.
inline value require_context(frame f, value v, const asl_path_site &site) {
  if (v.tag == ASL_UNDEFINED || v.tag == ASL_ERROR) [[unlikely]]
    return asl_path_failed(f, v, &site, f.context(ASL_CONTEXT_ALL));
  return v;
}
/// The same of a variable.
inline value require_variable(frame f, value v, const asl_path_site &site, value input) {
  return v.tag == ASL_UNDEFINED ? asl_variable_failed(f, &site, input) : v;
}

/// The coroutine of a flow.
struct flow {
  struct promise_type {
    flow get_return_object() noexcept {
      return {std::coroutine_handle<promise_type>::from_promise(*this).address()};
    }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    std::suspend_always final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() const noexcept { std::terminate(); }
    static void *operator new(size_t size, const frame &f) { return asl_frame_memory(f, size); }
    static void operator delete(void *) {}
  };
  void *coroutine;
};

/// asl_flow::run of the flow that `Body` is.
template <flow (*Body)(frame)> void run(asl_frame *head) {
  if (head->coroutine == nullptr)
    head->coroutine = Body(frame(head)).coroutine;
  std::coroutine_handle<>::from_address(head->coroutine).resume();
}

/// The frame that `go_to` was called for, until the coroutine has returned.
inline thread_local asl_frame *moving = nullptr;

inline void frame::go_to(uint32_t state) const {
  head_->resume = state * 4 + ASL_AT_ENTER;
  head_->coroutine = nullptr;
  moving = head_;
}

/// asl_flow::run of a flow that is several coroutines: `Parts` has that of each state.
template <const auto &Parts> void run_parts(asl_frame *head) {
  do {
    moving = nullptr;
    if (head->coroutine == nullptr)
      head->coroutine = Parts[head->resume / 4](frame(head)).coroutine;
    std::coroutine_handle<>::from_address(head->coroutine).resume();
    // When nothing moves, the frame may be gone.
  } while (moving != nullptr);
}

/// Where a flow goes on: the cases of the switch at its head.
constexpr uint32_t at_enter(uint32_t state) { return state * 4 + ASL_AT_ENTER; }
constexpr uint32_t at_attempt(uint32_t state) { return state * 4 + ASL_AT_ATTEMPT; }
constexpr uint32_t at_result(uint32_t state) { return state * 4 + ASL_AT_RESULT; }
/// A place that no state has: the frame is not of this flow.
[[noreturn]] inline void nowhere() { __builtin_trap(); }

// ---- Tables

/// An array of the module and its length.
template <typename T> struct table {
  constexpr table() = default;
  template <size_t N>
  constexpr table(const T (&given)[N]) : items(given), count(static_cast<uint32_t>(N)) {}
  const T *items = nullptr;
  uint32_t count = 0;
};
using names = table<const asl_string *>;

struct retrier {
  names errors;
  uint32_t max_attempts;
  double interval_seconds, backoff_rate, max_delay_seconds = 0;
  bool full_jitter = false;
  constexpr operator asl_retrier() const {
    return {errors.items, errors.count,      max_attempts,          interval_seconds,
            backoff_rate, max_delay_seconds, full_jitter ? 1u : 0u, 0};
  }
};
struct catcher {
  names errors;
  constexpr operator asl_catcher() const { return {errors.items, errors.count, 0}; }
};
struct state {
  const asl_string *name;
  asl_state_kind kind;
  uint32_t line, column;
  uint32_t field_rules = 0; ///< asl_field_rule bits
  table<asl_retrier> retry = {};
  table<asl_catcher> caught = {};
  const asl_string *resource = nullptr;
  table<const asl_flow *> branches = {};
  const asl_map_info *map = nullptr;
  const asl_string *path = nullptr; ///< where it is not the name
  constexpr operator asl_state_info() const {
    return {name,
            path != nullptr ? path : name,
            static_cast<uint32_t>(kind),
            line,
            column,
            field_rules,
            retry.items,
            caught.items,
            retry.count,
            caught.count,
            resource,
            branches.items,
            branches.count,
            0,
            map};
  }
};

} // namespace asl::machine
