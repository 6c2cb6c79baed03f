// Values in C++: making them, looking into them, comparing them. See asl/abi/abi.h for the layout.
#pragma once

#include "asl/abi/abi.h"
#include "runtime/support/json_text.h"

#include <cstring>
#include <string>
#include <string_view>

namespace asl {

using Value = asl_value;

inline Value undefined() { return Value{0, ASL_UNDEFINED, 0, 0, {0}}; }
inline Value null() { return Value{4, ASL_NULL, 0, 0, {0}}; }
inline Value boolean(bool b) {
  return b ? Value{4, ASL_TRUE, 0, 0, {0}} : Value{5, ASL_FALSE, 0, 0, {0}};
}
Value integer(int64_t i); ///< size: its digits
Value number(double d);   ///< ASL_DOUBLE; size: 24
inline Value string(const asl_string *s) {
  Value v{s->size, ASL_STRING, 0, 0, {0}};
  v.string = s;
  return v;
}

inline bool isUndefined(Value v) { return v.tag == ASL_UNDEFINED; }
inline bool isError(Value v) { return v.tag == ASL_ERROR; }
inline bool isString(Value v) { return v.tag == ASL_STRING; }
inline bool isArray(Value v) { return v.tag == ASL_ARRAY; }
inline bool isObject(Value v) { return v.tag == ASL_OBJECT; }
inline bool isBoolean(Value v) { return v.tag == ASL_TRUE || v.tag == ASL_FALSE; }
inline bool isNumber(Value v) { return v.tag >= ASL_INTEGER && v.tag <= ASL_DECIMAL; }
inline std::string_view text(const asl_string *s) { return {s->bytes, s->length}; }
inline std::string_view text(Value v) { return text(v.string); }
double toDouble(Value v); ///< of a number
/// Levels of objects and arrays: 0 of what is neither.
inline uint32_t depthOf(Value v) { return isArray(v) || isObject(v) ? v.depth : 0; }
inline bool isTooDeep(Value v) { return depthOf(v) > ASL_DEPTH_LIMIT; }
/// What messages say of a value that is too deep: "the input is nested more than ...".
inline constexpr std::string_view tooDeepText = "nested more than 1000 levels deep";
static_assert(ASL_DEPTH_LIMIT == 1000);

/// Equal as JSON: numbers by value, objects whatever the order of members.
bool equals(Value a, Value b);
/// The same with numbers as doubles, as JavaScript has them.
bool equalsWithDoubles(Value a, Value b);
/// Bytes of the value as JSON text, exactly (Value::size may be more where there are doubles). Of
/// one that is nested too deeply UINT32_MAX, as its size.
uint64_t exactSize(Value v);
/// Java's String.compareTo order (UTF-16 code units): negative, 0, positive.
int compareText(std::string_view a, std::string_view b);
/// The member called `key` by text, or undefined. For hosts and the runtime; generated code uses
/// asl_member.
Value memberByText(Value object, std::string_view key);

} // namespace asl
