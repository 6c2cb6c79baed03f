// Whether the request of a task contains its token.
#pragma once

#include "compiler/ast/machine.h"

#include <cstdint>

namespace aslc::sema {

enum class Carries : uint8_t { Never, Sometimes, Always };

struct TokenUse {
  Carries carries = Carries::Always;
  /// Sometimes: the field of the request that has the token on some ways only.
  const ast::Template *field = nullptr;
};

/// Whether what `state`, a Task, sends holds `$$.Task.Token`. `Always` also where that cannot be
/// seen.
TokenUse tokenIn(const ast::State &state);

} // namespace aslc::sema
