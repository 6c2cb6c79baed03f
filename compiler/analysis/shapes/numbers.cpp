// Fields with a number that is an expression or a path: what the number must be.
#include "compiler/analysis/shapes/flow.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <cmath>

namespace aslc::analysis {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Such as `a whole number from 1 to 262144`.
std::string takenBy(const NumberField &field) {
  std::string text = field.isWhole ? "a whole number from " : "a number from ";
  text += std::to_string(static_cast<int64_t>(field.least));
  if (field.most < infinity)
    text += " to " + std::to_string(static_cast<int64_t>(field.most));
  return text;
}

/// The number that a field in JSONPath makes of a text.
std::optional<double> numberIn(std::string_view text, const NumberField &field) {
  if (!field.isWhole)
    return asl::parseNumber<double>(text);
  if (text.starts_with('+'))
    text.remove_prefix(1);
  auto whole = asl::parseNumber<int64_t>(text);
  return whole ? std::optional(static_cast<double>(*whole)) : std::nullopt;
}

/// The number in a text that a JSONPath field gets; nothing() when no possible text is a number.
Shape numberOfText(const Shape &value, const NumberField &field) {
  if (!value.texts || !value.texts->isListed)
    return Shape::of(Kind::Number);
  Shape number = Shape::nothing();
  for (const std::string &text : value.texts->values)
    if (auto each = numberIn(text, field))
      number = join(number, Shape::number(*each));
  return number;
}

} // namespace

std::string numberText(double number) {
  constexpr double longest = 1e15;
  return number == std::floor(number) && std::abs(number) < longest
             ? std::to_string(static_cast<int64_t>(number))
             : asl::shortestText(number);
}

Shape StateVisit::quantity(const ast::Quantity &quantity, const Shape &document, Kinds expected) {
  if (!quantity.expression)
    return Shape::number(quantity.constant);
  if (!quantity.isPath())
    return evaluateResult(evaluation_, *quantity.expression, scope_, expected);
  Shape value = evaluateExpression(evaluation_, *quantity.expression, document, scope_);
  if (!value.isNothing() && value.known && !value.may(expected))
    problems_.add(
        {.kind = diag::Kind::ValueType,
         .range = evaluation_.part(*quantity.expression, 0, quantity.expression->text.size()),
         .message = "this field takes " + describeKinds(expected) + ", but `" +
                    quantity.expression->text + "` is " + describe(value)});
  return value;
}

/// The numbers that the field gets. In JSONPath a text is read as a number.
Shape StateVisit::numberField(const ast::Quantity &quantity, const Shape &document,
                              const NumberField &field) {
  if (!quantity.isPath()) {
    Shape value = this->quantity(quantity, document, Kind::Number);
    checkRange(quantity, value, field);
    return value;
  }
  Shape value = evaluateExpression(evaluation_, *quantity.expression, document, scope_);
  Shape numbers = value.only(Kind::Number);
  if (Shape texts = value.only(Kind::Text); !texts.isNothing()) {
    Shape read = numberOfText(texts, field);
    numbers = join(numbers, value.known & Kind::Text ? read : read.asOpen());
  }
  if (value.known && numbers.isNothing())
    problems_.add(
        {.kind = diag::Kind::ValueType,
         .range = evaluation_.part(*quantity.expression, 0, quantity.expression->text.size()),
         .message = "this field takes a number, but `" + quantity.expression->text + "` is " +
                    describe(value)});
  if (value.isOnly(Kind::Number | Kind::Text) && value.known)
    checkRange(quantity, numbers, field);
  return numbers.isNothing() ? Shape::of(Kind::Number) : numbers;
}

/// Reports when the field takes none of the possible numbers.
void StateVisit::checkRange(const ast::Quantity &quantity, const Shape &value,
                            const NumberField &field) {
  if (!quantity.expression || !value.isOnly(Kind::Number) || !value.known || !value.numbers)
    return;
  const NumberFacts &number = *value.numbers;
  bool isFraction = field.isWhole && std::ceil(number.low) > std::floor(number.high);
  if (!isFraction && number.high >= field.least && number.low <= field.most)
    return;
  std::string given = numberText(number.low);
  if (!number.isConstant())
    given = isFraction                  ? "no whole number"
            : number.high < field.least ? "at most " + numberText(number.high)
                                        : "at least " + given;
  source::Range range = evaluation_.part(*quantity.expression, 0, quantity.expression->text.size());
  if (field.kind == diag::Kind::OutOfRange)
    problems_.add({.kind = field.kind,
                   .range = range,
                   .message = std::string(field.name),
                   .detail = given,
                   .expected = takenBy(field)});
  else
    problems_.add({.kind = field.kind,
                   .range = range,
                   .message = "`" + std::string(field.name) + "` is " + given + ", which is not " +
                              takenBy(field)});
}

} // namespace aslc::analysis
