// Infers a JSON Schema of inputs from samples.
#pragma once

#include "compiler/source/tree.h"

#include <memory>
#include <span>
#include <string>

namespace aslc::tool {

/// Inputs like `samples`: a value has the types that it has in some of them. A member that not all
/// of them have may be absent, and so may be any member that none of them has. What texts and
/// numbers there are, and how many items an array has, the samples do not say.
std::string schemaOfSamples(std::span<const source::Node *const> samples);

} // namespace aslc::tool
