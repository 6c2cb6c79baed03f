// Constraints and the texts about them.
//
// Everything that breaks a constraint of the model is a ValidationException. What AWS checks by
// rules of its own, and reports as InvalidName, InvalidArn, InvalidDefinition and others, is no
// constraint of the model: the model says nothing of the characters of names and ARNs, so that both
// kinds of checks never contend. The few places where the service differs from its model are
// `kExceptions`.
#include "runtime/api/constraints.h"

#include "runtime/dom/text.h"
#include "runtime/support/utf8.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <vector>

namespace asl::api {
namespace {

using model::Kind;
using model::kNone;
using model::Member;
using model::Shape;

constexpr size_t kMostViolations = 10;

/// Where the service is not as its model.
struct Exception {
  std::string_view shape, member; ///< `member` of the structure `shape`
  enum class What : uint8_t {
    AnyLength,    ///< there is no longest
    IsRequired,   ///< the model calls it optional
    CountsInBytes ///< the size is that of UTF-8, and said so
  } what;
};
constexpr Exception kExceptions[] = {
    // A result that is too large fails the task with States.DataLimitExceeded; the call succeeds.
    {"SendTaskSuccessInput", "output", Exception::What::AnyLength},
    // The model lets a tag be without key and value; the service refuses such tags.
    {"Tag", "key", Exception::What::IsRequired},
    {"Tag", "value", Exception::What::IsRequired},
};
/// Payloads: their limit is one of bytes.
constexpr std::string_view kPayloadShape = "SensitiveData";

bool isException(const Shape &shape, std::string_view member, Exception::What what) {
  return std::any_of(std::begin(kExceptions), std::end(kExceptions), [&](const Exception &each) {
    return each.shape == shape.name && each.member == member && each.what == what;
  });
}

/// The order in which AWS prints the values of an enumeration, where it is known and another than
/// that of the model.
std::string_view recordedValues(std::string_view shape) {
  if (shape == "ExecutionStatus")
    return "SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING";
  return {};
}

std::string join(const std::vector<std::string> &parts, std::string_view separator) {
  std::string result;
  for (size_t i = 0; i < parts.size(); ++i)
    result.append(i == 0 ? "" : separator).append(parts[i]);
  return result;
}

std::string numberText(const Json &value) {
  if (!value.is_number_float())
    return asl::dom::write(value);
  double number = value.get<double>();
  char text[64];
  auto [end, error] = std::to_chars(text, text + sizeof text, number);
  std::string result(text, end);
  // Java prints a fraction always.
  return result.find_first_of(".en") == result.npos ? result + ".0" : result;
}

/// A value as Java's toString prints it.
std::string valueText(const Json &value, const Shape &shape) {
  switch (shape.kind) {
  case Kind::List: {
    std::vector<std::string> items;
    for (const Json &item : value)
      items.push_back(valueText(item, model::shapeOf(shape.item)));
    return "[" + join(items, ", ") + "]";
  }
  case Kind::Structure: {
    std::vector<std::string> members;
    for (const Member &member : membersOf(shape))
      if (auto found = value.find(member.name); found != value.end()) {
        const Shape &of = model::shapeOf(member.shape);
        members.push_back(
            std::string(member.name) + "=" +
            (of.isSensitive ? "*** Sensitive Data Redacted ***" : valueText(*found, of)));
      }
    return std::string(shape.name) + "(" + join(members, ", ") + ")";
  }
  default:
    return value.is_string()   ? value.get<std::string>()
           : value.is_number() ? numberText(value)
                               : asl::dom::write(value);
  }
}

size_t lengthOf(const Json &value, const Shape &shape) {
  if (!value.is_string())
    return value.size();
  const std::string &text = value.get_ref<const std::string &>();
  return shape.name == kPayloadShape ? text.size() : utf8::countUtf16Units(text);
}

std::string enumText(const Shape &shape) {
  if (std::string_view recorded = recordedValues(shape.name); !recorded.empty())
    return std::string(recorded);
  std::vector<std::string> values(valuesOf(shape).begin(), valuesOf(shape).end());
  return join(values, ", ");
}

std::string longestText(const Shape &shape) {
  std::string most = std::to_string(shape.max);
  return shape.name == kPayloadShape
             ? "Member must have size less than or equal to " + most + " bytes in UTF-8 encoding"
             : "Member must have length less than or equal to " + most;
}

std::string shortestText(const Shape &shape) {
  return "Member must have length greater than or equal to " + std::to_string(shape.min);
}

class Checker {
public:
  std::vector<std::string> violations;

  void structure(const Json &value, const Shape &shape, const std::string &path) {
    for (const Member &member : membersOf(shape)) {
      const Shape &of = model::shapeOf(member.shape);
      std::string at =
          path.empty() ? std::string(member.name) : path + "." + std::string(member.name);
      auto found = value.find(member.name);
      if (found == value.end()) {
        if (member.isRequired || isException(shape, member.name, Exception::What::IsRequired))
          add("Value null", at, "Member must not be null");
        continue;
      }
      anyLength_ = isException(shape, member.name, Exception::What::AnyLength);
      check(*found, of, at);
      anyLength_ = false;
    }
  }

private:
  void add(const std::string &value, const std::string &path, const std::string &constraint) {
    if (violations.size() < kMostViolations)
      violations.push_back(value + " at '" + path +
                           "' failed to satisfy constraint: " + constraint);
  }

