// Function signatures at run time: which arguments a function takes, checked at each call.
#pragma once

#include "runtime/expr/jsonata/eval/core.h"

#include <algorithm>
#include <array>

namespace asl::jsonata {

/// Types of parameters, as bits.
enum TypeBit : uint16_t {
  typeString = ASL_TYPE_STRING,
  typeNumber = ASL_TYPE_NUMBER,
  typeBoolean = ASL_TYPE_BOOLEAN,
  typeNull = ASL_TYPE_NULL,
  typeArray = ASL_TYPE_ARRAY,
  typeObject = ASL_TYPE_OBJECT,
  typeFunction = ASL_TYPE_FUNCTION,
  typeMissing = ASL_TYPE_MISSING
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

/// The types of one symbol of several, as in `(oa)`: there `a` makes no array of other values.
constexpr uint16_t choiceTypesOf(char symbol) {
  return symbol == 'a' ? typeArray | typeMissing : typesOf(symbol);
}

/// The text of a signature, as a template's argument.
template <size_t Size> struct SignatureText {
  char text[Size];
  consteval SignatureText(const char (&from)[Size]) { std::copy_n(from, Size, text); }
};

struct Parameters {
  uint32_t count;
  std::array<asl_parameter, 8> items;
};

/// Reads `<s-nn?:s>` while the runtime itself is compiled.
consteval Parameters readSignature(std::string_view text) {
  Parameters result{};
  auto &[count, items] = result;
  for (size_t at = 1; at < text.size() && text[at] != ':' && text[at] != '>'; ++at) {
    char symbol = text[at];
    if (symbol == '-') {
      items[count - 1].context = items[count - 1].optional = 1;
    } else if (symbol == '?') {
      items[count - 1].optional = 1;
    } else if (symbol == '+') {
      items[count - 1].variadic = 1;
    } else if (symbol == '<') {
      items[count - 1].subtype_name = static_cast<uint8_t>(text[at + 1]);
      items[count - 1].subtype = uint16_t(typesOf(text[at + 1]) & ~typeMissing);
      at = text.find('>', at);
    } else if (symbol == '(') {
      uint16_t types = typeMissing;
      for (++at; text[at] != ')'; ++at)
        types |= choiceTypesOf(text[at]);
      items[count++].types = types;
    } else {
      items[count].types = typesOf(symbol);
      items[count++].is_array = symbol == 'a';
    }
  }
  return result;
}

template <SignatureText Text> inline constexpr Parameters parametersOf = readSignature(Text.text);
template <SignatureText Text>
inline constexpr Signature signatureOf{parametersOf<Text>.count, parametersOf<Text>.items.data()};

/// Whether each argument has its parameter's type and none is missing, so that `validate` would
/// return the arguments unchanged.
bool fitAsTheyAre(const Signature &signature, const Value *arguments, uint32_t count);

/// Prepares the arguments for the function: inserts the context item and wraps values in arrays
/// where the signature asks for it. Returns ASL_NULL, or the error T0410, T0411 or T0412.
Value validate(Heap &heap, const Signature &signature, Value context, const Value *arguments,
               uint32_t count, std::vector<Value> &validated);

} // namespace asl::jsonata
