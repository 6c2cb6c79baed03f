#include "tools/aslc/testing/random_input.h"

#include "asl/abi/values.h"
#include "runtime/support/utf8.h"

#include <algorithm>
#include <array>
#include <climits>
#include <cmath>
#include <optional>
#include <set>
#include <string_view>

namespace aslc::testing {

namespace {

using asl::Expected;
using asl::Failure;

/// What is understood of JSON Schema, and what says nothing about values.
constexpr std::array<std::string_view, 38> keywords = {"$schema",
                                                       "$id",
                                                       "$ref",
                                                       "$defs",
                                                       "definitions",
                                                       "$comment",
                                                       "title",
                                                       "description",
                                                       "default",
                                                       "deprecated",
                                                       "readOnly",
                                                       "writeOnly",
                                                       "type",
                                                       "enum",
                                                       "const",
                                                       "examples",
                                                       "properties",
                                                       "required",
                                                       "minimum",
                                                       "maximum",
                                                       "multipleOf",
                                                       "minLength",
                                                       "maxLength",
                                                       "format",
                                                       "items",
                                                       "minItems",
                                                       "maxItems",
                                                       "uniqueItems",
                                                       "anyOf",
                                                       "oneOf",
                                                       "allOf",
                                                       "minProperties",
                                                       "maxProperties",
                                                       "exclusiveMinimum",
                                                       "exclusiveMaximum",
                                                       "additionalProperties",
                                                       "nullable",
                                                       "pattern"};

constexpr std::array<std::string_view, 7> typeNames = {"object",  "array",   "string", "number",
                                                       "integer", "boolean", "null"};
const std::string namesOfTypes =
    "`object`, `array`, `string`, `number`, `integer`, `boolean` and `null`";

/// Whether it is the name of a type, or a list of such names.
bool areTypes(const Json &value) {
  if (value.is_array())
    return !value.empty() && std::all_of(value.begin(), value.end(), [](const Json &each) {
      return each.is_string() && areTypes(each);
    });
  return value.is_string() &&
         std::find(typeNames.begin(), typeNames.end(), value.get<std::string>()) != typeNames.end();
}

/// The types that a schema allows.
std::vector<std::string> typesOf(const Json &schema) {
  std::vector<std::string> types;
  if (schema.contains("type")) {
    const Json &type = schema["type"];
    if (type.is_string())
      types.push_back(type.get<std::string>());
    for (const Json &each : type.is_array() ? type : Json::array())
      types.push_back(each.get<std::string>());
  } else if (schema.contains("properties") || schema.contains("required")) {
    types = {"object"};
  } else if (schema.contains("items")) {
    types = {"array"};
  } else if (schema.contains("minimum") || schema.contains("maximum")) {
    types = {"number"};
  } else if (schema.contains("minLength") || schema.contains("maxLength")) {
    types = {"string"};
  }
  return types;
}

bool isOfType(const Json &value, const std::string &type) {
  if (type == "integer")
    return value.is_number() && std::floor(value.get<double>()) == value.get<double>();
  return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
         (type == "string" && value.is_string()) || (type == "number" && value.is_number()) ||
         (type == "boolean" && value.is_boolean()) || (type == "null" && value.is_null());
}

/// Works with the whole schema, in which references are looked up.
class Schema {
public:
  explicit Schema(const Json &root) : root_(root) {}

  Expected<void> check(const Json &schema, const std::string &place) const {
    if (schema.is_boolean())
      return {};
    if (!schema.is_object())
      return Failure{"the schema at " + place + " must be an object"};
    for (const auto &[name, value] : schema.items()) {
      if (std::find(keywords.begin(), keywords.end(), name) == keywords.end())
        return Failure{"`" + name + "` at " + place + " of the schema is not supported"};
      if (Expected<void> inner = checkMember(name, value, place + "/" + name); !inner)
        return inner;
    }
    if (schema.contains("pattern") && !schema.contains("enum") && !schema.contains("examples"))
      return Failure{"no text can be made for `pattern` at " + place +
                     " of the schema; give `examples` or `enum` too"};
    if (schema.contains("$ref") && !find(schema["$ref"]))
      return Failure{"`$ref` at " + place +
                     " of the schema must be the place of another schema "
                     "in it, such as #/$defs/order"};
    return {};
  }

