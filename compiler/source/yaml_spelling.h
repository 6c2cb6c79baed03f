// Where each part of a YAML scalar's value was written.
#pragma once

#include "compiler/source/decoded.h"

#include <yaml.h>

namespace aslc::source {

/// `value` (what libyaml made of the scalar) with the places of its parts in `text`, where the
/// scalar stands at `range` without its anchor and tag. Where its spelling is beyond us, all of
/// `value` stands for all of `range`.
Decoded spellScalar(std::string_view text, Range range, yaml_scalar_style_t style,
                    std::string_view value);

} // namespace aslc::source
