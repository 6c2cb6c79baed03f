#include "tools/mocks/shape.h"

namespace aslc::mocks {

namespace {

using catalogue::Type;

/// Compares a mocked result with the response of an API. The texts are the service's.
class ShapeCheck {
public:
  explicit ShapeCheck(bool needsAll) : needsAll_(needsAll) {}

  /// What is wrong with the value of the member `field`; empty when nothing is.
  std::string problem(const std::string &field, const Json &value, Type type) const {
    if (std::string_view wanted = wantedInstead(type, value); !wanted.empty())
      return "Field '" + field + "' must be " + std::string(wanted);
    switch (type.kind()) {
    case Type::Kind::Object:
      return objectProblem(value, type);
    case Type::Kind::List:
    case Type::Kind::Map:
      for (const Json &element : value)
        if (std::string found = problem(field, element, type.element()); !found.empty())
          return found;
      return "";
    case Type::Kind::Text:
      return textProblem(field, value.get_ref<const std::string &>(), type);
    case Type::Kind::Number:
      return numberProblem(field, value.get<double>(), type);
    case Type::Kind::Boolean:
    case Type::Kind::Any:
      break;
    }
    return "";
  }

  std::string objectProblem(const Json &object, Type type) const {
    if (needsAll_)
      for (size_t i = 0; i < type.memberCount(); ++i)
        if (catalogue::Member member = type.member(i); member.required)
          if (!object.contains(member.name))
            return "Required field '" + std::string(member.name) + "' is missing";
    for (const auto &[name, value] : object.items())
      if (std::optional<catalogue::Member> member = type.find(name))
        if (std::string found = problem(name, value, member->type); !found.empty())
          return found;
    return "";
  }

private:
  static std::string_view wantedInstead(Type type, const Json &value) {
    switch (type.kind()) {
    case Type::Kind::Text:
      return value.is_string() ? "" : "a string";
    case Type::Kind::Number:
      return value.is_number() ? "" : "a number";
    case Type::Kind::Boolean:
      return value.is_boolean() ? "" : "a boolean";
    case Type::Kind::List:
      return value.is_array() ? "" : "an array";
    case Type::Kind::Map:
    case Type::Kind::Object:
      return value.is_object() ? "" : "an object";
    case Type::Kind::Any:
      break;
    }
    return type.isTime() && !value.is_string() ? "a string" : "";
  }

  static std::string textProblem(const std::string &field, const std::string &text, Type type) {
    for (size_t i = 0; i < type.valueCount(); ++i)
      if (type.value(i) == text)
        return "";
    if (type.valueCount() > 0)
      return "Field '" + field + "' is not an expected value";
    if (static_cast<double>(text.size()) < type.bounds().least)
      return "Field '" + field + "' is smaller than the minimum length";
    return "";
  }

  static std::string numberProblem(const std::string &field, double number, Type type) {
    catalogue::Bounds bounds = type.bounds();
    if (number < bounds.least)
      return "Field '" + field + "' is less than the minimum value";
    if (number > bounds.most)
      return "Field '" + field + "' exceeds the maximum value";
    return "";
  }

  bool needsAll_;
};

/// Whether results are compared with a response. Those of HTTP calls and of functions are free.
bool hasShape(const catalogue::Integration &calls) {
  return calls.operation && calls.service != "apigateway" && calls.service != "http" &&
         calls.result().kind() == Type::Kind::Object;
}

} // namespace

std::string shapeProblem(const catalogue::Integration &calls, const Json &result, bool needsAll) {
  if (!hasShape(calls))
    return "";
  if (!result.is_object())
    return "Mocked result must be a JSON object.";
  std::string found = ShapeCheck(needsAll).objectProblem(result, calls.result());
  return found.empty() ? "" : "Mock result schema validation error: " + found;
}

} // namespace aslc::mocks
