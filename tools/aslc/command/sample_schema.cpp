#include "tools/aslc/command/sample_schema.h"

#include "compiler/analysis/shape/literal.h"
#include "runtime/dom/text.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <vector>

namespace aslc::tool {

namespace {

using source::Node;
using Json = nlohmann::ordered_json;
using Values = std::vector<const Node *>;

std::string_view typeOf(const Node &value) {
  switch (value.kind) {
  case Node::Kind::Null:
    return "null";
  case Node::Kind::Boolean:
    return "boolean";
  case Node::Kind::Number:
    return "number";
  case Node::Kind::String:
    return "string";
  case Node::Kind::Array:
    return "array";
  case Node::Kind::Object:
    return "object";
  }
  return "";
}

/// The schema of a place that has `values` in the samples.
Json schemaOf(const Values &values) {
  std::set<std::string_view> types;
  Values items;
  std::map<std::string_view, Values> members;
  size_t objects = 0;
  bool isEmptyArray = false;
  for (const Node *value : values) {
    types.insert(typeOf(*value));
    items.insert(items.end(), value->items.begin(), value->items.end());
    isEmptyArray |= value->is(Node::Kind::Array) && value->items.empty();
    objects += value->is(Node::Kind::Object);
    for (const source::Member &member : value->members)
      members[member.key].push_back(member.value);
  }
  Json schema = Json::object();
  if (!types.empty())
    schema["type"] = types;
  if (!items.empty())
    schema["items"] = schemaOf(items);
  if (types.contains("array") && !isEmptyArray)
    schema[analysis::uncountedKeyword] = true;
  for (const auto &[key, found] : members) {
    schema["properties"][std::string(key)] = schemaOf(found);
    if (found.size() == objects)
      schema["required"].push_back(key);
  }
  return schema;
}

} // namespace

std::string schemaOfSamples(std::span<const Node *const> samples) {
  return asl::dom::write(schemaOf({samples.begin(), samples.end()}), 1);
}

} // namespace aslc::tool
