// What is known of a scope by two ways, or by a condition.
#include "compiler/analysis/evaluate/scope.h"

#include <algorithm>

namespace aslc::analysis {

namespace {

/// A member of a service's answer that tells how many elements another one has, and a third by
/// which such an answer is known.
struct Counted {
  std::string_view count, list, mark;
};
constexpr Counted countedMembers[] = {{"KeyCount", "Contents", "IsTruncated"},
                                      {"Count", "Items", "ScannedCount"}};

/// The object with what `count`, the member `key` of it, says of the list that it counts.
Shape withCounted(Shape object, std::string_view key, const Shape &count) {
  const auto *pair = std::find_if(std::begin(countedMembers), std::end(countedMembers),
                                  [&](const Counted &each) { return each.count == key; });
  if (pair == std::end(countedMembers) || !object.objects || !object.objects->find(pair->mark) ||
      !object.objects->find(pair->list) || !count.isOnly(Kind::Number) || !count.numbers)
    return object;
  const NumberFacts &number = *count.numbers;
  bool isNone = number.high <= 0;
  bool isSome =
      number.low > 0 || (number.low == 0 && number.lowOpen) ||
      std::find(number.excluded.begin(), number.excluded.end(), 0) != number.excluded.end();
  Shape list = object.member(pair->list);
  if (isNone && list.may(Kind::Missing))
    return object.with(pair->list, list.only(Kind::Missing));
  if (!isSome || !list.may(Kind::Array))
    return object;
  auto [least, most] = list.length();
  Shape element = list.anyElement();
  return object.with(pair->list,
                     Shape::array(std::move(element), std::max<uint64_t>(1, least), most));
}

} // namespace

Scope join(const Scope &a, const Scope &b) {
  if (a.input.isNothing())
    return b;
  if (b.input.isNothing())
    return a;
  Scope both = a;
  both.input = join(a.input, b.input);
  if (a.result && b.result)
    both.result = join(*a.result, *b.result);
  both.variables = Variables::join(a.variables, b.variables, join);
  return both;
}

Shape narrowed(const Shape &shape, std::span<const std::string_view> keys,
               const std::function<Shape(const Shape &)> &keep) {
  if (keys.empty())
    return keep(shape);
  Shape member = shape.member(keys.front());
  Shape left = narrowed(member, keys.subspan(1), keep);
  if (left.isNothing())
    return left;
  // A value that is not an object has no members. It agrees with the condition if a missing member
  // does.
  Shape others = left.may(Kind::Missing) ? shape.without(Kind::Object) : Shape::nothing();
  if (!shape.may(Kind::Object))
    return others;
  // Who tests for a member knows of objects without it.
  bool tells = (left.known & ~member.known) & Kind::Missing;
  Shape count = keys.size() == 1 ? left : Shape::nothing();
  Shape object = withCounted(shape.with(keys.front(), std::move(left)), keys.front(), count);
  if (tells && object.objects) { // of very many members nothing is kept
    auto facts = std::make_shared<ObjectFacts>(*object.objects);
    facts->isTested = true;
    object.objects = std::move(facts);
  }
  return join(object, others);
}

} // namespace aslc::analysis
