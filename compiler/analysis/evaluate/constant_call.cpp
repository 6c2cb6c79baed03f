#include "compiler/analysis/evaluate/constant_call.h"

#include "runtime/expr/jsonata/eval/evaluation.h"
#include "runtime/expr/jsonata/library/library.h"
#include "runtime/expr/time.h"
#include "runtime/value/heap.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace aslc::analysis {

namespace {

/// Longer arrays and texts are not worth the time.
constexpr size_t mostElements = 64;
constexpr size_t mostBytes = 4096;
/// `$pad` and its like make texts as long as a number says.
constexpr double mostWidth = 1000;

/// Functions that do not always give the same, and those that are called in order to fail.
constexpr std::array<std::string_view, 9> excluded = {"assert", "error", "eval",    "millis", "now",
                                                      "random", "range", "shuffle", "uuid"};

std::optional<asl::Value> valueOf(asl::Heap &heap, const Shape &shape) {
  if (!shape.known || shape.open)
    return std::nullopt;
  if (auto text = shape.constantText())
    return text->size() <= mostBytes ? std::optional(heap.string(*text)) : std::nullopt;
  if (auto number = shape.constantNumber())
    return asl::jsonata::fromDouble(*number);
  switch (shape.known) {
  case Kind::Missing:
    return asl::undefined();
  case Kind::Null:
    return asl::null();
  case Kind::True:
  case Kind::False:
    return asl::boolean(shape.known == Kind::True);
  default:
    break;
  }
  bool isTuple = shape.isOnly(Kind::Array) && !shape.isSequence && shape.arrays &&
                 !shape.arrays->elements.empty() && shape.arrays->elements.size() <= mostElements;
  if (!isTuple)
    return std::nullopt;
  asl_array *array = heap.rawArray(shape.arrays->elements.size());
  for (size_t i = 0; i < shape.arrays->elements.size(); ++i) {
    auto element = valueOf(heap, shape.arrays->elements[i]);
    if (!element || asl::isUndefined(*element))
      return std::nullopt;
    array->items[i] = *element;
  }
  return heap.finish(array);
}

/// Scalars only: whether an array would be a sequence is not known of a shape.
Shape shapeOf(asl::Value value) {
  if (asl::isUndefined(value))
    return Shape::missing();
  if (asl::isString(value))
    return asl::text(value).size() <= mostBytes ? Shape::text(std::string(asl::text(value)))
                                                : Shape::nothing();
  if (asl::isNumber(value))
    return std::isfinite(asl::toDouble(value)) ? Shape::number(asl::toDouble(value))
                                               : Shape::nothing();
  if (value.tag == ASL_TRUE || value.tag == ASL_FALSE)
    return Shape::boolean(value.tag == ASL_TRUE);
  return Shape::nothing();
}

/// The message of an error without its code: `D3030: Unable to cast value` as `unable to ...`.
std::string messageOf(const asl_error &error) {
  std::string text(asl::isString(error.cause) ? asl::text(error.cause) : std::string_view());
  size_t colon = text.find(": ");
  if (colon != text.npos && colon < 6)
    text.erase(0, colon + 2);
  if (text.size() > 1 && std::islower(static_cast<unsigned char>(text[1])) != 0)
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

CallResult call(asl::Heap &heap, const asl::jsonata::LibraryFunction &function,
                const std::vector<asl::Value> &arguments) {
  asl::jsonata::Evaluation &evaluation = asl::jsonata::Evaluation::of(heap);
  evaluation.begin(heap);
  asl::Value value = asl::jsonata::callLibrary(heap, function, asl::undefined(), arguments.data(),
                                               static_cast<uint32_t>(arguments.size()));
  evaluation.end();
  if (asl::isError(value))
    return {Shape::nothing(), messageOf(*value.error)};
  return {shapeOf(value), {}};
}

} // namespace

std::optional<CallResult> callWithConstants(std::string_view name,
                                            const std::vector<Shape> &arguments, bool hasContext) {
  const asl::jsonata::LibraryFunction *function = asl::jsonata::findLibrary(name);
  if (!function || std::find(excluded.begin(), excluded.end(), name) != excluded.end())
    return std::nullopt;
  asl::Heap heap(nullptr, 1);
  std::vector<asl::Value> values;
  for (const Shape &argument : arguments) {
    auto value = valueOf(heap, argument);
    bool isWide = name == "pad" && values.size() == 1 && argument.constantNumber() &&
                  std::abs(*argument.constantNumber()) > mostWidth;
    if (!value || isWide)
      return std::nullopt;
    values.push_back(*value);
  }
  if (hasContext && !asl::jsonata::fitAsTheyAre(function->signature, values.data(),
                                                static_cast<uint32_t>(values.size())))
    return std::nullopt;
  return call(heap, *function, values);
}

CallResult formatUnknownTime(std::string_view picture, std::string_view timezone) {
  // 2002-02-02T02:02:02.002Z and 2033-11-22T11:44:55.777Z: numbers of one and of two digits. Where
  // neither is a timestamp, no time is.
  constexpr std::array<double, 2> samples = {1012615322002, 2016271495777};
  const asl::jsonata::LibraryFunction *function = asl::jsonata::findLibrary("fromMillis");
  asl::Heap heap(nullptr, 1);
  bool mayBeTime = false;
  for (double sample : samples) {
    std::vector<asl::Value> values{asl::jsonata::fromDouble(sample), heap.string(picture)};
    if (!timezone.empty())
      values.push_back(heap.string(timezone));
    CallResult result = call(heap, *function, values);
    auto text = result.value.constantText();
    if (!result.failure.empty() || !text)
      return result;
    mayBeTime |= asl::parseTimestamp(*text).has_value();
  }
  CallResult result{Shape::of(Kind::Text), {}};
  if (!mayBeTime) {
    TextFacts facts;
    facts.picture = picture;
    result.value.texts = std::make_shared<TextFacts>(std::move(facts));
  }
  return result;
}

} // namespace aslc::analysis
