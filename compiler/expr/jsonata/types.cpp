// Types of expressions that are known from their text, matched against the signatures of the
// library.
#include "compiler/expr/jsonata/types.h"

#include "runtime/expr/jsonata/library/library.h"

#include <algorithm>

namespace aslc::jsonata {

namespace {

using asl::jsonata::TypeBit;

constexpr uint16_t anything = 0xFF;

uint16_t typesOfBinary(const Node &node) {
  std::string_view op = node.text;
  if (op == "&")
    return TypeBit::typeString;
  if (op == "=" || op == "!=" || op == "and" || op == "or" || op == "in")
    return TypeBit::typeBoolean;
  if (op == "..")
    return anything;
  // Undefined when a side is undefined.
  uint16_t missing = (possibleTypes(*node.lhs) | possibleTypes(*node.rhs)) & TypeBit::typeMissing;
  bool compares = op == "<" || op == "<=" || op == ">" || op == ">=";
  return missing | (compares ? TypeBit::typeBoolean : TypeBit::typeNumber);
}

constexpr std::pair<TypeBit, std::string_view> names[] = {
    {TypeBit::typeString, "a string"},    {TypeBit::typeNumber, "a number"},
    {TypeBit::typeBoolean, "a boolean"},  {TypeBit::typeNull, "null"},
    {TypeBit::typeArray, "an array"},     {TypeBit::typeObject, "an object"},
    {TypeBit::typeFunction, "a function"}};

/// `a string or a number`, without mentioning that it may be missing.
std::string describe(uint16_t types) {
  std::string text;
  for (auto [bit, name] : names)
    if (types & bit)
      text += (text.empty() ? "" : " or ") + std::string(name);
  return text;
}

/// Whether a parameter declares the type of the items of its array: `a<s>`, unlike `f<s:o>`.
bool saysItems(const asl_parameter &parameter) {
  return parameter.subtype && (parameter.types & TypeBit::typeArray);
}

std::string describe(const asl_parameter &parameter) {
  if (!saysItems(parameter))
    return describe(parameter.types);
  std::string items = describe(parameter.subtype);
  return "an array of " + items.substr(items.find(' ') + 1) + "s";
}

/// Whether `item` may be an item of an array of the type that `parameter` declares, `a<s>`.
bool mayBeItem(const asl_parameter &parameter, const Node &item) {
  return possibleTypes(item) & (parameter.subtype | TypeBit::typeMissing | TypeBit::typeArray);
}

/// The description of an argument of the wrong type: `a number`, `an array with a number`.
std::string misfit(const asl_parameter &parameter, const Node &argument) {
  std::string given = describe(possibleTypes(argument));
  if (possibleTypes(argument) != TypeBit::typeArray)
    return given;
  for (const NodePtr &item : argument.items)
    if (!mayBeItem(parameter, *item))
      return given + " with " + describe(possibleTypes(*item));
  return given;
}

/// Whether an argument may have the type of the parameter.
bool mayFit(const asl_parameter &parameter, const Node &argument) {
  uint16_t types = possibleTypes(argument);
  if (!(types & parameter.types))
    return false;
  // A value that is not an array is wrapped in one.
  if (!saysItems(parameter) || (types & TypeBit::typeMissing))
    return true;
  if (types != TypeBit::typeArray)
    return types & (parameter.subtype | TypeBit::typeArray);
  return std::all_of(argument.items.begin(), argument.items.end(),
                     [&](const NodePtr &item) { return mayBeItem(parameter, *item); });
}

/// Tries every way in which the run time may match arguments with parameters.
struct Matcher {
  const asl_signature &signature;
  std::span<const Node *const> arguments;
  size_t reached = 0;   ///< arguments that fit, in the way that went farthest
  uint32_t stopped = 0; ///< the parameter that took no more there

  bool match(uint32_t at, size_t from) {
    if (from > reached) {
      reached = from;
      stopped = at;
    }
    if (at == signature.count)
      return from == arguments.size();
    const asl_parameter &parameter = signature.parameters[at];
    if (parameter.optional && match(at + 1, from))
      return true;
    size_t most = parameter.variadic ? arguments.size() : std::min(from + 1, arguments.size());
    for (size_t to = from; to < most; ++to) {
      if (!mayFit(parameter, *arguments[to]))
        return false;
      if (match(at + 1, to + 1))
        return true;
    }
    return false;
  }
};

/// How many arguments are needed where no context item stands in for one.
ptrdiff_t neededArguments(const asl_signature &signature) {
  std::span parameters(signature.parameters, signature.count);
  return std::count_if(parameters.begin(), parameters.end(),
                       [](const asl_parameter &each) { return !each.optional || each.context; });
}

} // namespace

uint16_t possibleTypes(const Node &node) {
  if (!node.predicates.empty() || node.group)
    return anything;
  switch (node.kind) {
  case NodeKind::String:
    return TypeBit::typeString;
  case NodeKind::Number:
    return TypeBit::typeNumber;
  case NodeKind::Boolean:
    return TypeBit::typeBoolean;
  case NodeKind::Null:
    return TypeBit::typeNull;
  case NodeKind::Array:
    return TypeBit::typeArray;
  case NodeKind::Object:
    return TypeBit::typeObject;
  case NodeKind::Negate:
    return TypeBit::typeNumber | (possibleTypes(*node.lhs) & TypeBit::typeMissing);
  case NodeKind::Regex:
  case NodeKind::Transform:
  case NodeKind::Partial:
    return TypeBit::typeFunction;
  case NodeKind::Lambda:
    return node.thunk ? anything : uint16_t(TypeBit::typeFunction);
  case NodeKind::Binary:
    return typesOfBinary(node);
  default:
    return anything;
  }
}

std::optional<BadArgument> findBadArgument(std::string_view function,
                                           std::span<const Node *const> arguments) {
  const asl::jsonata::LibraryFunction *found = asl::jsonata::findLibrary(function);
  if (!found)
    return std::nullopt;
  Matcher matcher{found->signature, arguments};
  if (matcher.match(0, 0))
    return std::nullopt;
  if (matcher.reached == arguments.size()) {
    auto needed = static_cast<unsigned>(neededArguments(found->signature));
    return needed > arguments.size() ? std::optional(BadArgument{needed, {}, {}}) : std::nullopt;
  }
  if (matcher.stopped >= found->signature.count)
    return std::nullopt;
  const asl_parameter &parameter = found->signature.parameters[matcher.stopped];
  return BadArgument{static_cast<unsigned>(matcher.reached + 1),
                     misfit(parameter, *arguments[matcher.reached]), describe(parameter)};
}

} // namespace aslc::jsonata