  /// How deep the flattest value of a schema is; nothing when each value holds a value of a schema
  /// of `outer` again, so that there is none.
  std::optional<unsigned> height(const Json &given, std::vector<const Json *> outer = {}) const {
    const Json &schema = resolved(given);
    if (std::find(outer.begin(), outer.end(), &schema) != outer.end())
      return std::nullopt;
    outer.push_back(&schema);
    if (!schema.is_object() || schema.contains("const") || schema.contains("enum") ||
        schema.contains("examples"))
      return 0;
    std::optional<unsigned> deepestPart = 0;
    auto need = [&](std::optional<unsigned> part) {
      deepestPart =
          part && deepestPart ? std::optional(std::max(*deepestPart, *part + 1)) : std::nullopt;
    };
    for (const char *list : {"anyOf", "oneOf"})
      if (schema.contains(list) && !schema[list].empty())
        need(height(flattest(schema[list], outer), outer));
    for (const Json &part : schema.value("allOf", Json::array()))
      need(height(part, outer));
    for (const Json &name : schema.value("required", Json::array()))
      if (schema.contains("properties") && schema["properties"].contains(name.get<std::string>()))
        need(height(schema["properties"][name.get<std::string>()], outer));
    if (schema.contains("items") && schema.value("minItems", size_t(0)) > 0)
      need(height(schema["items"], outer));
    return deepestPart;
  }

  const Json &resolved(const Json &schema) const {
    const Json *at = &schema;
    for (int hops = 0; hops < 20 && at->is_object() && at->contains("$ref"); ++hops)
      if (const Json *found = find((*at)["$ref"]))
        at = found;
    return *at;
  }

  bool isValid(const Json &given, const Json &value) const {
    const Json &schema = resolved(given);
    if (!schema.is_object())
      return !schema.is_boolean() || schema.get<bool>();
    if (schema.contains("const") && !mocks::isEqual(schema["const"], value))
      return false;
    if (schema.contains("enum") && !holds(schema["enum"], value))
      return false;
    if (schema.contains("pattern") && schema.contains("examples") && value.is_string() &&
        !holds(schema["examples"], value))
      return false;
    std::vector<std::string> types = typesOf(schema);
    if (!types.empty() && !(schema.value("nullable", false) && value.is_null()) &&
        std::none_of(types.begin(), types.end(),
                     [&](const std::string &type) { return isOfType(value, type); }))
      return false;
    std::pair question(&schema, &value);
    if (std::find(questions_.begin(), questions_.end(), question) != questions_.end())
      return false; // one of its own alternatives
    questions_.push_back(question);
    bool valid = isValidByKind(schema, value) && isValidByOthers(schema, value);
    questions_.pop_back();
    return valid;
  }

