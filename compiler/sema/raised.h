// Which errors a state can fail with.
#pragma once

#include "compiler/ast/machine.h"

#include <optional>
#include <string>
#include <string_view>

namespace aslc::sema {

/// Why an error of this name can never come from `state`.
struct NeverRaised {
  std::string what;   ///< what does not raise it: "`dynamodb:putItem`", "a state in JSONata"
  std::string reason; ///< a hint, or empty
  std::string meant;  ///< the name that was probably meant, or empty
};

/// Returns nullopt when the error is possible or nothing certain is known: functions, activities
/// and tasks that wait for their token may raise any name. `state` is a Task, Parallel or Map.
std::optional<NeverRaised> neverRaised(const ast::State &state, std::string_view name);

} // namespace aslc::sema
