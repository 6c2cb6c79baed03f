// The values that two shapes have in common.
#include "compiler/analysis/shape/shape.h"

#include <algorithm>

namespace aslc::analysis {

namespace {

using Arrays = std::shared_ptr<const ArrayFacts>;
using Objects = std::shared_ptr<const ObjectFacts>;

/// The elements of arrays of exactly `count`, which are described one by one in `arrays` or are all
/// the same.
std::vector<Shape> elementsOf(const ArrayFacts &arrays, size_t count) {
  return arrays.elements.empty() ? std::vector<Shape>(count, arrays.element) : arrays.elements;
}

/// Null when no array is described by both.
Arrays meetOf(const ArrayFacts &a, const ArrayFacts &b) {
  ArrayFacts facts;
  facts.least = std::max(a.least, b.least);
  facts.most = std::min(a.most, b.most);
  facts.knownEmpty = facts.least == 0 && a.isKnownEmpty() && b.isKnownEmpty();
  if (facts.least > facts.most)
    return nullptr;
  if (a.elements.empty() && b.elements.empty()) {
    facts.element = meet(a.element, b.element);
    if (facts.element.isNothing())
      facts.most = 0;
    return facts.least > facts.most ? nullptr : std::make_shared<ArrayFacts>(std::move(facts));
  }
  size_t count = std::max(a.elements.size(), b.elements.size());
  std::vector<Shape> left = elementsOf(a, count), right = elementsOf(b, count);
  for (size_t i = 0; i < count; ++i) {
    facts.elements.push_back(meet(left[i], right[i]));
    if (facts.elements.back().isNothing())
      return nullptr;
  }
  return std::make_shared<ArrayFacts>(std::move(facts));
}

/// Null when no object is described by both.
Objects meetOf(const ObjectFacts &a, const ObjectFacts &b) {
  ObjectFacts facts;
  facts.rest = meet(a.rest, b.rest);
  facts.isTested = a.isTested || b.isTested;
  auto add = [&](std::string_view key, const Shape &left, const Shape &right) {
    facts.members.emplace_back(key, meet(left, right));
  };
  for (const auto &[key, member] : a.members) {
    const Shape *other = b.find(key);
    add(key, member, other ? *other : b.rest);
  }
  for (const auto &[key, member] : b.members)
    if (!a.find(key))
      add(key, a.rest, member);
  std::sort(facts.members.begin(), facts.members.end(),
            [](const auto &x, const auto &y) { return x.first < y.first; });
  for (const auto &[key, member] : facts.members)
    if (member.isNothing())
      return nullptr;
  return std::make_shared<ObjectFacts>(std::move(facts));
}

} // namespace

Shape meet(const Shape &a, const Shape &b) {
  Shape shape;
  Kinds both = a.possible() & b.possible(), impossible = 0;
  shape.known = (a.known | b.known) & both;
  shape.open = Kinds(both & ~shape.known);
  shape.isSequence = a.isSequence && b.isSequence;
  shape.isPromised = a.isPromised && b.isPromised;
  // What only one side knows of a kind holds for what they have in common.
  auto take = [&](Kinds kind, const auto &ofA, const auto &ofB, auto &taken, auto common) {
    if (!(both & kind))
      return;
    taken = !ofA ? ofB : !ofB ? ofA : common();
    if (ofA && ofB && !taken)
      impossible |= kind;
  };
  take(Kind::Number, a.numbers, b.numbers, shape.numbers,
       [&] { return numbersWhere(a, Order::Equal, b).numbers; });
  take(Kind::Text, a.texts, b.texts, shape.texts, [&] {
    return a.texts->isListed ? textsWhere(b, Order::Equal, a).texts
                             : textsWhere(a, Order::Equal, b).texts;
  });
  take(Kind::Array, a.arrays, b.arrays, shape.arrays, [&] { return meetOf(*a.arrays, *b.arrays); });
  take(Kind::Object, a.objects, b.objects, shape.objects,
       [&] { return meetOf(*a.objects, *b.objects); });
  return impossible ? shape.without(impossible) : shape;
}

} // namespace aslc::analysis
