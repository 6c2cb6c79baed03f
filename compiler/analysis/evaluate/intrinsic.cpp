// Intrinsic functions on shapes: what they give, and arguments that make them fail. See
// https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
#include "compiler/analysis/evaluate/scope.h"
#include "compiler/analysis/evaluate/text.h"
#include "compiler/expr/intrinsic/signature.h"
#include "compiler/source/placeholder.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace aslc::analysis {

namespace {

using intrinsic::Function;

Kinds kindsOf(intrinsic::ArgumentType type) {
  switch (type) {
  case intrinsic::ArgumentType::String:
    return Kind::Text;
  case intrinsic::ArgumentType::Number:
    return Kind::Number;
  case intrinsic::ArgumentType::Boolean:
    return Boolean;
  case intrinsic::ArgumentType::Array:
    return Kind::Array;
  case intrinsic::ArgumentType::Object:
    return Kind::Object;
  case intrinsic::ArgumentType::Any:
    break;
  }
  return Json;
}

Shape lengthOf(const Shape &array) {
  auto [least, most] = array.length();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return Shape::number(static_cast<double>(least),
                       most == Shape::unbounded ? infinity : static_cast<double>(most));
}

/// `States.Format`: the pieces of the template with the arguments between them.
Shape formatted(const std::vector<Shape> &arguments) {
  auto pattern = arguments[0].constantText();
  if (!pattern)
    return Shape::of(Kind::Text);
  JoinedText text;
  size_t next = 1;
  for (size_t i = 0; i < pattern->size(); ++i) {
    if ((*pattern)[i] == '\\' && i + 1 < pattern->size() &&
        std::string_view("{}'\\").find((*pattern)[i + 1]) != std::string_view::npos) {
      text.append(pattern->substr(++i, 1));
    } else if (pattern->substr(i, 2) == "{}" && next < arguments.size()) {
      text.append(arguments[next++]);
      ++i;
    } else {
      text.append(pattern->substr(i, 1));
    }
  }
  return text.shape();
}

/// Whether a function rounds this argument to a whole number before it uses it.
bool isRounded(Function function, size_t index) {
  switch (function) {
  case Function::ArrayRange:
  case Function::MathAdd:
  case Function::MathRandom:
    return true;
  case Function::ArrayGetItem:
  case Function::ArrayPartition:
    return index == 1;
  default:
    return false;
  }
}

/// A number as such functions take it: halves are rounded up. Numbers beyond 2^53, of which
/// doubles cannot hold all, are treated as unknown.
Shape rounded(Shape argument) {
  constexpr double largest = 0x1p53;
  auto isLarge = [](double number) { return std::isfinite(number) && std::abs(number) > largest; };
  if (!argument.numbers)
    return argument;
  if (isLarge(argument.numbers->low) || isLarge(argument.numbers->high)) {
    argument.numbers = nullptr;
    return argument;
  }
  auto whole = [](double number) {
    double below = std::floor(number);
    return number - below >= 0.5 ? below + 1 : below;
  };
  argument.numbers =
      Shape::number(whole(argument.numbers->low), whole(argument.numbers->high)).numbers;
  return argument;
}

/// The number of elements of `States.ArrayRange`.
double lengthOfRange(double first, double last, double step) {
  return std::max(std::floor((last - first) / step) + 1, 0.0);
}

constexpr double mostOfRange = 1000;

/// `States.ArrayRange(first, last, step)`
Shape range(const std::vector<Shape> &arguments) {
  auto first = arguments[0].constantNumber(), last = arguments[1].constantNumber(),
       step = arguments[2].constantNumber();
  if (!first || !last || !step || *step == 0)
    return Shape::array(Shape::of(Kind::Number));
  double length = lengthOfRange(*first, *last, *step);
  if (!(length >= 1 && length <= mostOfRange))
    return Shape::array(Shape::of(Kind::Number));
  auto count = static_cast<uint64_t>(length);
  return Shape::array(Shape::number(std::min(*first, *last), std::max(*first, *last)), count,
                      count);
}

Shape sum(const Shape &a, const Shape &b) {
  if (!a.numbers || !b.numbers)
    return Shape::of(Kind::Number);
  return Shape::number(a.numbers->low + b.numbers->low, a.numbers->high + b.numbers->high);
}

Shape merged(const Shape &a, const Shape &b) {
  if (!a.objects || !b.objects || b.objects->rest.may(Json))
    return Shape::of(Kind::Object);
  Shape result = a.only(Kind::Object);
  for (const auto &[key, member] : b.objects->members)
    result = result.with(key, member.may(Kind::Missing)
                                  ? join(member.without(Kind::Missing), result.member(key))
                                  : member);
  return result;
}

Shape elementAt(const Shape &array, const Shape &index) {
  auto at = index.constantNumber();
  return at ? array.element(elementIndex(*at)).without(Kind::Missing) : array.anyElement().asOpen();
}

Shape resultOf(Function function, const std::vector<Shape> &arguments) {
  switch (function) {
  case Function::Format:
    return formatted(arguments);
  case Function::Array:
    return Shape::tuple(arguments);
  case Function::ArrayPartition:
    return Shape::array(Shape::array(arguments[0].anyElement(), 1));
  case Function::ArrayContains:
    return Shape::of(Boolean);
  case Function::ArrayRange:
    return range(arguments);
  case Function::ArrayGetItem:
    return elementAt(arguments[0], arguments[1]);
  case Function::ArrayLength:
    return lengthOf(arguments[0]);
  case Function::ArrayUnique:
    return Shape::array(arguments[0].anyElement(), arguments[0].length().first > 0 ? 1 : 0,
                        arguments[0].length().second);
  case Function::JsonMerge:
    return merged(arguments[0], arguments[1]);
  case Function::MathAdd:
    return sum(arguments[0], arguments[1]);
  case Function::MathRandom:
    return Shape::of(Kind::Number);
  case Function::StringSplit:
    return Shape::array(Shape::of(Kind::Text));
  case Function::Uuid:
    return Shape::textOfBytes(36);
  case Function::StringToJson:
    return Shape::any();
  case Function::JsonToString:
  case Function::Base64Encode:
  case Function::Base64Decode:
  case Function::Hash:
    return Shape::of(Kind::Text);
  }
  return Shape::any();
}

bool isBase64(unsigned char c) { return std::isalnum(c) || c == '+' || c == '/'; }

/// Why a call fails with arguments of the right types; empty when it may not.
std::string whyFails(Function function, const std::vector<Shape> &arguments) {
  auto number = [&](size_t index) { return arguments[index].constantNumber(); };
  switch (function) {
  case Function::ArrayGetItem: {
    uint64_t most = arguments[0].length().second;
    if (arguments[0].isOnly(Kind::Array) && number(1) && *number(1) >= static_cast<double>(most))
      return "the array has " + std::to_string(most) + " elements, and the first is number 0";
    return number(1) && *number(1) < 0 ? "an index is 0 or more" : "";
  }
  case Function::ArrayPartition:
    return number(1) && *number(1) < 1 ? "the size of a part is 1 or more" : "";
  case Function::ArrayRange: {
    auto first = number(0), last = number(1), step = number(2);
    if (step && *step == 0)
      return "the step is 0";
    if (first && last && step && lengthOfRange(*first, *last, *step) > mostOfRange)
      return "the range has more than 1,000 elements";
    return "";
  }
  case Function::MathRandom:
    return number(0) && number(1) && *number(0) >= *number(1)
               ? "the start must be smaller than the end"
               : "";
  case Function::JsonMerge:
    return arguments.size() > 2 && arguments[2].isOnly(Kind::True)
               ? "the third argument must be `false`"
               : "";
  case Function::Hash: {
    constexpr std::string_view names[] = {"MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"};
    auto name = arguments[1].constantText();
    return name && std::find(std::begin(names), std::end(names), *name) == std::end(names)
               ? "no algorithm is called `" + std::string(*name) + "`"
               : "";
  }
  case Function::Base64Decode: {
    auto text = arguments[0].constantText();
    return text && !text->empty() && !std::any_of(text->begin(), text->end(), isBase64)
               ? "`" + std::string(*text) + "` is not valid Base64"
               : "";
  }
  case Function::StringToJson:
    return arguments[0].constantText() ? whyInvalidJson(*arguments[0].constantText()) : "";
  default:
    return "";
  }
}

/// `States.Format` writes objects as Java does, which nobody reads.
void checkFormat(const Evaluation &evaluation, const ast::Expression &expression,
                 const intrinsic::Call &call, const std::vector<Shape> &arguments) {
  for (size_t i = 1; i < arguments.size(); ++i)
    if (arguments[i].isOnly(Kind::Object) && arguments[i].known)
      evaluation.problems.add(
          {.kind = diag::Kind::TextOfObject,
           .range = evaluation.part(expression, 0, expression.text.size()),
           .message = "`States.Format` takes texts, numbers and booleans, but `" +
                      call.arguments[i].text + "` is " + describe(arguments[i]),
           .hint = "`States.JsonToString` gives its JSON text"});
}

} // namespace

