#include "compiler/analysis/shape/schema_check.h"

#include "compiler/analysis/shape/literal.h"
#include "runtime/support/closest.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace aslc::analysis {

namespace {

using Node = source::Node;

/// What the value of a keyword must be.
enum class Takes : uint8_t {
  Anything,
  Type,
  Array,
  Schema,
  Schemas, ///< one or more
  NamedSchemas,
  Names,
  Count,
  Number,
  Place ///< in the schema
};

struct Keyword {
  std::string_view name;
  Takes takes = Takes::Anything;
  bool isFollowed = true; ///< or says nothing about values
};

constexpr Keyword keywords[] = {
    {"type", Takes::Type},
    {"const"},
    {"enum", Takes::Array},
    {"properties", Takes::NamedSchemas},
    {"patternProperties", Takes::NamedSchemas, false},
    {"required", Takes::Names},
    {"additionalProperties", Takes::Schema},
    {"items", Takes::Schema},
    {"prefixItems", Takes::Schemas},
    {"minItems", Takes::Count},
    {"maxItems", Takes::Count},
    {"minimum", Takes::Number},
    {"maximum", Takes::Number},
    {"exclusiveMinimum", Takes::Number},
    {"exclusiveMaximum", Takes::Number},
    {"allOf", Takes::Schemas},
    {"anyOf", Takes::Schemas},
    {"oneOf", Takes::Schemas},
    {"if", Takes::Schema},
    {"then", Takes::Schema},
    {"else", Takes::Schema},
    {"$ref", Takes::Place},
    {"$defs", Takes::NamedSchemas},
    {"definitions", Takes::NamedSchemas},
    // They describe, and allow or forbid nothing.
    {"$schema"},
    {"$id"},
    {"$anchor"},
    {"$comment"},
    {"$vocabulary"},
    {"title"},
    {"description"},
    {"default"},
    {"examples"},
    {"deprecated"},
    {"readOnly"},
    {"writeOnly"},
    {"format"},
    {"contentEncoding"},
    {"contentMediaType"},
    {"contentSchema"},
    // Not followed.
    {"not", Takes::Schema, false},
    {"pattern", Takes::Anything, false},
    {"minLength", Takes::Count, false},
    {"maxLength", Takes::Count, false},
    {"multipleOf", Takes::Number, false},
    {"uniqueItems", Takes::Anything, false},
    {"contains", Takes::Schema, false},
    {"minContains", Takes::Count, false},
    {"maxContains", Takes::Count, false},
    {"propertyNames", Takes::Schema, false},
    {"minProperties", Takes::Count, false},
    {"maxProperties", Takes::Count, false},
    {"dependentRequired", Takes::Anything, false},
    {"dependentSchemas", Takes::NamedSchemas, false},
    {"dependencies", Takes::Anything, false},
    {"unevaluatedItems", Takes::Schema, false},
    {"unevaluatedProperties", Takes::Schema, false},
    {"$dynamicRef", Takes::Anything, false},
    {"$dynamicAnchor", Takes::Anything, false},
};

constexpr std::array<std::string_view, 7> typeNames = {"array",  "boolean", "integer", "null",
                                                       "number", "object",  "string"};

std::string kindOf(const Node &node) {
  constexpr std::array<std::string_view, 6> names = {"null",     "a boolean", "a number",
                                                     "a string", "an array",  "an object"};
  return std::string(names.at(static_cast<size_t>(node.kind)));
}

class SchemaChecker {
public:
  explicit SchemaChecker(const Node &root) : root_(root) {}

  void schema(const Node &node) {
    if (node.is(Node::Kind::Boolean))
      return;
    if (!node.is(Node::Kind::Object))
      return error(node, "a schema is an object or a boolean, not " + kindOf(node));
    for (const source::Member &member : node.members)
      keyword(member);
  }

  std::vector<SchemaProblem> problems;

private:
  void error(const Node &node, std::string message) {
    problems.push_back({node.range, true, std::move(message)});
  }
  void warn(source::Range range, std::string message) {
    problems.push_back({range, false, std::move(message)});
  }

