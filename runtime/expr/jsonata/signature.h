// Function signatures at run time: which arguments a function takes, checked at each call.
#pragma once

#include "runtime/expr/jsonata/core.h"

#include <array>

namespace asl::jsonata {

/// A type of a parameter, as a bit.
enum TypeBit : uint16_t {
  typeString = 1,
  typeNumber = 2,
  typeBoolean = 4,
  typeNull = 8,
  typeArray = 16,
  typeObject = 32,
  typeFunction = 64,
  typeMissing = 128
};

struct ParameterType {
  uint16_t types = 0;   ///< what an argument may be
  bool isArray = false; ///< `a`: anything else is made an array of one
  bool optional = false;
  bool variadic = false;
  bool context = false; ///< the context item stands in for a missing argument
  uint16_t subtype = 0; ///< `a<n>`: what all items must be; 0: anything
  char subtypeName = 0;
};

struct Signature {
  std::array<ParameterType, 6> parameters;
  uint8_t count = 0;

  constexpr Signature() = default;
  /// Reads `<s-nn?:s>` while the runtime itself is compiled.
  consteval explicit Signature(std::string_view text);
};

constexpr uint16_t typesOf(char symbol) {
  switch (symbol) {
  case 's':
    return typeString | typeMissing;
  case 'n':
    return typeNumber | typeMissing;
  case 'b':
    return typeBoolean | typeMissing;
  case 'l':
    return typeNull | typeMissing;
  case 'o':
    return typeObject | typeMissing;
  case 'f':
    return typeFunction;
  case 'j':
    return typeArray | typeString | typeNumber | typeBoolean | typeNull | typeObject | typeMissing;
  case 'a':
  case 'x':
    return typeArray | typeString | typeNumber | typeBoolean | typeNull | typeObject |
           typeFunction | typeMissing;
  default:
    return 0;
  }
}

consteval Signature::Signature(std::string_view text) {
  for (size_t at = 1; at < text.size() && text[at] != ':' && text[at] != '>'; ++at) {
    char symbol = text[at];
    if (symbol == '-') {
      parameters[count - 1].context = parameters[count - 1].optional = true;
    } else if (symbol == '?') {
      parameters[count - 1].optional = true;
    } else if (symbol == '+') {
      parameters[count - 1].variadic = true;
    } else if (symbol == '<') {
      parameters[count - 1].subtypeName = text[at + 1];
      parameters[count - 1].subtype = uint16_t(typesOf(text[at + 1]) & ~typeMissing);
      at = text.find('>', at);
    } else if (symbol == '(') {
      uint16_t types = typeMissing;
      for (++at; text[at] != ')'; ++at)
        types |= typesOf(text[at]);
      parameters[count++].types = types;
    } else {
      parameters[count].types = typesOf(symbol);
      parameters[count++].isArray = symbol == 'a';
    }
  }
}

/// The arguments as the function is to see them: context filled in, arrays made where they are
/// asked for. Returns ASL_NULL, or the error T0410, T0411 or T0412.
Value validate(Heap &heap, const Signature &signature, Value context, const Value *arguments,
               uint32_t count, std::vector<Value> &validated);

} // namespace asl::jsonata