  Json make(const Json &given, std::mt19937_64 &random, unsigned depth) const {
    const Json &schema = resolved(given);
    if (!schema.is_object())
      return nullptr;
    for (const char *list : {"enum", "examples"})
      if (schema.contains(list) && !schema[list].empty())
        return schema[list][pick(random, schema[list].size())];
    if (schema.contains("const"))
      return schema["const"];
    for (const char *list : {"anyOf", "oneOf"})
      if (schema.contains(list) && !schema[list].empty())
        return make(with(schema,
                         depth < deepest ? schema[list][pick(random, schema[list].size())]
                                         : flattest(schema[list]),
                         list),
                    random, depth + 1);
    if (schema.contains("allOf")) {
      Json all = schema;
      all.erase("allOf");
      for (const Json &part : schema["allOf"])
        all = with(all, resolved(part), "");
      return make(all, random, depth);
    }
    std::vector<std::string> types = typesOf(schema);
    std::string type = types.empty() ? "string" : types[pick(random, types.size())];
    if (schema.value("nullable", false) && pick(random, 4) == 0)
      return nullptr;
    if (type == "object")
      return makeObject(schema, random, depth);
    if (type == "array")
      return makeArray(schema, random, depth);
    if (type == "integer" || type == "number")
      return makeNumber(schema, random, type == "integer");
    if (type == "boolean")
      return pick(random, 2) == 0;
    return type == "null" ? Json() : Json(makeText(schema, random));
  }

private:
  /// The one of some schemas that has the flattest values.
  const Json &flattest(const Json &schemas, const std::vector<const Json *> &outer = {}) const {
    return *std::min_element(
        schemas.begin(), schemas.end(), [&](const Json &one, const Json &other) {
          return height(one, outer).value_or(UINT_MAX) < height(other, outer).value_or(UINT_MAX);
        });
  }

  static size_t pick(std::mt19937_64 &random, size_t count) { return random() % count; }
  static bool holds(const Json &list, const Json &value) {
    return std::any_of(list.begin(), list.end(),
                       [&](const Json &each) { return mocks::isEqual(each, value); });
  }

  Expected<void> checkMember(const std::string &name, const Json &value,
                             const std::string &place) const {
    bool isMap = name == "properties" || name == "$defs" || name == "definitions";
    bool isList = name == "anyOf" || name == "oneOf" || name == "allOf";
    if (std::string wanted = wantedInstead(name, value); !wanted.empty())
      return Failure{place + " of the schema must be " + wanted};
    if (name == "items")
      return check(value, place);
    if ((isMap && !value.is_object()) || (isList && !value.is_array()))
      return Failure{place + " of the schema must be " + (isMap ? "an object" : "a list")};
    if (isMap || isList)
      for (const auto &[key, inner] : value.items())
        if (Expected<void> checked = check(inner, place + "/" + key); !checked)
          return checked;
    return {};
  }

  /// What the value of a keyword must be, if it is not.
  static std::string wantedInstead(const std::string &name, const Json &value) {
    auto isTexts = [](const Json &list) {
      return list.is_array() && std::all_of(list.begin(), list.end(),
                                            [](const Json &each) { return each.is_string(); });
    };
    bool isSize =
        name.ends_with("Items") || name.ends_with("Length") || name.ends_with("Properties");
    if (isSize && (name.starts_with("min") || name.starts_with("max")))
      return !value.is_number_unsigned() ? "a whole number from 0"
             : name.starts_with("min") && value.get<uint64_t>() > ASL_PAYLOAD_LIMIT_BYTES
                 ? "at most 262144: a payload has no more bytes"
                 : "";
    if (name == "uniqueItems" || name == "nullable")
      return value.is_boolean() ? "" : "true or false";
    if (name == "required")
      return isTexts(value) ? "" : "a list of names";
    if (name == "type")
      return areTypes(value) ? "" : "one of " + namesOfTypes + ", or a list of them";
    if (name == "format")
      return value.is_string() ? "" : "a text";
    if (name == "enum" || name == "examples")
      return value.is_array() && !value.empty() ? "" : "a list of values";
    if (name == "multipleOf")
      return value.is_number() && value.get<double>() > 0 ? "" : "a number above 0";
    return "";
  }

  const Json *find(const Json &reference) const {
    if (!reference.is_string() || !reference.get<std::string>().starts_with('#'))
      return nullptr;
    std::string pointer = reference.get<std::string>().substr(1);
    if ((!pointer.empty() && pointer[0] != '/') || pointer.find('~') != pointer.npos)
      return nullptr;
    Json::json_pointer place(pointer);
    return root_.contains(place) ? &root_[place] : nullptr;
  }

