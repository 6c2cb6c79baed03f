// How much JSON text a value needs at least and at most.
#include "compiler/analysis/shape/shape.h"

#include <algorithm>
#include <cmath>

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
  if (facts.found.bytes)
    return facts.found.bytes;
  uint64_t bytes = 2;
  for (const auto &[key, member] : facts.members)
    if (!member.may(Kind::Missing) && !member.isNothing())
      bytes += key.size() + 4 + leastBytes(member);
  return facts.found.bytes = bytes == 2 ? 2 : bytes - 1;
}

uint64_t mostOfText(const TextFacts &facts) {
  if (!facts.isListed)
    return Shape::unbounded;
  uint64_t most = 0;
  // A character is at most an escape of six bytes.
  for (const std::string &value : facts.values)
    most = std::max<uint64_t>(most, 2 + 6 * value.size());
  return most;
}

uint64_t mostOfArray(const ArrayFacts &facts) {
  uint64_t bytes = 2;
  for (const Shape &element : facts.elements)
    bytes = plus(bytes, plus(mostBytes(element), 1));
  if (!facts.elements.empty() || facts.most == 0)
    return bytes;
  return facts.most == Shape::unbounded
             ? facts.most
             : plus(bytes, times(facts.most, plus(mostBytes(facts.element), 1)));
}

uint64_t mostOfObject(const ObjectFacts &facts) {
  if (!facts.rest.isOnly(Kind::Missing))
    return Shape::unbounded;
  uint64_t bytes = 2;
  for (const auto &[key, member] : facts.members)
    bytes = plus(bytes, plus(6 * key.size() + 4, mostBytes(member)));
  return bytes;
}

} // namespace

int64_t elementIndex(double number) {
  constexpr double most = 1e15;
  return static_cast<int64_t>(std::fmax(-most, std::fmin(std::floor(number), most)));
}

uint64_t plus(uint64_t a, uint64_t b) {
  return a > Shape::unbounded - b ? Shape::unbounded : a + b;
}

uint64_t times(uint64_t a, uint64_t b) {
  if (a == 0 || b == 0)
    return 0;
  return a > Shape::unbounded / b ? Shape::unbounded : a * b;
}

uint64_t mostBytes(const Shape &shape) {
  constexpr uint64_t longestNumber = 32;
  uint64_t most = 0;
  auto take = [&](Kinds kinds, auto bytes) {
    if (shape.may(kinds))
      most = std::max<uint64_t>(most, bytes());
  };
  take(Kind::Null | Boolean, [] { return 5; });
  take(Kind::Number, [] { return longestNumber; });
  take(Kind::Text, [&] { return shape.texts ? mostOfText(*shape.texts) : Shape::unbounded; });
  take(Kind::Array, [&] { return shape.arrays ? mostOfArray(*shape.arrays) : Shape::unbounded; });
  take(Kind::Object,
       [&] { return shape.objects ? mostOfObject(*shape.objects) : Shape::unbounded; });
  return most;
}

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
