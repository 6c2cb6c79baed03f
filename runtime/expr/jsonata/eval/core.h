// Shared by JSONata's operators and library: sequences, casts, errors, functions as values.
#pragma once

#include "asl/abi/abi.h"
#include "runtime/value/heap.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace asl::jsonata {

/// Bits of Value::flags of an array.
enum ArrayFlag : uint8_t {
  sequenceFlag = ASL_SEQUENCE,
  keepSingletonFlag = ASL_KEEP_SINGLETON,
  consFlag = ASL_CONSTRUCTED,
};

inline bool isFunction(Value v) { return v.tag == ASL_FUNCTION; }
inline bool isSequence(Value v) { return isArray(v) && (v.flags & sequenceFlag); }
inline uint32_t length(Value array) { return array.array->count; }
inline Value item(Value array, uint32_t index) { return array.array->items[index]; }

/// A growing list of values in the heap. When the evaluation reaches its memory limit, the list
/// stops growing and the evaluation ends with an error.
class List {
public:
  explicit List(Heap &heap) : heap_(heap) {}
  void reserve(uint32_t count);
  void push(Value value) {
    if (count_ == capacity_) [[unlikely]] {
      reserve(count_ ? count_ * 2 : 8);
      if (count_ == capacity_)
        return;
    }
    items_->items[count_++] = value;
  }
  /// Pushes `value`, or its items when it is an array.
  void pushAll(Value value);
  uint32_t size() const { return count_; }
  Value &operator[](uint32_t index) { return items_->items[index]; }
  Value finish(uint8_t flags = 0);

private:
  Heap &heap_;
  asl_array *items_ = nullptr;
  uint32_t count_ = 0, capacity_ = 0;
};

/// A growing object. A later value of a key replaces the earlier one and keeps its position.
class Members {
public:
  explicit Members(Heap &heap) : heap_(heap) {}
  void reserve(uint32_t count);
  void set(std::string_view key, Value value);
  void set(const asl_string *key, Value value);
  /// Sets all members of `object`.
  void setAll(const asl_object &object);
  uint32_t size() const { return count_; }
  /// The value of `key` made so far, or null.
  Value *find(std::string_view key);
  Value finish();

private:
  void insert(uint32_t index);

  Heap &heap_;
  asl_object *object_ = nullptr; ///< as it grows
  const asl_string **keys_ = nullptr;
  uint32_t count_ = 0, capacity_ = 0;
  uint32_t *slots_ = nullptr; ///< an open hash table over keys_ (index + 1), once there are many
  uint32_t slotCount_ = 0;
};

/// An object's members in ECMAScript's order: keys that look like array indexes first, ascending.
class OrderedMembers {
public:
  explicit OrderedMembers(Value object);
  uint32_t size() const { return object_->count; }
  const asl_string *key(uint32_t i) const { return object_->keys[at(i)]; }
  Value value(uint32_t i) const { return object_->values[at(i)]; }

private:
  uint32_t at(uint32_t i) const { return order_.empty() ? i : order_[i]; }
  const asl_object *object_;
  std::vector<uint32_t> order_;
};

// ---- Errors

/// The details of an error besides its code; undefined and empty parts are left out.
struct About {
  Value value = undefined();
  Value value2 = undefined();
  std::string_view token = {};
  std::string_view type = {}; ///< what items should be
  uint32_t index = 0;
  std::string_view message = {}; ///< the sentence for codes without one of their own
  uint32_t begin = 0, end = 0;   ///< the bytes of the expression that it comes from, if known
};
/// An ASL_ERROR named by the JSONata code, its cause the code's sentence, its detail what it is
/// about.
Value fail(Heap &heap, const char *code, const About &about = {});
/// The error of an evaluation that exceeded its memory limit.
Value outOfMemory(Heap &heap);
/// The error of an evaluation that exceeded its step limit.
Value outOfSteps(Heap &heap);
/// The error of an evaluation whose calls or operators are nested too deeply.
Value tooDeep(Heap &heap);
/// The error of an evaluation that ends with `result` but has exceeded a limit; undefined when it
/// has not.
Value limitError(Heap &heap, Value result);
/// Adds to an error the byte range of the expression that it comes from, unless it has one already.
void attachLocation(Heap &heap, asl_error &error, uint32_t begin, uint32_t end);
/// Gives an error of a call the name of the function, unless it has a token already.
Value withToken(Heap &heap, Value error, std::string_view token);

// ---- Casts

/// The number as reading it from JSON text gives it: an integral number becomes an integer.
Value fromDouble(double number);
inline Value fromCount(size_t count) { return integer(static_cast<int64_t>(count)); }
/// The effective boolean value; undefined counts as false.
bool truthy(Value value);
/// $string: the value's text; an ASL_ERROR for what has none (D3001).
Value toText(Heap &heap, Value value, bool pretty = false);
/// The value as JSON.stringify writes it, which rounds nothing; `""` for functions.
std::string toJson(Value value);
/// The name of the value's type: `string`, `number`, `array`, ... (not of undefined).
std::string_view typeName(Value value);
bool deepEqual(Value a, Value b);
Value arrayOf(Heap &heap, Value value); ///< the value itself when it is an array, else one of it

// ---- Sequences

/// Converts the result of an expression for its users: a sequence of one item becomes the item, an
/// empty one undefined.
inline Value normalize(Value value) {
  if (!isSequence(value) || length(value) > 1)
    return value;
  if (length(value) == 0)
    return undefined();
  return value.flags & keepSingletonFlag ? value : item(value, 0);
}
Value append(Heap &heap, Value first, Value second);
/// A member by name, mapped over arrays. `key` need not be a symbol.
Value lookup(Heap &heap, Value value, const asl_string *key);
Value wildcard(Heap &heap, Value value);
Value descendants(Heap &heap, Value value);

// ---- Functions

using Function = asl_function;
using FunctionCode = asl_function_code;
using Signature = asl_signature;
inline const Function &function(Value v) { return *reinterpret_cast<const Function *>(v.bits); }
Value functionValue(const Function *function);

/// Calls `callee` (T1006 when it is not a function), and then the tail calls that it ends with. The
/// result may be a sequence. The context item of calls that functions make is null.
Value apply(Heap &heap, Value callee, const Value *arguments, uint32_t count,
            Value context = null());

/// The parts of one call of a library function.
struct Call {
  Heap &heap;
  Value context;
  const Value *arguments;
  uint32_t count;
  Value operator[](uint32_t i) const { return i < count ? arguments[i] : undefined(); }
};

} // namespace asl::jsonata