  void keyword(const source::Member &member) {
    const auto *known = std::find_if(std::begin(keywords), std::end(keywords),
                                     [&](const Keyword &each) { return each.name == member.key; });
    if (known == std::end(keywords))
      return unknown(member);
    if (!known->isFollowed)
      warn(member.keyRange, "`" + member.key +
                                "` is not followed: a value may be anything that the rest of the "
                                "schema allows");
    value(member, known->takes);
  }

  void unknown(const source::Member &member) {
    if (member.key.starts_with("x-"))
      return;
    std::vector<std::string> names;
    for (const Keyword &each : keywords)
      names.emplace_back(each.name);
    auto meant = asl::closest(member.key, names);
    warn(member.keyRange, "`" + member.key + "` is not a keyword of JSON Schema" +
                              (meant ? ": did you mean `" + *meant + "`?" : ""));
  }

  void value(const source::Member &member, Takes takes) {
    const Node &node = *member.value;
    switch (takes) {
    case Takes::Anything:
      return;
    case Takes::Type:
      return type(node);
    case Takes::Array:
      expect(member, Node::Kind::Array, "an array");
      return;
    case Takes::Schema:
      if (member.key == "items" && node.is(Node::Kind::Array))
        return error(node, "`items` is one schema; a schema for each place is `prefixItems`");
      return schema(node);
    case Takes::Schemas:
      if (expect(member, Node::Kind::Array, "an array of schemas"))
        for (const Node *each : node.items)
          schema(*each);
      if (node.is(Node::Kind::Array) && node.items.empty())
        error(node, "`" + member.key + "` needs a schema");
      return;
    case Takes::NamedSchemas:
      if (expect(member, Node::Kind::Object, "an object of schemas"))
        for (const source::Member &each : node.members)
          schema(*each.value);
      return;
    case Takes::Names:
      if (expect(member, Node::Kind::Array, "an array of names"))
        for (const Node *each : node.items)
          if (!each->is(Node::Kind::String))
            error(*each, "`" + member.key + "` has names, not " + kindOf(*each));
      return;
    case Takes::Count:
      if (!node.is(Node::Kind::Number) || numberOf(node) < 0 ||
          numberOf(node) != std::floor(numberOf(node)))
        error(node, "`" + member.key + "` is a whole number from 0, not " +
                        (node.is(Node::Kind::Number) ? node.text : kindOf(node)));
      return;
    case Takes::Number:
      expect(member, Node::Kind::Number, "a number");
      return;
    case Takes::Place:
      if (expect(member, Node::Kind::String, "a string") && !partOfSchema(root_, node.text))
        warn(node.range,
             "`" + node.text +
                 "` does not name a place in this schema: it is not followed, and the value may "
                 "be anything");
      return;
    }
  }

  bool expect(const source::Member &member, Node::Kind kind, std::string_view what) {
    if (member.value->is(kind))
      return true;
    error(*member.value,
          "`" + member.key + "` is " + std::string(what) + ", not " + kindOf(*member.value));
    return false;
  }

  void type(const Node &node) {
    if (node.is(Node::Kind::Array) && !node.items.empty()) {
      for (const Node *each : node.items)
        typeName(*each);
    } else {
      typeName(node);
    }
  }

  void typeName(const Node &node) {
    if (!node.is(Node::Kind::String))
      return error(node, "`type` is the name of a type or an array of names, not " + kindOf(node));
    if (std::find(typeNames.begin(), typeNames.end(), node.text) != typeNames.end())
      return;
    std::vector<std::string> names(typeNames.begin(), typeNames.end());
    auto meant = asl::closest(node.text, names);
    error(node, "no type is called `" + node.text + "`" +
                    (meant ? ": did you mean `" + *meant + "`?" : ""));
  }

  const Node &root_;
};

} // namespace

std::vector<SchemaProblem> checkSchema(const source::Node &schema) {
  SchemaChecker checker(schema);
  checker.schema(schema);
  return std::move(checker.problems);
}

} // namespace aslc::analysis
