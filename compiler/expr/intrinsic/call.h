// Intrinsic calls, `States.Name(arg, ...)`: from text to a tree. See
// https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
#pragma once

#include "compiler/expr/jsonpath/path.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace aslc::intrinsic {

enum class Function : uint8_t {
  Format,
  StringToJson,
  JsonToString,
  Array,
  ArrayPartition,
  ArrayContains,
  ArrayRange,
  ArrayGetItem,
  ArrayLength,
  ArrayUnique,
  Base64Encode,
  Base64Decode,
  Hash,
  JsonMerge,
  MathRandom,
  MathAdd,
  StringSplit,
  Uuid
};

struct Call;

struct Argument {
  /// A string is decoded, but the first argument of Format keeps its backslashes for
  /// asl_intrinsic_format, because `\{\}` is not replaced by a value. A number is also in `text`,
  /// as written.
  std::variant<std::monostate /*null*/, bool, std::string, double, jsonpath::Path,
               std::unique_ptr<Call>>
      value;
  std::string text;  ///< as written
  size_t offset = 0; ///< in the call's text
};

struct Call {
  Function function;
  std::vector<Argument> arguments;
  std::string text; ///< as written
  /// The byte where two arguments are separated by blanks only. The service reads a comma there.
  std::optional<size_t> missingComma;
};

/// The name without `States.`.
std::string_view name(Function function);

/// Parses and checks a call: known function, number of arguments, types of literals, the places of
/// a literal template, nesting of at most 10. Blanks may stand around arguments and the call.
std::variant<Call, jsonpath::Error> parse(std::string_view text);

/// The name of a function, such as `States.Fromat`, that stands at `offset` of `text`; empty when
/// none does, or when there is such a function.
std::string_view unknownFunctionAt(std::string_view text, size_t offset);
/// The function that may be meant by such a name, with `States.`.
std::optional<std::string> closestFunction(std::string_view name);

} // namespace aslc::intrinsic
