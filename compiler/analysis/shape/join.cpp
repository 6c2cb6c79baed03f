// The union of two shapes, and unions that end.
#include "compiler/analysis/shape/shape.h"

#include <algorithm>

namespace aslc::analysis {

namespace {

/// Deeper parts of a union are not described.
constexpr unsigned deepest = 8;
/// A union of more constants is any text.
constexpr size_t mostValues = 32;

struct Joiner {
  bool widening = false;

  Shape join(const Shape &a, const Shape &b, unsigned depth) const;

private:
  using Numbers = std::shared_ptr<const NumberFacts>;
  using Texts = std::shared_ptr<const TextFacts>;
  using Arrays = std::shared_ptr<const ArrayFacts>;
  using Objects = std::shared_ptr<const ObjectFacts>;

  Numbers join(const Numbers &a, const Numbers &b) const;
  Texts join(const Texts &a, const Texts &b) const;
  Arrays join(const Arrays &a, const Arrays &b, unsigned depth) const;
  Objects join(const Objects &a, const Objects &b, unsigned depth) const;
};

template <typename T> std::vector<T> common(const std::vector<T> &a, const std::vector<T> &b) {
  std::vector<T> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

Joiner::Numbers Joiner::join(const Numbers &a, const Numbers &b) const {
  if (!a || !b)
    return nullptr;
  if (a == b || *a == *b)
    return a;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  NumberFacts facts;
  bool aLower = a->low < b->low || (a->low == b->low && !a->lowOpen);
  facts.low = aLower ? a->low : b->low;
  facts.lowOpen = aLower ? a->lowOpen : b->lowOpen;
  bool aHigher = a->high > b->high || (a->high == b->high && !a->highOpen);
  facts.high = aHigher ? a->high : b->high;
  facts.highOpen = aHigher ? a->highOpen : b->highOpen;
  facts.excluded = common(a->excluded, b->excluded);
  if (widening && (b->low < a->low))
    facts.low = -infinity, facts.lowOpen = false;
  if (widening && (b->high > a->high))
    facts.high = infinity, facts.highOpen = false;
  if (facts.low == -infinity && facts.high == infinity && facts.excluded.empty())
    return nullptr;
  return std::make_shared<NumberFacts>(std::move(facts));
}

Joiner::Texts Joiner::join(const Texts &a, const Texts &b) const {
  if (!a || !b)
    return nullptr;
  if (a == b || *a == *b)
    return a;
  TextFacts facts;
  facts.leastBytes = std::min(a->leastBytes, b->leastBytes);
  facts.neverTime = a->neverTime && b->neverTime;
  if (a->picture == b->picture)
    facts.picture = a->picture;
  if (a->isListed && b->isListed) {
    std::set_union(a->values.begin(), a->values.end(), b->values.begin(), b->values.end(),
                   std::back_inserter(facts.values));
    facts.isListed = facts.values.size() <= mostValues && !(widening && facts.values != a->values);
    if (!facts.isListed)
      facts.values.clear();
  } else if (!a->isListed && !b->isListed) {
    facts.excluded = common(a->excluded, b->excluded);
  } else {
    const TextFacts &listed = a->isListed ? *a : *b, &other = a->isListed ? *b : *a;
    std::set_difference(other.excluded.begin(), other.excluded.end(), listed.values.begin(),
                        listed.values.end(), std::back_inserter(facts.excluded));
  }
  return std::make_shared<TextFacts>(std::move(facts));
}

Joiner::Arrays Joiner::join(const Arrays &a, const Arrays &b, unsigned depth) const {
  if (!a || !b)
    return nullptr;
  if (a == b)
    return a;
  ArrayFacts facts;
  facts.least = std::min(a->least, b->least);
  facts.most = std::max(a->most, b->most);
  facts.knownEmpty = a->isKnownEmpty() && b->isKnownEmpty();
  if (!a->elements.empty() && a->elements.size() == b->elements.size()) {
    for (size_t i = 0; i < a->elements.size(); ++i)
      facts.elements.push_back(join(a->elements[i], b->elements[i], depth + 1));
    return std::make_shared<ArrayFacts>(std::move(facts));
  }
  if (widening && b->least < a->least)
    facts.least = 0;
  if (widening && b->most > a->most)
    facts.most = Shape::unbounded;
  facts.element = join(a->element, b->element, depth + 1);
  for (const ArrayFacts *side : {a.get(), b.get()})
    for (const Shape &element : side->elements)
      facts.element = join(facts.element, element, depth + 1);
  return std::make_shared<ArrayFacts>(std::move(facts));
}

Joiner::Objects Joiner::join(const Objects &a, const Objects &b, unsigned depth) const {
  if (!a || !b)
    return nullptr;
  if (a == b)
    return a;
  ObjectFacts facts;
  facts.rest = join(a->rest, b->rest, depth + 1);
  auto left = a->members.begin(), right = b->members.begin();
  while (left != a->members.end() || right != b->members.end()) {
    bool first =
        right == b->members.end() || (left != a->members.end() && left->first <= right->first);
    bool second =
        left == a->members.end() || (right != b->members.end() && right->first <= left->first);
    std::string_view key = first ? left->first : right->first;
    facts.members.emplace_back(
        key, join(first ? left->second : a->rest, second ? right->second : b->rest, depth + 1));
    left += first;
    right += second;
  }
  if (facts.members.size() > mostMembers)
    return nullptr;
  facts.isTested = a->isTested || b->isTested;
  facts.isOneForm = a->isOneForm || b->isOneForm;
  if (a->maker == b->maker && a->made == b->made) {
    facts.maker = a->maker;
    facts.made = a->made;
  }
  return std::make_shared<ObjectFacts>(std::move(facts));
}

Shape Joiner::join(const Shape &a, const Shape &b, unsigned depth) const {
  if (a.isNothing())
    return b;
  if (b.isNothing())
    return a;
  Shape shape;
  shape.known = a.known | b.known;
  shape.open = Kinds((a.open | b.open) & ~shape.known);
  shape.isSequence = a.isSequence || b.isSequence;
  shape.isPromised = a.isPromised || b.isPromised;
  // Facts hold for all values of their kind: those of a side that has none count for nothing.
  auto merge = [&](Kinds kind, const auto &ofA, const auto &ofB, auto both) {
    if (!a.may(kind))
      return ofB;
    return !b.may(kind) ? ofA : both(ofA, ofB);
  };
  shape.numbers = merge(Kind::Number, a.numbers, b.numbers,
                        [&](const Numbers &x, const Numbers &y) { return join(x, y); });
  shape.texts = merge(Kind::Text, a.texts, b.texts,
                      [&](const Texts &x, const Texts &y) { return join(x, y); });
  if (depth >= deepest)
    return shape;
  shape.arrays = merge(Kind::Array, a.arrays, b.arrays,
                       [&](const Arrays &x, const Arrays &y) { return join(x, y, depth); });
  shape.objects = merge(Kind::Object, a.objects, b.objects,
                        [&](const Objects &x, const Objects &y) { return join(x, y, depth); });
  return shape;
}

bool same(const Shape &a, const Shape &b);

bool same(const std::vector<Shape> &a, const std::vector<Shape> &b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Shape &x, const Shape &y) { return same(x, y); });
}

template <typename T, typename Compare>
bool sameFacts(const std::shared_ptr<const T> &a, const std::shared_ptr<const T> &b,
               Compare compare) {
  return a == b || (a && b && compare(*a, *b));
}

bool same(const Shape &a, const Shape &b) {
  return a.known == b.known && a.open == b.open && a.isSequence == b.isSequence &&
         a.isPromised == b.isPromised && sameFacts(a.numbers, b.numbers, std::equal_to<>()) &&
         sameFacts(a.texts, b.texts, std::equal_to<>()) &&
         sameFacts(a.arrays, b.arrays,
                   [](const ArrayFacts &x, const ArrayFacts &y) {
                     return x.least == y.least && x.most == y.most &&
                            x.knownEmpty == y.knownEmpty && same(x.element, y.element) &&
                            same(x.elements, y.elements);
                   }) &&
         sameFacts(a.objects, b.objects, [](const ObjectFacts &x, const ObjectFacts &y) {
           return x.isOneForm == y.isOneForm && same(x.rest, y.rest) &&
                  std::equal(x.members.begin(), x.members.end(), y.members.begin(), y.members.end(),
                             [](const auto &m, const auto &n) {
                               return m.first == n.first && same(m.second, n.second);
                             });
         });
}

} // namespace

Shape join(const Shape &a, const Shape &b) { return Joiner{}.join(a, b, 0); }
Shape widen(const Shape &before, const Shape &now) { return Joiner{true}.join(before, now, 0); }
bool operator==(const Shape &a, const Shape &b) { return same(a, b); }

} // namespace aslc::analysis
