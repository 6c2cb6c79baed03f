// Comparisons.
#include "compiler/witness/evaluate.h"

#include <algorithm>
#include <cmath>

namespace aslc::witness {

namespace {

Order mirrored(Order order) {
  switch (order) {
  case Order::Less:
    return Order::Greater;
  case Order::LessEqual:
    return Order::GreaterEqual;
  case Order::Greater:
    return Order::Less;
  case Order::GreaterEqual:
    return Order::LessEqual;
  default:
    return order;
  }
}

Order opposite(Order order) {
  switch (order) {
  case Order::Less:
    return Order::GreaterEqual;
  case Order::LessEqual:
    return Order::Greater;
  case Order::Greater:
    return Order::LessEqual;
  default:
    return Order::Less;
  }
}

bool holds(const Json &left, Order order, const Json &right) {
  if (order == Order::Equal)
    return left == right;
  if (typeOf(left) != typeOf(right))
    return false;
  switch (order) {
  case Order::Less:
    return left < right;
  case Order::LessEqual:
    return left <= right;
  case Order::Greater:
    return left > right;
  default:
    return left >= right;
  }
}

bool askText(Hole &hole, Order order, const std::string &text) {
  switch (order) {
  case Order::Less:
    return !text.empty() && hole.ask(Json(""));
  case Order::Greater:
    return hole.ask(Json(text + "x"));
  default:
    return hole.ask(Json(text));
  }
}

bool askNumber(Hole &hole, Order order, double number) {
  if (!hole.ask(Hole::Type::Number))
    return false;
  if (order == Order::Greater || order == Order::GreaterEqual)
    hole.least = std::max(hole.least, order == Order::Greater ? std::floor(number) + 1 : number);
  else
    hole.most = std::min(hole.most, order == Order::Less ? std::ceil(number) - 1 : number);
  return hole.least <= hole.most;
}

bool askHole(Hole &hole, Order order, const Json &other, bool wanted) {
  if (hole.isAbsent)
    return !wanted;
  if (hole.value)
    return holds(*hole.value, order, other) == wanted;
  if (order == Order::Equal)
    return wanted ? hole.ask(other)
                  : hole.askNot(other) && (other.is_null() || hole.type != Hole::Type::Any ||
                                           hole.ask(typeOf(other)));
  if (!wanted)
    order = opposite(order);
  if (other.is_number())
    return askNumber(hole, order, other.get<double>());
  return other.is_string() && askText(hole, order, other.get<std::string>());
}

} // namespace

bool askOrder(const Value &left, Order order, const Value &right, bool wanted) {
  auto first = left.decided(), second = right.decided();
  if (first && second)
    return holds(*first, order, *second) == wanted;
  if (left.kind == Value::Kind::Open && second)
    return askHole(*left.hole, order, *second, wanted);
  if (right.kind == Value::Kind::Open && first)
    return askHole(*right.hole, mirrored(order), *first, wanted);
  if (left.kind == Value::Kind::Open && right.kind == Value::Kind::Open &&
      left.hole != right.hole) {
    bool isText = left.hole->type == Hole::Type::Text || right.hole->type == Hole::Type::Text;
    Json middle = isText ? Json("m") : Json(5);
    return right.hole->ask(middle) && askHole(*left.hole, order, middle, wanted);
  }
  if (left.isMissing() || right.isMissing())
    return !wanted;
  return true;
}

} // namespace aslc::witness