  void add(const Json &value, const Shape &shape, const std::string &path,
           const std::string &constraint) {
    if (violations.size() < kMostViolations)
      add(shape.isSensitive ? "Value" : "Value '" + valueText(value, shape) + "'", path,
          constraint);
  }

  void check(const Json &value, const Shape &shape, const std::string &path) {
    switch (shape.kind) {
    case Kind::String:
      text(value, shape, path);
      break;
    case Kind::Integer:
    case Kind::Long:
    case Kind::Float:
      number(value, shape, path);
      break;
    case Kind::List:
      length(value, shape, path);
      items(value, shape, path);
      break;
    case Kind::Structure:
      structure(value, shape, path);
      break;
    case Kind::Boolean:
    case Kind::Timestamp:
    case Kind::Map:
      break;
    }
  }

  void text(const Json &value, const Shape &shape, const std::string &path) {
    const std::string &text = value.get_ref<const std::string &>();
    auto values = valuesOf(shape);
    if (!values.empty() && std::find(values.begin(), values.end(), text) == values.end())
      add(value, shape, path, "Member must satisfy enum value set: [" + enumText(shape) + "]");
    length(value, shape, path);
    if (!shape.pattern.empty() && !matchesModelPattern(shape.pattern, text))
      add(value, shape, path,
          "Member must satisfy regular expression pattern: " + std::string(shape.pattern));
  }

  void length(const Json &value, const Shape &shape, const std::string &path) {
    auto length = static_cast<int64_t>(lengthOf(value, shape));
    if (shape.max != kNone && length > shape.max && !anyLength_)
      add(value, shape, path, longestText(shape));
    if (shape.min != kNone && length < shape.min)
      add(value, shape, path, shortestText(shape));
  }

  void number(const Json &value, const Shape &shape, const std::string &path) {
    double number = value.get<double>();
    if (shape.max != kNone && !(number <= static_cast<double>(shape.max)))
      add(value, shape, path,
          "Member must have value less than or equal to " + std::to_string(shape.max));
    if (shape.min != kNone && !(number >= static_cast<double>(shape.min)))
      add(value, shape, path,
          "Member must have value greater than or equal to " + std::to_string(shape.min));
  }

  void items(const Json &value, const Shape &shape, const std::string &path) {
    const Shape &item = model::shapeOf(shape.item);
    if (item.kind != Kind::Structure) {
      scalars(value, shape, item, path);
      return;
    }
    size_t number = 0;
    for (const Json &element : value) {
      if (violations.size() >= kMostViolations)
        return;
      std::string at = path + "." + std::to_string(++number) + ".member";
      if (element.is_null())
        add("Value null", at, "Member must not be null");
      else
        structure(element, item, at);
    }
  }

  /// Of a list of texts, one message tells all constraints of its items.
  void scalars(const Json &value, const Shape &shape, const Shape &item, const std::string &path) {
    bool allGood = std::all_of(value.begin(), value.end(), [&](const Json &element) {
      Checker one;
      if (!element.is_null())
        one.check(element, item, "");
      return !element.is_null() && one.violations.empty();
    });
    if (allGood)
      return;
    std::vector<std::string> rules;
    if (item.max != kNone)
      rules.push_back(longestText(item));
    if (item.min != kNone)
      rules.push_back(shortestText(item));
    rules.push_back("Member must not be null");
    add(value, shape, path, "Member must satisfy constraint: [" + join(rules, ", ") + "]");
  }

  bool anyLength_ = false;
};

constexpr std::string_view kAliasPattern = "^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$";
constexpr std::string_view kTokenPattern = "[!-~]+";
constexpr std::string_view kAsciiPattern = "\\p{ASCII}*";

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isOfAlias(char c) {
  return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' ||
         c == '.';
}

} // namespace

bool isKnownPattern(std::string_view pattern) {
  return pattern == kAliasPattern || pattern == kTokenPattern || pattern == kAsciiPattern;
}

bool matchesModelPattern(std::string_view pattern, std::string_view text) {
  if (pattern == kAliasPattern)
    return !text.empty() && std::all_of(text.begin(), text.end(), isOfAlias) &&
           !std::all_of(text.begin(), text.end(), isDigit);
  if (pattern == kTokenPattern)
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '!' && c <= '~'; });
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::optional<Error> checkConstraints(const model::Operation &operation, const Json &request) {
  Checker checker;
  checker.structure(request, model::shapeOf(operation.input), "");
  if (checker.violations.empty())
    return std::nullopt;
  size_t count = checker.violations.size();
  return Error{"ValidationException",
               std::to_string(count) + (count == 1 ? " validation error" : " validation errors") +
                   " detected: " + join(checker.violations, "; ")};
}

} // namespace asl::api
