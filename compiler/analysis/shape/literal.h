// Shapes of what is written: JSON of a definition, and JSON Schema.
#pragma once

#include "compiler/analysis/shape/shape.h"
#include "compiler/source/tree.h"

namespace aslc::analysis {

/// Exactly the value of `node`.
Shape shapeOf(const source::Node &node);

/// The number that `node` is.
double numberOf(const source::Node &node);

/// With this keyword of ours an array of a schema has any number of items, of which nobody knows
/// whether it may be 0.
inline constexpr std::string_view uncountedKeyword = "x-aslc-uncounted";

/// The values that a JSON Schema (2020-12) allows, or more: `docs/verification.md` lists the
/// keywords that are followed. What it does not know allows any value. A member that `properties`
/// does not name may be absent. `schema` must outlive the shape.
Shape shapeOfSchema(const source::Node &schema);

/// The part of a JSON Schema that a `$ref` in it names, as `#/$defs/Name`; null for any other.
const source::Node *partOfSchema(const source::Node &root, std::string_view reference);

} // namespace aslc::analysis
