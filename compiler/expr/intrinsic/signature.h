// The intrinsic functions of the States Language: their names and what they take.
#pragma once

#include "compiler/expr/intrinsic/call.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace aslc::intrinsic {

/// The type that a literal argument must have. The value of a path or a call is not checked.
enum class ArgumentType : uint8_t { Any, String, Number, Boolean, Array, Object };

struct Signature {
  Function function;
  std::string_view name; ///< without `States.`
  uint32_t least;        ///< arguments
  uint32_t most;         ///< arguments; kUnbounded
  ArgumentType types[3]; ///< of the first three arguments; of later ones Any
};

inline constexpr uint32_t kUnbounded = ~0u;

const Signature &signatureOf(Function function);
const Signature *findSignature(std::string_view name);

} // namespace aslc::intrinsic
