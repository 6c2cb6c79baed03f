// Where each part of a YAML scalar's value was written.
#pragma once

#include "runtime/support/document/decoded.h"

#include <yaml.h>

namespace asl::document {

/// `value` (what libyaml made of the scalar) with the places of its parts in `text`, where the
/// scalar stands at `range` without its anchor and tag. Where its spelling is not understood, all
/// of `value` has the place `range`.
Decoded spellScalar(std::string_view text, Range range, yaml_scalar_style_t style,
                    std::string_view value);

} // namespace asl::document
