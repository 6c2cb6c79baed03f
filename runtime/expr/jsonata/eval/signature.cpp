// Matching arguments against a signature, as the reference's regular expression over their types
// does.
#include "runtime/expr/jsonata/eval/signature.h"

namespace asl::jsonata {

namespace {

/// By tag.
constexpr uint16_t types[16] = {typeMissing, typeNull,   typeBoolean, typeBoolean,
                                typeNumber,  typeNumber, typeNumber,  typeString,
                                typeArray,   typeObject, typeFunction};
static_assert(types[ASL_UNDEFINED] == typeMissing && types[ASL_TRUE] == typeBoolean &&
              types[ASL_INTEGER] == typeNumber && types[ASL_DECIMAL] == typeNumber &&
              types[ASL_FUNCTION] == typeFunction);

uint16_t typeOf(Value value) { return types[value.tag]; }

/// The greedy search of a regular expression. What has failed once is not tried again, so the time
/// is bounded by parameters times arguments squared.
class ArgumentMatcher {
public:
  /// Of the first `end` parameters; `whole`: all arguments must be taken.
  ArgumentMatcher(const Signature &signature, uint32_t end, bool whole, const Value *arguments,
                  uint32_t count)
      : taken(end), signature_(signature), end_(end), whole_(whole), arguments_(arguments),
        count_(count), failed_(size_t(end) * (count + 1)) {}

  bool match() { return match(0, 0); }

  std::vector<uint32_t> taken; ///< arguments, by parameter
  uint32_t reached = 0;        ///< arguments taken in all

private:
  /// Takes arguments for the parameters from `at` on, the first of them `from`.
  bool match(uint32_t at, uint32_t from) {
    if (at == end_) {
      reached = from;
      return !whole_ || from == count_;
    }
    if (failed_[size_t(at) * (count_ + 1) + from])
      return false;
    const asl_parameter &parameter = signature_.parameters[at];
    uint32_t most = 0, bound = parameter.variadic ? count_ - from : 1;
    while (most < bound && from + most < count_ &&
           (typeOf(arguments_[from + most]) & parameter.types))
      ++most;
    uint32_t least = parameter.optional ? 0 : 1;
    for (uint32_t take = most + 1; take-- > least;) {
      taken[at] = take;
      if (match(at + 1, from + take))
        return true;
    }
    failed_[size_t(at) * (count_ + 1) + from] = true;
    return false;
  }

  const Signature &signature_;
  uint32_t end_;
  bool whole_;
  const Value *arguments_;
  uint32_t count_;
  std::vector<bool> failed_; ///< by parameter and argument
};

Value mismatch(Heap &heap, const Signature &signature, const Value *arguments, uint32_t count) {
  uint32_t good = 0;
  for (uint32_t end = 1; end <= signature.count; ++end) {
    ArgumentMatcher matcher(signature, end, false, arguments, count);
    if (!matcher.match())
      break;
    good = matcher.reached;
  }
  return fail(heap, "T0410",
              {.value = good < count ? arguments[good] : undefined(), .index = good + 1});
}

std::string_view plural(char type) {
  switch (type) {
  case 'a':
    return "arrays";
  case 'b':
    return "booleans";
  case 'f':
    return "functions";
  case 'n':
    return "numbers";
  case 'o':
    return "objects";
  default:
    return "strings";
  }
}

bool itemsFit(const asl_parameter &parameter, Value argument) {
  if (!parameter.subtype)
    return true;
  if (!isArray(argument))
    return typeOf(argument) & parameter.subtype;
  for (uint32_t i = 0; i < length(argument); ++i)
    if (!(typeOf(item(argument, i)) & parameter.subtype))
      return false;
  return true;
}

} // namespace

bool fitAsTheyAre(const Signature &signature, const Value *arguments, uint32_t count) {
  if (count > signature.count)
    return false;
  for (uint32_t i = 0; i < count; ++i) {
    const asl_parameter &parameter = signature.parameters[i];
    Value argument = arguments[i];
    if (parameter.variadic || !(typeOf(argument) & parameter.types))
      return false;
    if (parameter.is_array && !isUndefined(argument) &&
        !(isArray(argument) && itemsFit(parameter, argument)))
      return false;
  }
  for (uint32_t i = count; i < signature.count; ++i)
    if (!signature.parameters[i].optional || signature.parameters[i].context)
      return false;
  return true;
}

Value validate(Heap &heap, const Signature &signature, Value context, const Value *arguments,
               uint32_t count, std::vector<Value> &validated) {
  ArgumentMatcher matcher(signature, signature.count, true, arguments, count);
  if (!matcher.match())
    return mismatch(heap, signature, arguments, count);
  uint32_t next = 0;
  for (uint32_t i = 0; i < signature.count; ++i) {
    const asl_parameter &parameter = signature.parameters[i];
    if (matcher.taken[i] == 0) {
      if (!parameter.context) {
        // As the reference: an absent argument takes the place of the next one all the same.
        validated.push_back(next < count ? arguments[next] : undefined());
        ++next;
        continue;
      }
      if (!(typeOf(context) & parameter.types))
        return fail(heap, "T0411", {.value = context, .index = next + 1});
      validated.push_back(context);
      continue;
    }
    for (uint32_t taken = 0; taken < matcher.taken[i]; ++taken, ++next) {
      Value argument = next < count ? arguments[next] : undefined();
      if (parameter.is_array && !isUndefined(argument)) {
        if (!itemsFit(parameter, argument)) {
          std::string_view type = plural(static_cast<char>(parameter.subtype_name));
          return fail(heap, "T0412", {.value = argument, .type = type, .index = next + 1});
        }
        argument = arrayOf(heap, argument);
      }
      validated.push_back(argument);
    }
  }
  return null();
}

} // namespace asl::jsonata