  /// `schema` without its list `list` of alternatives, and with what `part` says.
  Json with(const Json &schema, const Json &part, const char *list) const {
    Json all = schema;
    if (*list)
      all.erase(list);
    for (const auto &[name, value] : resolved(part).items())
      if (name == "properties" && all.contains(name))
        all[name].update(value);
      else if (name == "required" && all.contains(name))
        all[name].insert(all[name].end(), value.begin(), value.end());
      else
        all[name] = value;
    return all;
  }

  bool isValidByKind(const Json &schema, const Json &value) const {
    auto bound = [&](const char *name, double otherwise) {
      return schema.contains(name) && schema[name].is_number() ? schema[name].get<double>()
                                                               : otherwise;
    };
    auto isWithin = [&](size_t size, const char *least, const char *most) {
      auto number = static_cast<double>(size);
      return number >= bound(least, 0) && number <= bound(most, INFINITY);
    };
    if (value.is_number()) {
      auto number = value.get<double>();
      double step = bound("multipleOf", 0);
      return number >= bound("minimum", -INFINITY) && number <= bound("maximum", INFINITY) &&
             number > bound("exclusiveMinimum", -INFINITY) &&
             number < bound("exclusiveMaximum", INFINITY) &&
             (step == 0 || std::abs(std::remainder(number, step)) < 1e-9);
    }
    if (value.is_string())
      return isWithin(asl::utf8::countCodePoints(value.get<std::string>()), "minLength",
                      "maxLength");
    if (value.is_array())
      return isWithin(value.size(), "minItems", "maxItems") && areItemsValid(schema, value);
    if (value.is_object())
      return isWithin(value.size(), "minProperties", "maxProperties") &&
             areMembersValid(schema, value);
    return true;
  }

  bool areItemsValid(const Json &schema, const Json &value) const {
    if (schema.value("uniqueItems", false))
      for (size_t i = 0; i < value.size(); ++i)
        for (size_t k = 0; k < i; ++k)
          if (mocks::isEqual(value[i], value[k]))
            return false;
    return !schema.contains("items") ||
           std::all_of(value.begin(), value.end(),
                       [&](const Json &item) { return isValid(schema["items"], item); });
  }

  bool areMembersValid(const Json &schema, const Json &value) const {
    for (const Json &name : schema.value("required", Json::array()))
      if (!value.contains(name.get<std::string>()))
        return false;
    const Json properties = schema.value("properties", Json::object());
    const Json more = schema.value("additionalProperties", Json(true));
    for (const auto &[name, member] : value.items())
      if (!isValid(properties.contains(name) ? properties[name] : more, member))
        return false;
    return true;
  }

  bool isValidByOthers(const Json &schema, const Json &value) const {
    auto count = [&](const char *list) {
      const Json parts = schema.value(list, Json::array());
      return std::count_if(parts.begin(), parts.end(),
                           [&](const Json &part) { return isValid(part, value); });
    };
    return (!schema.contains("anyOf") || count("anyOf") > 0) &&
           (!schema.contains("oneOf") || count("oneOf") == 1) &&
           (!schema.contains("allOf") ||
            count("allOf") == static_cast<long>(schema["allOf"].size()));
  }

  Json makeObject(const Json &schema, std::mt19937_64 &random, unsigned depth) const {
    Json value = Json::object();
    const Json required = schema.value("required", Json::array());
    const Json properties = schema.value("properties", Json::object());
    for (const auto &[name, member] : properties.items())
      if (holds(required, name) || (depth < deepest && pick(random, 4) != 0))
        value[name] = make(member, random, depth + 1);
    for (const Json &name : required)
      if (!value.contains(name.get<std::string>()))
        value[name.get<std::string>()] = "x";
    return value;
  }

