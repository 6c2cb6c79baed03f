// Values that a comparison leaves.
#include "compiler/analysis/shape/shape.h"
#include "runtime/value/value.h"

#include <algorithm>

namespace aslc::analysis {

namespace {

/// More values that a comparison excluded are forgotten.
constexpr size_t mostExcluded = 16;

void limitBelow(NumberFacts &facts, double limit, bool open) {
  if (limit < facts.high || (limit == facts.high && open)) {
    facts.high = limit;
    facts.highOpen = open;
  }
}

void limitAbove(NumberFacts &facts, double limit, bool open) {
  if (limit > facts.low || (limit == facts.low && open)) {
    facts.low = limit;
    facts.lowOpen = open;
  }
}

/// Leaves out what lies outside of the bounds; a bound that is excluded is open.
void tidy(NumberFacts &facts) {
  auto isBound = [&](double value) {
    facts.lowOpen |= value == facts.low;
    facts.highOpen |= value == facts.high;
    return value <= facts.low || value >= facts.high;
  };
  std::erase_if(facts.excluded, isBound);
}

bool isEmpty(const NumberFacts &facts) {
  return facts.low > facts.high || (facts.low == facts.high && (facts.lowOpen || facts.highOpen));
}

void exclude(NumberFacts &facts, double value) {
  auto place = std::lower_bound(facts.excluded.begin(), facts.excluded.end(), value);
  if ((place == facts.excluded.end() || *place != value) && facts.excluded.size() < mostExcluded)
    facts.excluded.insert(place, value);
}

bool holds(std::string_view a, Order order, std::string_view b) {
  int sign = asl::compareText(a, b);
  switch (order) {
  case Order::Equal:
    return sign == 0;
  case Order::NotEqual:
    return sign != 0;
  case Order::Less:
    return sign < 0;
  case Order::LessOrEqual:
    return sign <= 0;
  case Order::Greater:
    return sign > 0;
  case Order::GreaterOrEqual:
    return sign >= 0;
  }
  return true;
}

Shape withTexts(Shape shape, TextFacts facts) {
  if (facts.isListed && facts.values.empty())
    return Shape::nothing();
  shape.texts = std::make_shared<TextFacts>(std::move(facts));
  return shape;
}

} // namespace

Order opposite(Order order) {
  switch (order) {
  case Order::Equal:
    return Order::NotEqual;
  case Order::NotEqual:
    return Order::Equal;
  case Order::Less:
    return Order::GreaterOrEqual;
  case Order::LessOrEqual:
    return Order::Greater;
  case Order::Greater:
    return Order::LessOrEqual;
  case Order::GreaterOrEqual:
    return Order::Less;
  }
  return order;
}

Order mirrored(Order order) {
  switch (order) {
  case Order::Less:
    return Order::Greater;
  case Order::LessOrEqual:
    return Order::GreaterOrEqual;
  case Order::Greater:
    return Order::Less;
  case Order::GreaterOrEqual:
    return Order::LessOrEqual;
  default:
    return order;
  }
}

Shape numbersWhere(const Shape &shape, Order order, const Shape &limits) {
  Shape result = shape.only(Kind::Number);
  if (result.isNothing() || !limits.may(Kind::Number))
    return Shape::nothing();
  NumberFacts facts = shape.numbers ? *shape.numbers : NumberFacts();
  NumberFacts limit = limits.numbers ? *limits.numbers : NumberFacts();
  switch (order) {
  case Order::Equal:
    limitBelow(facts, limit.high, limit.highOpen);
    limitAbove(facts, limit.low, limit.lowOpen);
    break;
  case Order::NotEqual:
    if (limit.isConstant())
      exclude(facts, limit.low);
    break;
  case Order::Less:
    limitBelow(facts, limit.high, true);
    break;
  case Order::LessOrEqual:
    limitBelow(facts, limit.high, limit.highOpen);
    break;
  case Order::Greater:
    limitAbove(facts, limit.low, true);
    break;
  case Order::GreaterOrEqual:
    limitAbove(facts, limit.low, limit.lowOpen);
    break;
  }
  tidy(facts);
  // A constant that is excluded was a bound: it is open on both sides now.
  if (isEmpty(facts))
    return Shape::nothing();
  result.numbers = std::make_shared<NumberFacts>(std::move(facts));
  return result;
}

Shape textsWhere(const Shape &shape, Order order, const Shape &limits) {
  Shape result = shape.only(Kind::Text);
  if (result.isNothing() || !limits.may(Kind::Text))
    return Shape::nothing();
  TextFacts facts = shape.texts ? *shape.texts : TextFacts();
  const TextFacts *limit = limits.texts && limits.texts->isListed ? limits.texts.get() : nullptr;
  if (!limit)
    return result;
  if (facts.isListed) {
    std::erase_if(facts.values, [&](const std::string &value) {
      return std::none_of(limit->values.begin(), limit->values.end(),
                          [&](const std::string &each) { return holds(value, order, each); });
    });
    return withTexts(std::move(result), std::move(facts));
  }
  if (order == Order::Equal) {
    TextFacts equal;
    equal.isListed = true;
    std::set_difference(limit->values.begin(), limit->values.end(), facts.excluded.begin(),
                        facts.excluded.end(), std::back_inserter(equal.values));
    return withTexts(std::move(result), std::move(equal));
  }
  if (order == Order::NotEqual && limit->values.size() == 1 &&
      facts.excluded.size() < 2 * mostExcluded) {
    auto place = std::lower_bound(facts.excluded.begin(), facts.excluded.end(), limit->values[0]);
    if (place == facts.excluded.end() || *place != limit->values[0])
      facts.excluded.insert(place, limit->values[0]);
    return withTexts(std::move(result), std::move(facts));
  }
  return result;
}

bool mayBeEqual(const Shape &a, const Shape &b) {
  Kinds both = a.possible() & b.possible();
  if (both & ~(Kind::Number | Kind::Text))
    return true;
  return ((both & Kind::Number) && !numbersWhere(a, Order::Equal, b).isNothing()) ||
         ((both & Kind::Text) && !textsWhere(a, Order::Equal, b).isNothing());
}

} // namespace aslc::analysis
