// What is known of a scope by two ways, or by a condition.
#include "compiler/analysis/evaluate/scope.h"

#include <algorithm>

namespace aslc::analysis {

const std::shared_ptr<const Variables::Values> &Variables::none() {
  static const auto values = std::make_shared<const Values>();
  return values;
}

namespace {

bool isBefore(const std::pair<std::string_view, Shape> &value, std::string_view name) {
  return value.first < name;
}

Shape orMissing(Shape shape) {
  shape.known |= Kind::Missing;
  return shape;
}

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

const Shape *Variables::find(std::string_view name) const {
  auto found = std::lower_bound(values_->begin(), values_->end(), name, isBefore);
  return found != values_->end() && found->first == name ? &found->second : nullptr;
}

void Variables::set(std::string_view name, Shape shape) {
  auto values = std::make_shared<Values>(*values_);
  auto place = std::lower_bound(values->begin(), values->end(), name, isBefore);
  if (place != values->end() && place->first == name)
    place->second = std::move(shape);
  else
    values->emplace(place, name, std::move(shape));
  values_ = std::move(values);
}

Variables Variables::join(const Variables &a, const Variables &b,
                          Shape (*both)(const Shape &, const Shape &)) {
  if (a.values_ == b.values_)
    return a;
  auto values = std::make_shared<Values>();
  values->reserve(a.values_->size());
  auto left = a.begin(), right = b.begin();
  while (left != a.end() || right != b.end()) {
    if (right == b.end() || (left != a.end() && left->first < right->first)) {
      values->emplace_back(left->first, orMissing(left->second));
      ++left;
    } else if (left == a.end() || right->first < left->first) {
      values->emplace_back(right->first, orMissing(right->second));
      ++right;
    } else {
      values->emplace_back(left->first, left->second == right->second
                                            ? left->second
                                            : both(left->second, right->second));
      ++left, ++right;
    }
  }
  Variables result;
  result.values_ = std::move(values);
  return result == a ? a : result;
}

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
  if (tells) {
    auto facts = std::make_shared<ObjectFacts>(*object.objects);
    facts->isTested = true;
    object.objects = std::move(facts);
  }
  return join(object, others);
}

} // namespace aslc::analysis
