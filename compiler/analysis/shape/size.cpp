// How much JSON text a value needs at least.
#include "compiler/analysis/shape/shape.h"

#include <algorithm>

namespace aslc::analysis {

namespace {

uint64_t leastOfArray(const ArrayFacts &facts) {
  uint64_t bytes = 2;
  if (!facts.elements.empty()) {
    for (const Shape &element : facts.elements)
      bytes += leastBytes(element) + 1;
    return bytes - 1;
  }
  if (facts.least == 0)
    return bytes;
  // No array of a machine has more elements than bytes fit into a payload many times over.
  uint64_t count = std::min<uint64_t>(facts.least, 1u << 24);
  return bytes + count * (leastBytes(facts.element) + 1) - 1;
}

uint64_t leastOfObject(const ObjectFacts &facts) {
  if (facts.size.bytes)
    return facts.size.bytes;
  uint64_t bytes = 2;
  for (const auto &[key, member] : facts.members)
    if (!member.may(Kind::Missing) && !member.isNothing())
      bytes += key.size() + 4 + leastBytes(member);
  return facts.size.bytes = bytes == 2 ? 2 : bytes - 1;
}

} // namespace

uint64_t leastBytes(const Shape &shape) {
  uint64_t least = Shape::unbounded;
  auto take = [&](Kinds kinds, uint64_t bytes) {
    if (shape.may(kinds))
      least = std::min(least, bytes);
  };
  take(Kind::Missing, 0);
  take(Kind::Null | Kind::True, 4);
  take(Kind::False, 5);
  take(Kind::Number, 1);
  take(Kind::Text, 2 + (shape.texts ? shape.texts->leastBytes : 0));
  if (shape.may(Kind::Array))
    take(Kind::Array, shape.arrays ? leastOfArray(*shape.arrays) : 2);
  if (shape.may(Kind::Object))
    take(Kind::Object, shape.objects ? leastOfObject(*shape.objects) : 2);
  return least == Shape::unbounded ? 0 : least;
}

} // namespace aslc::analysis
