// The fields of states: one table for the rules of each type and for hints.
#pragma once

#include "compiler/parse/fields.h"

#include <optional>

namespace aslc::parse {

enum class StateType : uint8_t { Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map };

std::optional<StateType> stateTypeOf(std::string_view name);
std::string_view name(StateType type);

/// The fields that a state of this type may have, in either language.
std::span<const FieldRule> fieldsOf(StateType type);

/// The types that have a field of this name; empty when none has.
std::vector<std::string_view> typesWith(std::string_view field);

} // namespace aslc::parse
