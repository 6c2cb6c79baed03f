// A part of asl/abi/machine.h: constants, and what the data flow of states does with values.
// Nothing here is a contract of its own: each function is the one of asl/abi/abi.h whose name it
// shortens.
#pragma once

#include "asl/abi/abi.h"

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

} // namespace asl::machine