Shape evaluateCall(const Evaluation &evaluation, const ast::Expression &expression,
                   const intrinsic::Call &call, const Shape &document, const Scope &scope,
                   size_t offset) {
  const intrinsic::Signature &signature = intrinsic::signatureOf(call.function);
  std::vector<Shape> arguments;
  for (const intrinsic::Argument &argument : call.arguments) {
    Shape value = Shape::of(Kind::Null);
    if (const auto *path = std::get_if<jsonpath::Path>(&argument.value))
      value = evaluatePath(evaluation, expression, *path, document, scope, Absence::Fails,
                           offset + argument.offset);
    else if (const auto *nested = std::get_if<std::unique_ptr<intrinsic::Call>>(&argument.value))
      value =
          evaluateCall(evaluation, expression, **nested, document, scope, offset + argument.offset);
    else if (const auto *text = std::get_if<std::string>(&argument.value))
      value = source::holdsPlaceholder(*text) ? Shape::of(Kind::Text) : Shape::text(*text);
    else if (const auto *number = std::get_if<double>(&argument.value))
      value = Shape::number(*number);
    else if (const auto *boolean = std::get_if<bool>(&argument.value))
      value = Shape::boolean(*boolean);
    size_t index = arguments.size();
    Kinds expected = index < 3 ? kindsOf(signature.types[index]) : Kinds(Json);
    if (!value.isNothing() && !value.may(expected)) {
      evaluation.problems.add({.kind = diag::Kind::ValueType,
                               .range = evaluation.part(expression, 0, expression.text.size()),
                               .message = "`States." + std::string(signature.name) + "` takes " +
                                          describeKinds(expected) + " as argument " +
                                          std::to_string(index + 1) + ", but `" + argument.text +
                                          "` is " + describe(value)});
      value = Shape::of(expected);
    }
    arguments.push_back(isRounded(call.function, index) ? rounded(std::move(value))
                                                        : std::move(value));
  }
  if (std::string why = whyFails(call.function, arguments); !why.empty())
    evaluation.problems.add(
        {.kind = diag::Kind::ValueType,
         .range = evaluation.part(expression, 0, expression.text.size()),
         .message = "`States." + std::string(signature.name) + "` fails: " + why});
  if (call.function == Function::ArrayGetItem && arguments[0].isKnownEmpty() &&
      arguments[0].length().second > 0) {
    evaluation.problems.noteAbsence();
    evaluation.problems.add({.kind = diag::Kind::ValueType,
                             .range = evaluation.part(expression, 0, expression.text.size()),
                             .surely = false,
                             .message = "`States.ArrayGetItem` may fail: the array may be empty"});
  }
  if (call.function == Function::Format)
    checkFormat(evaluation, expression, call, arguments);
  return resultOf(call.function, arguments);
}

} // namespace aslc::analysis