  Json makeArray(const Json &schema, std::mt19937_64 &random, unsigned depth) const {
    auto least = schema.value("minItems", size_t(0));
    size_t most = std::max(least, schema.value("maxItems", least + 5));
    size_t count =
        depth >= deepest ? least : least + pick(random, std::min(most - least, size_t(8)) + 1);
    Json value = Json::array();
    const Json items = schema.value("items", Json{{"type", "integer"}});
    bool unique = schema.value("uniqueItems", false);
    for (size_t tries = 0; value.size() < count && tries < count * 20; ++tries) {
      Json item = make(items, random, depth + 1);
      if (!unique || !holds(value, item))
        value.push_back(std::move(item));
    }
    return value;
  }

  static Json makeNumber(const Json &schema, std::mt19937_64 &random, bool isInteger) {
    auto bound = [&](const char *name, double otherwise) {
      return schema.contains(name) && schema[name].is_number() ? schema[name].get<double>()
                                                               : otherwise;
    };
    double step = bound("multipleOf", isInteger ? 1 : 0.25);
    double least = std::max(bound("minimum", -INFINITY), bound("exclusiveMinimum", -INFINITY));
    double most = std::min(bound("maximum", INFINITY), bound("exclusiveMaximum", INFINITY));
    if (std::isinf(least))
      least = std::isinf(most) ? -1000 : most - 2000;
    if (std::isinf(most))
      most = least + 2000;
    double first = std::ceil(least / step), last = std::floor(most / step);
    first += schema.contains("exclusiveMinimum") && first * step <= least ? 1 : 0;
    last -= schema.contains("exclusiveMaximum") && last * step >= most ? 1 : 0;
    auto count = static_cast<uint64_t>(std::max(0.0, last - first)) + 1;
    // The ends are where mistakes are.
    uint64_t kind = random() % 8;
    double at = kind == 0   ? first
                : kind == 1 ? last
                            : first + static_cast<double>(random() % count);
    double value = at * step;
    if (kind == 2 && first <= 0 && last >= 0)
      value = 0;
    return std::floor(value) == value && std::abs(value) < 1e15 ? Json(static_cast<int64_t>(value))
                                                                : Json(value);
  }

  static std::string makeText(const Json &schema, std::mt19937_64 &random) {
    std::string format = schema.value("format", "");
    if (format == "date-time")
      return "2026-0" + std::to_string(1 + pick(random, 9)) + "-1" +
             std::to_string(pick(random, 10)) + "T08:00:00Z";
    if (format == "date")
      return "2026-0" + std::to_string(1 + pick(random, 9)) + "-1" +
             std::to_string(pick(random, 10));
    if (format == "email")
      return std::string(1, static_cast<char>('a' + pick(random, 26))) + "@example.com";
    if (format == "uuid") {
      std::string text = "00000000-0000-4000-8000-000000000000";
      for (size_t i = 24; i < text.size(); ++i)
        text[i] = "0123456789abcdef"[pick(random, 16)];
      return text;
    }
    auto least = schema.value("minLength", size_t(0));
    size_t most = std::max(least, schema.value("maxLength", least + 12));
    size_t count = least + pick(random, std::min(most - least, size_t(40)) + 1);
    static constexpr std::array<std::string_view, 12> characters = {"a", "b", "x", "Z", "0", "7",
                                                                    " ", "-", "_", ".", "ä", "'"};
    std::string text;
    for (size_t i = 0; i < count; ++i)
      text += characters[pick(random, characters.size())];
    return text;
  }

  static constexpr unsigned deepest = 6;
  const Json &root_;
  mutable std::vector<std::pair<const Json *, const Json *>> questions_; ///< of `isValid`
};

} // namespace

Expected<void> checkSchema(const Json &schema) {
  Schema whole(schema);
  Expected<void> checked = whole.check(schema, "#");
  if (checked && !whole.height(schema))
    return Failure{"no value is valid by the schema: each would hold another one of the same kind"};
  return checked;
}

bool isValid(const Json &schema, const Json &value) {
  return Schema(schema).isValid(schema, value);
}

Json makeValue(const Json &schema, std::mt19937_64 &random) {
  return Schema(schema).make(schema, random, 0);
}

} // namespace aslc::testing
