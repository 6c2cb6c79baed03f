// Where each part of a YAML scalar's value was written.
#pragma once

#include "runtime/support/document/decoded.h"

#include <yaml.h>

namespace asl::document {

/// `value`, the scalar as libyaml decoded it, with the places of its parts in `text`. The scalar is
/// at `range`, without its anchor and tag. When the parts cannot be found, the whole of `value` has
/// the whole of `range` as its place.
Decoded spellScalar(std::string_view text, Range range, yaml_scalar_style_t style,
                    std::string_view value);

/// `range` of a node of `text`, without the anchor, tag and comments before its content.
Range withoutProperties(std::string_view text, Range range);

} // namespace asl::document
