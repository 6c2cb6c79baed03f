// What functions of JSONata's library give, by the shapes of their arguments: for this folder only.
#pragma once

#include "compiler/analysis/shape/shape.h"

#include <optional>
#include <string_view>
#include <vector>

namespace aslc::analysis {

/// `$type`.
Shape typeNames(const Shape &value);
/// `$count`.
Shape countOf(const Shape &value);
/// `$merge`: the members of all objects of an array; those of later ones win.
Shape mergedOf(const Shape &value);
/// `$keys` of an object, or of the objects of an array.
Shape keysOf(const Shape &value);
/// `$lookup`: the member `key` of one item, looked for in the items of arrays within it too.
Shape lookup(const Shape &item, std::string_view key);
/// The same for each text that `key` may be; nullopt when nobody knows them.
std::optional<Shape> lookupAny(const Shape &item, const Shape &key);
/// The nothing that a function gives for a list that may be empty.
Shape nothingOfEmpty(const Shape &list);
/// `$append`.
Shape appendedOf(const Shape &first, const Shape &second);
/// `$distinct`.
Shape distinctOf(const Shape &value);
/// `$zip`: arrays of one item of each list.
Shape zipOf(const std::vector<Shape> &lists);
/// What `$match` gives for a text. When a function is given instead of a regular expression, the
/// matches may have more members.
Shape matchesIn(const Shape &text, bool byRegex);
/// `$sift`: some of the members of an object, or nothing.
Shape siftedOf(const Shape &value);
/// `$spread`: objects of one member each.
Shape spreadOf(const Shape &value);
/// `$partition`: arrays of `size` items, of which the last may have fewer.
Shape partsOf(const Shape &value, const Shape &size);

} // namespace aslc::analysis
