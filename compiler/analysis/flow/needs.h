// Values without which a state fails.
#pragma once

#include "compiler/analysis/flow/sources.h"
#include "compiler/sema/condition.h"

#include <compare>
#include <optional>
#include <string>
#include <vector>

namespace aslc::analysis::flow {

/// A place that expressions of both languages read.
struct Place {
  enum class Root : uint8_t {
    Input,     ///< of the state: `$`, `$states.input`
    Execution, ///< `$$.Execution.Input`, `$states.context.Execution.Input`
    Variable
  };
  Root root = Root::Input;
  std::string variable; ///< Root::Variable
  DataPath names;       ///< not empty

  auto operator<=>(const Place &) const = default;
};

/// The place of an expression that is only a path of names; nullopt for any other.
std::optional<Place> placeOf(const ast::Expression &expression);
/// The place that a test is about.
std::optional<Place> placeOf(const sema::Condition &test);
/// The place as an expression of this language spells it.
std::string spelling(const Place &place, bool isJsonata);

struct Need {
  Place place;
  const ast::Expression *reader;
};

/// The values that a state reads when it is entered, except the tests of a Choice.
std::vector<Need> needsOf(const ast::State &state);

} // namespace aslc::analysis::flow
