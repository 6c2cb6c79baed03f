// Functions of JSONata's library on shapes: what they give, and arguments that make them fail. See
// https://docs.jsonata.org/string-functions and the pages after it.
#include "compiler/analysis/evaluate/jsonata.h"

#include "compiler/analysis/evaluate/constant_call.h"
#include "compiler/analysis/evaluate/jsonata_results.h"
#include "compiler/analysis/evaluate/text.h"
#include "compiler/expr/jsonata/check.h"
#include "runtime/expr/jsonata/library/library.h"

#include <algorithm>
#include <cmath>

namespace aslc::analysis {

using NodeKind = jsonata::NodeKind;

namespace {

/// What a function gives that is not looked at further. `strict`: nothing for nothing.
struct Result {
  std::string_view name;
  Kinds kinds;
  bool strict = false;
};

constexpr Result results[] = {{"abs", Kind::Number, true},
                              {"average", Kind::Number, true},
                              {"base64decode", Kind::Text, true},
                              {"base64encode", Kind::Text, true},
                              {"ceil", Kind::Number, true},
                              {"contains", Boolean, true},
                              {"count", Kind::Number},
                              {"decodeUrl", Kind::Text, true},
                              {"decodeUrlComponent", Kind::Text, true},
                              {"encodeUrl", Kind::Text, true},
                              {"encodeUrlComponent", Kind::Text, true},
                              {"floor", Kind::Number, true},
                              {"formatBase", Kind::Text, true},
                              {"formatInteger", Kind::Text, true},
                              {"formatNumber", Kind::Text, true},
                              {"fromMillis", Kind::Text, true},
                              {"hash", Kind::Text, true},
                              {"join", Kind::Text, true},
                              {"length", Kind::Number, true},
                              {"lowercase", Kind::Text, true},
                              {"max", Kind::Number, true},
                              {"millis", Kind::Number},
                              {"min", Kind::Number, true},
                              {"now", Kind::Text},
                              {"number", Kind::Number, true},
                              {"pad", Kind::Text, true},
                              {"parseInteger", Kind::Number, true},
                              {"power", Kind::Number, true},
                              {"random", Kind::Number},
                              {"replace", Kind::Text, true},
                              {"round", Kind::Number, true},
                              {"sqrt", Kind::Number, true},
                              {"string", Kind::Text, true},
                              {"substring", Kind::Text, true},
                              {"substringAfter", Kind::Text, true},
                              {"substringBefore", Kind::Text, true},
                              {"sum", Kind::Number, true},
                              {"toMillis", Kind::Number, true},
                              {"trim", Kind::Text, true},
                              {"uppercase", Kind::Text, true},
                              {"uuid", Kind::Text}};

const Result *findResult(std::string_view name) {
  for (const Result &result : results)
    if (result.name == name)
      return &result;
  return nullptr;
}

Kinds kindsOfTypes(uint16_t types) {
  using namespace asl::jsonata;
  Kinds kinds = 0;
  kinds |= types & typeString ? Kind::Text : 0;
  kinds |= types & typeNumber ? Kind::Number : 0;
  kinds |= types & typeBoolean ? Boolean : Kinds(0);
  kinds |= types & typeNull ? Kind::Null : 0;
  kinds |= types & typeArray ? Kind::Array : 0;
  kinds |= types & typeObject ? Kind::Object : 0;
  kinds |= types & typeFunction ? Kind::Function : 0;
  return kinds;
}

/// Whether the parameters from `first` on may take the arguments, where the context item may stand
/// in for the first.
bool mayTake(std::span<const asl_parameter> parameters, std::span<const Shape> arguments) {
  if (parameters.empty())
    return arguments.empty();
  const asl_parameter &first = parameters.front();
  if (first.optional && mayTake(parameters.subspan(1), arguments))
    return true;
  if (arguments.empty() || !arguments.front().may(kindsOfTypes(first.types) | Kind::Missing))
    return false;
  return mayTake(parameters.subspan(1), arguments.subspan(1));
}

/// Whether every argument is meant for the parameter at its own place: enough of them are given, so
/// that the context item stands in for none.
bool isPositional(const asl_signature &signature, size_t arguments) {
  if (arguments > signature.count)
    return false;
  size_t needed = 0;
  bool hasContext = false;
  for (size_t i = 0; i < signature.count; ++i) {
    const asl_parameter &each = signature.parameters[i];
    if (each.variadic)
      return false;
    hasContext |= each.context != 0;
    needed += each.context || !each.optional;
  }
  return !hasContext || arguments >= needed;
}

/// Whether what is in an array is of `kinds`: each element of it may be.
bool elementsMayBe(const Shape &array, Kinds kinds) {
  if (array.isOnly(Kind::Array) && array.arrays && !array.arrays->elements.empty())
    return std::all_of(array.arrays->elements.begin(), array.arrays->elements.end(),
                       [&](const Shape &each) { return each.may(kinds); });
  Sequence items = itemsOf(array);
  return items.item.isNothing() || items.item.may(kinds);
}

/// Whether a function gives nothing for an empty list.
bool givesNothingOfEmpty(std::string_view name) {
  return name == "average" || name == "max" || name == "min";
}

/// Whether a text has a digit: every number and every timestamp has one.
bool hasDigit(std::string_view text) { return text.find_first_of("0123456789") != text.npos; }

/// Why a function fails with this constant text as its only argument; empty when it may not.
std::string whyFails(std::string_view name, std::string_view text) {
  if (name == "number" && !hasDigit(text))
    return "`" + std::string(text) + "` is not a number";
  if (name == "toMillis" && !hasDigit(text))
    return "`" + std::string(text) + "` is not a timestamp";
  return name == "parse" ? whyNoJson(text) : "";
}

} // namespace

bool isStrictCall(const jsonata::Node &call, bool hasFirst) {
  if (call.kind != NodeKind::Call || call.procedure->kind != NodeKind::Variable)
    return false;
  std::string_view name = call.procedure->text;
  constexpr std::string_view others[] = {"boolean", "distinct", "keys",    "lookup", "match",
                                         "not",     "parse",    "reverse", "split",  "type"};
  const Result *result = findResult(name);
  const asl::jsonata::LibraryFunction *found = asl::jsonata::findLibrary(name);
  size_t arguments = call.items.size() + hasFirst;
  return found && arguments > 0 && isPositional(found->signature, arguments) &&
         ((result && result->strict) ||
          std::find(std::begin(others), std::end(others), name) != std::end(others));
}

/// Reports arguments that do not fit. False when the call gives nothing at most: the context item,
/// which is missing, stands in for the first one.
bool JsonataEvaluator::checkArguments(const Node &node, std::string_view name,
                                      std::vector<Shape> &arguments, const Shape &item) {
  const asl::jsonata::LibraryFunction *found = asl::jsonata::findLibrary(name);
  if (!found || !isPositional(found->signature, arguments.size()))
    return true;
  bool mayGive = true;
  // Where the context item may stand in, the call gives nothing instead of failing.
  std::span parameters(found->signature.parameters, found->signature.count);
  bool isSure = !parameters.empty() && (!parameters[0].context || !mayTake(parameters, arguments));
  for (size_t i = 0; i < arguments.size(); ++i) {
    const asl_parameter &parameter = parameters[i];
    Kinds expected = kindsOfTypes(parameter.types);
    Shape given = arguments[i].without(Kind::Missing);
    if (given.isNothing())
      continue;
    bool fits = given.may(expected);
    if (fits && parameter.is_array && parameter.subtype)
      fits = elementsMayBe(given, kindsOfTypes(parameter.subtype));
    if (fits)
      continue;
    std::string expectedText =
        parameter.is_array && parameter.subtype
            ? "an array whose elements are each " + describeKinds(kindsOfTypes(parameter.subtype))
            : describeKinds(expected);
    // No element of an empty array is of the wrong kind.
    bool mayBeEmpty = parameter.is_array && given.may(Kind::Array) && given.length().first == 0;
    Sequence items = itemsOf(given);
    std::string givenText = given.isOnly(Kind::Array) && parameter.subtype
                                ? "an array of which each element is " + describe(items.item)
                                : describe(given);
    report(node, diag::Kind::ValueType,
           "`$" + std::string(name) + "` takes " + expectedText + " as argument " +
               std::to_string(i + 1) + ", but here it is " + givenText,
           isSure && given.known && !arguments[i].may(Kind::Missing) && !mayBeEmpty);
    if (!isSure && item.isOnly(Kind::Missing) && evaluation_.problems.isActive())
      absent_.cause = Problem{.kind = diag::Kind::ValueType, .range = rangeOfNode(node)};
    mayGive &= isSure || !item.isOnly(Kind::Missing) || !given.known || given.open ||
               arguments[i].may(Kind::Missing);
    arguments[i] = Shape::unknown();
  }
  if (arguments.size() == 1)
    if (auto text = arguments[0].constantText())
      if (std::string why = whyFails(name, *text); !why.empty())
        report(node, diag::Kind::ValueType, "`$" + std::string(name) + "` fails: " + why);
  return mayGive;
}

/// `$merge` of a list in brackets. What may be something else than an object, such as the whole
/// input, is an object of any members when the call does not fail.
Shape JsonataEvaluator::mergedList(const Node &list, const Shape &item) {
  Silent one(*this, scope_);
  std::vector<Shape> objects;
  for (const auto &each : list.items) {
    Shape value = one.evaluator.evaluate(*each, item);
    objects.push_back(value.isOnly(Kind::Object) ? std::move(value)
                                                 : Shape::object({}, Shape::unknown()));
  }
  return mergedOf(Shape::tuple(std::move(objects)));
}

/// Nothing, and why.
Shape JsonataEvaluator::nothingOf(std::string_view why) {
  if (evaluation_.problems.isActive())
    absent_.text = ": " + std::string(why);
  return Shape::missing();
}

/// `$range`, which gives nothing unless it has two bounds and a step.
Shape JsonataEvaluator::rangeWithStep(const std::vector<Shape> &arguments) {
  if (arguments.size() < 3)
    return nothingOf("`$range` takes a first number, a last one and a step");
  auto whole = [&](size_t index) -> std::optional<double> {
    auto number = arguments[index].constantNumber();
    return number ? std::optional(std::trunc(*number)) : std::nullopt;
  };
  auto first = whole(0), last = whole(1), step = whole(2);
  if (step && *step == 0)
    return nothingOf("the step of `$range` is 0");
  if (!first || !last || !step)
    return Shape::unknown();
  constexpr double mostItems = 360145;
  double count = std::floor((*last - *first) / *step) + 1;
  if (count <= 0)
    return nothingOf("no step of `$range` leads from its first number to its last one");
  if (!(count <= mostItems))
    return Shape::unknown();
  auto items = static_cast<uint64_t>(count);
  return valueOf(
      {Shape::number(std::min(*first, *last), std::max(*first, *last)), items, items, false});
}

/// `$partition`.
Shape JsonataEvaluator::partitioned(const Node &node, const Shape &list, const Shape &size) {
  noteEmpty(list);
  auto number = size.constantNumber();
  if (!number || std::trunc(*number) >= 0)
    return partsOf(list, size);
  report(node, diag::Kind::ValueType, "the size of a part of `$partition` is above 0",
         itemsOf(list).least > 0);
  return Shape::unknown();
}

/// What a function gives of which only the kinds are known. `strict`: nothing for nothing.
Shape JsonataEvaluator::ofKinds(std::string_view name, Kinds kinds, bool strict,
                                const Shape &first) {
  Shape value = Shape::of(kinds);
  if (givesNothingOfEmpty(name) && first.may(Kind::Array)) {
    if (first.isOnly(Kind::Array) && first.length().second == 0)
      return nothingOf("the list is empty");
    noteEmpty(first);
    if (first.length().first == 0)
      value = join(value, nothingOfEmpty(first));
  }
  if (!strict || !first.may(Kind::Missing))
    return value;
  return first.isOnly(Kind::Missing) ? first : join(value, first.only(Kind::Missing));
}

Shape JsonataEvaluator::library(const Node &node, std::string_view name,
                                std::vector<Shape> &arguments, const Shape &item) {
  if (!checkArguments(node, name, arguments, item))
    return Shape::missing();
  const Shape *first = arguments.empty() ? nullptr : &arguments[0];
  if (name == "range")
    return rangeWithStep(arguments);
  if (!first && name == "keys" && item.isOnly(Kind::Missing))
    return nothingOf("`$keys` has no argument, and there is no context item");
  if (!first)
    return findResult(name) ? Shape::of(findResult(name)->kinds) : Shape::unknown();
  if (name == "exists") {
    bool may = first->may(Kinds(~Kind::Missing));
    return Shape::of(Kinds((may ? Kind::True : 0) | (first->mayBeAbsent() ? Kind::False : 0)));
  }
  if (name == "not" || name == "boolean") {
    bool negates = name == "not";
    Shape given = first->without(Kind::Missing);
    Shape value = Shape::of(Kinds((mayBeTrue(given) ? (negates ? Kind::False : Kind::True) : 0) |
                                  (mayBeFalse(given) ? (negates ? Kind::True : Kind::False) : 0)));
    return join(value, first->only(Kind::Missing));
  }
  if (name == "type")
    return typeNames(*first);
  if (name == "count")
    return countOf(*first);
  if (name == "merge" && node.items.size() == 1 && node.items[0]->kind == NodeKind::Array &&
      node.items[0]->predicates.empty() && !node.items[0]->items.empty())
    return mergedList(*node.items[0], item);
  if (name == "merge")
    return first->isOnly(Kind::Missing) ? *first : mergedOf(*first);
  if (name == "lookup" && arguments.size() == 2 && first->may(Json))
    if (auto found = lookupAny(*first, arguments[1]))
      return *std::move(found);
  if (name == "keys")
    return keysOf(*first);
  if (name == "zip")
    return zipOf(arguments);
  if (name == "spread")
    return spreadOf(*first);
  if (name == "partition" && arguments.size() == 2)
    return partitioned(node, *first, arguments[1]);
  if (name == "match" && arguments.size() > 1)
    return matchesIn(*first, node.items.size() > 1 && node.items[1]->kind == NodeKind::Regex);
  if (name == "split")
    return first->isOnly(Kind::Missing) ? *first : Shape::array(Shape::of(Kind::Text));
  if (name == "append" && arguments.size() == 2)
    return appendedOf(*first, arguments[1]);
  if (name == "reverse" || name == "shuffle")
    return first->isOnly(Kind::Missing) ? *first : asArray(*first);
  if (name == "distinct")
    return distinctOf(*first);
  if (const Result *result = findResult(name))
    return ofKinds(name, result->kinds, result->strict, *first);
  return Shape::unknown();
}

std::vector<Shape> JsonataEvaluator::argumentsOf(const Node &node, const Shape &item,
                                                 const Node *first) {
  std::vector<Shape> arguments;
  if (first)
    arguments.push_back(evaluate(*first, item));
  for (const auto &argument : node.items)
    arguments.push_back(argument->kind == NodeKind::Lambda && !argument->thunk
                            ? Shape::of(Kind::Function)
                            : evaluate(*argument, item));
  return arguments;
}

/// A call of what a variable holds.
Shape JsonataEvaluator::callValue(const Node &node, const Shape &callee) {
  if (callee.known && !callee.may(Kind::Function | Kind::Missing))
    report(node, diag::Kind::ValueType,
           "`$" + node.procedure->text + "` is called, but it is " + describe(callee));
  return Shape::unknown();
}

/// The call with constants, where every argument is one: it is made here as it would be at run
/// time.
std::optional<Shape> JsonataEvaluator::constantCall(const Node &node, std::string_view name,
                                                    const std::vector<Shape> &arguments,
                                                    const Shape &item) {
  std::optional<CallResult> result;
  auto text = [&](size_t index) {
    return index < arguments.size() ? arguments[index].constantText() : std::nullopt;
  };
  size_t picture = name == "now" ? 0 : 1;
  if ((name == "now" || name == "fromMillis") && text(picture) &&
      (arguments.size() == picture + 1 || text(picture + 1)))
    result = formatUnknownTime(*text(picture), text(picture + 1).value_or(""));
  if (auto known = callWithConstants(name, arguments, !item.isOnly(Kind::Missing)))
    result = std::move(known);
  if (!result)
    return std::nullopt;
  if (!result->failure.empty()) {
    report(node, diag::Kind::ValueType, "`$" + std::string(name) + "` fails: " + result->failure,
           name != "fromMillis" || !arguments[0].may(Kind::Missing));
    return Shape::unknown();
  }
  return result->value.isNothing() ? std::nullopt : std::optional(std::move(result->value));
}

Shape JsonataEvaluator::callLibrary(const Node &node, const Shape &item, const Node *first,
                                    std::vector<Shape> &arguments) {
  std::string_view name = node.procedure->text;
  if (auto bad = jsonata::findBadCall(node, first)) {
    bool isCount = bad->kind == jsonata::Problem::Kind::ArgumentCount;
    reportWarned(isCount ? diag::Kind::JsonataArguments : diag::Kind::JsonataArgumentType,
                 bad->begin, bad->end);
    return Shape::unknown();
  }
  constexpr std::string_view callers[] = {"map",    "filter", "single", "sort",
                                          "reduce", "each",   "sift"};
  if (std::find(std::begin(callers), std::end(callers), name) != std::end(callers))
    return higherOrder(node, name, arguments);
  std::vector<Shape> given = arguments;
  Shape value = library(node, name, arguments, item);
  auto constant = constantCall(node, name, given, item);
  return constant ? *std::move(constant) : value;
}

Shape JsonataEvaluator::call(const Node &node, const Shape &item, const Node *first) {
  std::vector<Shape> arguments = argumentsOf(node, item, first);
  const Node &procedure = *node.procedure;
  if (procedure.kind == NodeKind::Lambda)
    return applied(procedure, std::move(arguments));
  if (procedure.kind != NodeKind::Variable || !procedure.predicates.empty())
    return Shape::unknown();
  std::string_view name = procedure.text;
  if (auto lambda = lambdas_.find(name); lambda != lambdas_.end())
    return applied(*lambda->second, std::move(arguments));
  if (auto local = locals_.find(name); local != locals_.end())
    return callValue(node, local->second);
  if (const Shape *value = scope_.variables.find(name))
    return callValue(node, *value);
  if (jsonata::findLibraryFunction(name))
    return callLibrary(node, item, first, arguments);
  reportWarned(diag::Kind::JsonataUnknownFunction, procedure.begin, procedure.position,
               "$" + std::string(name));
  return Shape::unknown();
}

} // namespace aslc::analysis
