// Shapes in words.
#include "compiler/analysis/shape/shape.h"

#include <algorithm>
#include <cmath>

namespace aslc::analysis {

namespace {

constexpr std::pair<Kinds, std::string_view> names[] = {
    {Kind::Missing, "nothing"},  {Kind::Null, "null"},          {Boolean, "a boolean"},
    {Kind::Number, "a number"},  {Kind::Text, "a text"},        {Kind::Array, "an array"},
    {Kind::Object, "an object"}, {Kind::Function, "a function"}};

std::string listed(const std::vector<std::string> &parts) {
  std::string text;
  for (size_t i = 0; i < parts.size(); ++i)
    text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
  return text;
}

std::string describeObject(const ObjectFacts &facts) {
  constexpr size_t most = 5;
  std::vector<std::string> keys;
  for (const auto &[key, member] : facts.members)
    if (member.may(Json))
      keys.push_back("`" + std::string(key) + "`");
  if (keys.empty())
    return facts.rest.may(Json) ? "an object" : "an object without keys";
  size_t more = keys.size() > most ? keys.size() - most : 0;
  keys.resize(keys.size() - more);
  if (more != 0)
    keys.push_back(std::to_string(more) + " more");
  return (keys.size() == 1 ? "an object with the key " : "an object with the keys ") + listed(keys);
}

} // namespace

std::string describeKinds(Kinds kinds) {
  std::vector<std::string_view> parts;
  for (auto [bits, name] : names)
    if (kinds & bits)
      parts.push_back(name);
  if ((kinds & Json) == Json)
    return "any value";
  std::string text;
  for (size_t i = 0; i < parts.size(); ++i)
    text += (i == 0 ? "" : i + 1 == parts.size() ? " or " : ", ") + std::string(parts[i]);
  return text;
}

std::string describe(const Shape &shape) {
  if (shape.possible() == Kind::Object && shape.objects)
    return describeObject(*shape.objects);
  if (auto text = shape.constantText(); text && text->size() < 40)
    return "the text \"" + std::string(*text) + "\"";
  if (shape.possible() == Kind::Array && shape.arrays && !shape.arrays->elements.empty()) {
    size_t count = shape.arrays->elements.size();
    return "an array of " + std::to_string(count) + (count == 1 ? " element" : " elements");
  }
  return describeKinds(shape.possible());
}

} // namespace aslc::analysis
