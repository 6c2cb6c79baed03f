// What C++ source made by `aslc build --emit=cpp` includes: asl/abi/abi.h in the words of C++20.
// Only generated code uses it. Nothing here allocates but coroutines, throws, or owns anything:
// values belong to the heap of their execution, a coroutine's memory to its frame.
//
// A flow is a coroutine. It is begun, or entered anew after a recovery, by a switch over
// frame.resume(); it suspends where a state waits, and is dropped with its frame at any time, which
// is why nothing in it has a destructor. Values do not outlive a suspension nor the entry of a
// state: only the frame's input() and result() and variables do.
#pragma once

#include "asl/abi/abi.h"

#include <coroutine>
#include <exception>
#include <initializer_list>

namespace asl::machine {

using value = asl_value;

// ---- Constants

/// A string of the module, and its number when it is a key that the machine looks at.
template <size_t N> union literal {
  struct {
    uint32_t length, size, symbol;
    char bytes[N];
  } data;
  asl_string string;

  /// `json_size`: bytes as JSON text, when something in it is escaped there.
  consteval literal(const char (&text)[N], uint32_t symbol = 0, uint32_t json_size = N + 1)
      : data{N - 1, json_size, symbol, {}} {
    for (size_t i = 0; i < N; ++i)
      data.bytes[i] = text[i];
  }
  constexpr operator const asl_string *() const { return &string; }
};

/// A string that is too long for a literal of C++, and for constant evaluation.
template <size_t N> union long_literal {
  struct {
    uint32_t length, size, symbol;
    char bytes[N];
  } data;
  asl_string string;
  constexpr operator const asl_string *() const { return &string; }
};

/// An array or object of the module.
template <size_t N> union array_literal {
  struct {
    uint32_t count, reserved;
    value items[N];
  } data;
  asl_array array;
};
template <size_t N> union object_literal {
  struct {
    uint32_t count, reserved;
    const asl_string *const *keys;
    value values[N];
  } data;
  asl_object object;
};

inline constexpr value undefined{0, ASL_UNDEFINED, 0, 0, {0}};
inline constexpr value null{4, ASL_NULL, 0, 0, {0}};
constexpr value boolean(bool is) {
  return is ? value{4, ASL_TRUE, 0, 0, {0}} : value{5, ASL_FALSE, 0, 0, {0}};
}
constexpr value integer(int64_t number) {
  uint32_t size = number < 0 ? 2 : 1;
  for (int64_t rest = number / 10; rest != 0; rest /= 10)
    ++size;
  value made{size, ASL_INTEGER, 0, 0, {0}};
  made.integer = number;
  return made;
}
constexpr value real(double number) {
  value made{24, ASL_DOUBLE, 0, 0, {0}};
  made.number = number;
  return made;
}
constexpr value string(const auto &text) {
  value made{text.data.size, ASL_STRING, 0, 0, {0}};
  made.string = text;
  return made;
}
/// A number that neither an integer nor a double holds.
constexpr value decimal(const auto &text) {
  value made{text.data.length, ASL_DECIMAL, 0, 0, {0}};
  made.string = text;
  return made;
}
/// `size`: bytes as JSON text; `depth`: levels of objects and arrays.
template <size_t N>
constexpr value array_of(const array_literal<N> &items, uint32_t size, uint16_t depth) {
  value made{size, ASL_ARRAY, 0, depth, {0}};
  made.array = &items.array;
  return made;
}
template <size_t N>
constexpr value object_of(const object_literal<N> &members, uint32_t size, uint16_t depth) {
  value made{size, ASL_OBJECT, 0, depth, {0}};
  made.object = &members.object;
  return made;
}

// ---- Looking at values

/// An error: hand it on at once.
inline bool failed(value v) { return v.tag == ASL_ERROR; }
inline bool is_present(value v) { return v.tag != ASL_UNDEFINED; }
inline bool is_null(value v) { return v.tag == ASL_NULL; }
inline bool is_string(value v) { return v.tag == ASL_STRING; }
inline bool is_boolean(value v) { return v.tag == ASL_FALSE || v.tag == ASL_TRUE; }
inline bool is_numeric(value v) {
  return v.tag == ASL_INTEGER || v.tag == ASL_DOUBLE || v.tag == ASL_DECIMAL;
}
inline bool is_timestamp(value v) { return asl_test_is_timestamp(v) != 0; }
/// JSONata's effective boolean value.
inline bool is_true(value v) { return asl_jsonata_is_true(v) != 0; }

// ---- Comparisons of Choice rules: `numeric(total) > integer(100)`

template <int32_t (*Test)(value, value, uint32_t)> struct comparable {
  value left;
  friend bool operator==(comparable a, value b) { return Test(a.left, b, ASL_EQ) != 0; }
  friend bool operator<(comparable a, value b) { return Test(a.left, b, ASL_LT) != 0; }
  friend bool operator>(comparable a, value b) { return Test(a.left, b, ASL_GT) != 0; }
  friend bool operator<=(comparable a, value b) { return Test(a.left, b, ASL_LE) != 0; }
  friend bool operator>=(comparable a, value b) { return Test(a.left, b, ASL_GE) != 0; }
};
inline comparable<asl_test_string> as_string(value v) { return {v}; }
inline comparable<asl_test_numeric> as_number(value v) { return {v}; }
inline comparable<asl_test_timestamp> as_timestamp(value v) { return {v}; }

struct comparable_boolean {
  value left;
  friend bool operator==(comparable_boolean a, value b) { return asl_test_boolean(a.left, b) != 0; }
};
inline comparable_boolean as_boolean(value v) { return {v}; }

/// StringMatches; `pieces` are the texts between the `*`.
template <size_t N> bool matches(value v, const asl_string *const (&pieces)[N]) {
  return asl_test_matches(v, pieces, N) != 0;
}

// ---- Paths: `path(frame, in, text::order, text::items, 0)`

/// `['a','b']`; `Flags` as asl_members has them.
template <uint32_t Flags, const auto &...Names> struct several {
  static constexpr const asl_string *names[] = {Names..., nullptr};
};
struct from_length {
  int64_t minus;
};

inline value step(asl_heap *, value v, const asl_string *name, uint32_t number) {
  return asl_member(v, name, number);
}
inline value step(asl_heap *heap, value v, int index, uint32_t number) {
  return asl_element(heap, v, index, number);
}
inline value step(asl_heap *heap, value v, int64_t index, uint32_t number) {
  return asl_element(heap, v, index, number);
}
inline value step(asl_heap *heap, value v, from_length from, uint32_t number) {
  return asl_element_from_length(heap, v, from.minus, number);
}
template <uint32_t Flags, const auto &...Names>
value step(asl_heap *heap, value v, several<Flags, Names...> names, uint32_t number) {
  return asl_members(heap, v, names.names, sizeof...(Names), Flags, number);
}

/// The part of `v` at a definite path. `First`: the number of the first step in the whole path.
template <uint32_t First = 0, typename... Steps>
inline value path(asl_heap *heap, value v, const Steps &...steps) {
  uint32_t number = First;
  ((v = step(heap, v, steps, number++)), ...);
  return v;
}

/// What a path into `input` gave, or the error of `site` where it found nothing.
inline value require(asl_heap *heap, value v, const asl_path_site &site, value input) {
  if (v.tag == ASL_UNDEFINED || v.tag == ASL_ERROR) [[unlikely]]
    return asl_path_failed(heap, v, &site, input);
  return v;
}
/// The part of `input` at a definite path: `find(frame, in, data::order, text::order, text::id)`.
template <typename... Steps>
inline value find(asl_heap *heap, value input, const asl_path_site &site, const Steps &...steps) {
  return require(heap, path(heap, input, steps...), site, input);
}

// ---- Making values

/// A member of an object to be: `member<text::id>(v)`.
template <const auto &Key> struct member {
  value given;
  explicit member(value v) : given(v) {}
};
template <const auto &...Keys> value object(asl_heap *heap, member<Keys>... members) {
  static constexpr const asl_string *keys[] = {Keys...};
  const value values[] = {members.given...};
  return asl_object_make(heap, keys, values, sizeof...(Keys));
}
/// The same with a table of keys, for many members.
template <size_t N>
value object(asl_heap *heap, const asl_string *const (&keys)[N], const value (&values)[N]) {
  return asl_object_make(heap, keys, values, N);
}

using values = std::initializer_list<value>;

inline value array(asl_heap *heap, values items) {
  return asl_array_make(heap, items.begin(), static_cast<uint32_t>(items.size()));
}
template <size_t N>
value set(asl_heap *heap, value document, const asl_set_step (&steps)[N], value v,
          const asl_string *path) {
  return asl_set(heap, document, steps, N, v, path);
}
/// An intrinsic function.
inline value call(asl_heap *heap, value (*function)(asl_heap *, const value *, uint32_t),
                  values arguments) {
  return function(heap, arguments.begin(), static_cast<uint32_t>(arguments.size()));
}

// ---- JSONata expressions

/// Whether a value leaves its expression as it is, but for its flags.
constexpr bool is_answer(value v, const asl_jsonata_site &site) {
  switch (site.expected) {
  case ASL_QUERY_BOOLEAN:
    return v.tag == ASL_FALSE || v.tag == ASL_TRUE;
  case ASL_QUERY_NUMBER:
    return v.tag >= ASL_INTEGER && v.tag <= ASL_DECIMAL;
  case ASL_QUERY_STRING:
    return v.tag == ASL_STRING;
  case ASL_QUERY_ARRAY:
    return site.plain != 0 && v.tag == ASL_ARRAY;
  case ASL_QUERY_OBJECT:
    return site.plain != 0 && v.tag == ASL_OBJECT;
  default:
    return v.tag >= ASL_NULL && v.tag <= (site.plain != 0 ? ASL_OBJECT : ASL_STRING);
  }
}
/// What an expression gave, as what its field takes.
inline value answer(asl_heap *heap, value v, const asl_jsonata_site &site) {
  if (site.limited == 0 && is_answer(v, site)) {
    v.flags = 0;
    return v;
  }
  return failed(v) ? asl_jsonata_failed(heap, v, &site) : asl_jsonata_result(heap, v, &site);
}
inline value arithmetic(asl_heap *heap, value a, uint32_t op, value b) {
  return asl_jsonata_arithmetic(heap, op, a, b);
}
inline value compare(asl_heap *heap, value a, uint32_t op, value b) {
  return asl_jsonata_order(heap, op, a, b);
}
template <size_t N>
value list(asl_heap *heap, const value (&items)[N], const uint8_t (&whole)[N], bool cons) {
  return asl_jsonata_list(heap, items, whole, N, cons ? 1 : 0);
}
template <size_t N> value members(asl_heap *heap, const value (&keys)[N], const value (&given)[N]) {
  return asl_jsonata_members(heap, keys, given, N);
}
/// The member `key` of a value, or of each item of an array; `lookup_last` ends a path.
inline value lookup(asl_heap *heap, value v, const asl_string *key) {
  return asl_jsonata_lookup(heap, v, key);
}
inline value lookup_last(asl_heap *heap, value v, const asl_string *key) {
  return asl_jsonata_lookup_last(heap, v, key);
}
/// A sequence as the value it stands for.
inline value normalize(value v) {
  return (v.flags & ASL_SEQUENCE) != 0 ? asl_jsonata_normalize(v, 0) : v;
}
/// A call of a function of the library; `item` is the context item.
inline value library(asl_heap *heap, asl_library function, value item, values arguments) {
  return asl_jsonata_library(heap, function, item, arguments.begin(),
                             static_cast<uint32_t>(arguments.size()));
}
/// A call of a function value; `name` is as written.
inline value apply(asl_heap *heap, value callee, value item, values arguments,
                   const asl_string *name) {
  return asl_jsonata_apply(heap, callee, item, arguments.begin(),
                           static_cast<uint32_t>(arguments.size()), name);
}
inline value tail(asl_heap *heap, value callee, values arguments, const asl_string *name) {
  return asl_jsonata_tail(heap, callee, arguments.begin(), static_cast<uint32_t>(arguments.size()),
                          name);
}
template <size_t N>
value partial(asl_heap *heap, value callee, const value (&arguments)[N], const uint8_t (&open)[N],
              const asl_string *name) {
  return asl_jsonata_partial(heap, callee, arguments, open, N, name);
}
inline value lambda(asl_heap *heap, const asl_function &form, asl_frame *frame, values captures) {
  return asl_jsonata_lambda(heap, &form, frame, captures.begin(),
                            static_cast<uint32_t>(captures.size()));
}
/// The lambda itself, inside of it.
inline value function(const asl_function *self) {
  value made{0, ASL_FUNCTION, 0, 0, {0}};
  made.bits = reinterpret_cast<uintptr_t>(self);
  return made;
}
/// A condition as a captured value, and back.
inline value captured(bool condition) { return {condition ? 1u : 0u, 0, 0, 0, {0}}; }
inline bool condition(value capture) { return capture.size != 0; }

/// A variable that a lambda sees change: an array of one item.
inline value cell(asl_heap *heap) { return asl_array_make(heap, &undefined, 1); }
inline value get(value cell) { return cell.array->items[0]; }
inline void put(value cell, value v) { const_cast<asl_array *>(cell.array)->items[0] = v; }
/// Component `index` of a tuple.
inline value part(value tuple, uint32_t index) { return tuple.array->items[index]; }
/// What is grouped: no items are one that is undefined, so that a literal object is made.
inline value grouped(value v) { return v.tag == ASL_ARRAY && v.array->count == 0 ? undefined : v; }

/// The items of an array, or the value itself when it is none: `for (const value &item : all)`.
class items {
public:
  /// What a value that is undefined is, and whether an array that a constructor made is one item;
  /// `several`: no items where there are less than two.
  enum mode : uint8_t { always, defined, loose, several };
  explicit items(value v, mode how) : single_(v) {
    if (v.tag == ASL_ARRAY && !(how == loose && (v.flags & ASL_CONSTRUCTED) != 0)) {
      begin_ = v.array->items;
      count_ = v.array->count;
    } else {
      begin_ = &single_;
      count_ = how == always || v.tag != ASL_UNDEFINED ? 1 : 0;
    }
    if (how == several && count_ < 2)
      count_ = 0;
  }
  items(const items &) = delete;
  items &operator=(const items &) = delete;
  const value *begin() const { return begin_; }
  const value *end() const { return begin_ + count_; }
  uint32_t index(const value &item) const { return static_cast<uint32_t>(&item - begin_); }
  uint32_t count() const { return count_; }
  /// Counts the turns of a loop over the items, so that loops in loops come to an end.
  value turns(asl_heap *heap) const { return count_ > 1 ? asl_jsonata_calls(heap, single_) : null; }

private:
  value single_;
  const value *begin_;
  uint32_t count_;
};

/// A result that grows.
struct growing : asl_list {
  explicit growing(asl_heap *heap) { asl_list_begin(this, heap); }
};

// ---- Indefinite paths

struct gather : asl_gather {
  gather(asl_heap *place, value document, const value *around = nullptr) {
    asl_gather_begin(this, place, document);
    captures = around;
  }
  /// The array of what the walk found, or the error that stopped it.
  value found(value walked) { return failed(walked) ? walked : asl_gather_end(this); }
};
/// Value `index` of those that a part of an indefinite path uses and that were made before it.
inline value capture(const asl_gather *walk, uint32_t index) {
  return static_cast<const value *>(walk->captures)[index];
}

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
      : asl_map_arguments{these, given, none, none, none, none, none, none} {}

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
  bool jsonata = false;
  table<asl_retrier> retry = {};
  table<asl_catcher> caught = {};
  const asl_string *resource = nullptr;
  table<const asl_flow *> branches = {};
  const asl_map_info *map = nullptr;
  constexpr operator asl_state_info() const {
    return {name,
            static_cast<uint32_t>(kind),
            line,
            column,
            jsonata ? 1u : 0u,
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
