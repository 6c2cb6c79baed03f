// The types of a request. Messages are those of AWS's services.
#include "runtime/api/request_types.h"
#include "runtime/dom/text.h"

#include <cmath>
#include <limits>
#include <optional>

namespace asl::api {
namespace {

using model::Kind;
using model::Shape;

/// What stands where a value of another kind is expected, as AWS calls it.
std::string nameOf(const Json &value) {
  if (value.is_string())
    return "STRING_VALUE";
  if (value.is_boolean())
    return value.get<bool>() ? "TRUE_VALUE" : "FALSE_VALUE";
  return "NUMBER_VALUE";
}

std::string_view wanted(Kind kind) {
  switch (kind) {
  case Kind::String:
    return "a String";
  case Kind::Integer:
    return "an Integer";
  case Kind::Long:
    return "a Long";
  case Kind::Float:
    return "a Float";
  case Kind::Boolean:
    return "a Boolean";
  default:
    return "a Timestamp";
  }
}

int64_t toInteger(const Json &value, int64_t lowest, int64_t highest) {
  if (value.is_number_unsigned())
    return static_cast<int64_t>(std::min(value.get<uint64_t>(), static_cast<uint64_t>(highest)));
  if (value.is_number_integer())
    return std::clamp(value.get<int64_t>(), lowest, highest);
  double number = value.get<double>();
  // The bounds are not exact as doubles: equality means at least the bound.
  if (number >= static_cast<double>(highest))
    return highest;
  if (number <= static_cast<double>(lowest))
    return lowest;
  return static_cast<int64_t>(std::trunc(number));
}

/// Converts values in place. After a fault the value is not used.
class Converter {
public:
  std::string fault;

  bool convert(Json &value, const Shape &shape) {
    switch (shape.kind) {
    case Kind::List:
      return list(value, shape);
    case Kind::Map:
      return map(value, shape);
    case Kind::Structure:
      return structure(value, shape);
    default:
      return scalar(value, shape.kind);
    }
  }

  bool structure(Json &value, const Shape &shape) {
    if (value.is_array())
      return fail("Start of list found where not expected");
    if (!value.is_object())
      return fail("Expected null");
    Json converted = Json::object();
    for (const model::Member &member : membersOf(shape)) {
      auto found = value.find(member.name);
      if (found == value.end() || found->is_null())
        continue;
      if (!convert(*found, model::shapeOf(member.shape)))
        return false;
      converted[std::string(member.name)] = std::move(*found);
    }
    value = std::move(converted);
    return true;
  }

private:
  bool fail(std::string text) {
    fault = std::move(text);
    return false;
  }

  bool scalar(Json &value, Kind kind) {
    if (value.is_array())
      return fail("Start of list found where not expected");
    if (value.is_object())
      return fail("Start of structure or map found where not expected.");
    bool fits = kind == Kind::String    ? value.is_string()
                : kind == Kind::Boolean ? value.is_boolean()
                                        : value.is_number();
    if (!fits)
      return fail(nameOf(value) + " can not be converted to " + std::string(wanted(kind)));
    if (kind == Kind::Integer)
      value = toInteger(value, std::numeric_limits<int32_t>::min(),
                        std::numeric_limits<int32_t>::max());
    else if (kind == Kind::Long)
      value = toInteger(value, std::numeric_limits<int64_t>::min(),
                        std::numeric_limits<int64_t>::max());
    else if (kind == Kind::Float)
      value = value.get<double>();
    return true;
  }

  bool list(Json &value, const Shape &shape) {
    if (value.is_object())
      return fail("Start of structure or map found where not expected.");
    if (!value.is_array())
      return fail("Expected list or null");
    const Shape &item = model::shapeOf(shape.item);
    for (Json &element : value)
      if (!element.is_null() && !convert(element, item))
        return false;
    return true;
  }

  bool map(Json &value, const Shape &shape) {
    if (value.is_array())
      return fail("Start of list found where not expected");
    if (!value.is_object())
      return fail("Expected map or null");
    const Shape &item = model::shapeOf(shape.item);
    for (Json &element : value)
      if (!element.is_null() && !convert(element, item))
        return false;
    return true;
  }
};

} // namespace

namespace {

/// Members that AWS's model does not have: docs/api.md lists them. All are booleans.
constexpr std::pair<std::string_view, const char *> kExtensions[] = {
    {"RedriveExecution", "useCurrentDefinition"}};

Json takeExtensions(const model::Operation &operation, const Json &request) {
  Json found = Json::object();
  for (const auto &[name, member] : kExtensions)
    if (operation.name == name && request.contains(member) && request[member].is_boolean())
      found[member] = request[member];
  return found;
}

} // namespace

std::variant<Json, Error> readRequest(const model::Operation &operation, std::string_view body) {
  // What the model does not have may have any depth: it is dropped without a look into it.
  Json request = dom::parse(body, body.size());
  if (request.is_array())
    return Error{"SerializationException", "Start of list found where not expected"};
  if (!request.is_object())
    return Error{"SerializationException", ""};
  Json extensions = takeExtensions(operation, request);
  Converter converter;
  if (!converter.structure(request, model::shapeOf(operation.input)))
    return Error{"SerializationException", converter.fault};
  request.update(extensions);
  return request;
}

} // namespace asl::api
