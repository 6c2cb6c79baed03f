// Reading what is inside of templates, and copying it with its places.
#include "compiler/project/text.h"

#include <algorithm>

namespace aslc::project {

using source::Fault;
using source::Member;
using source::Node;
using source::Range;
using source::Segment;
using source::Tree;

namespace {

/// Reads a template as it stands, except for tags.
class TagFunctions : public Placeholders {
public:
  std::optional<asl::document::Placeholder> atStart(std::string_view) const override { return {}; }
  const std::string *find(std::string_view) const override { return nullptr; }
  bool keepsUndefined() const override { return true; }
  Decoded substitute(Decoded text, Tree &) const override { return text; }
  std::string functionOf(std::string_view tag) const override {
    if (tag.size() < 2 || tag[0] != '!' || tag[1] < 'A' || tag[1] > 'Z')
      return {};
    std::string name(tag.substr(1));
    return name == "Ref" || name == "Condition" ? name : "Fn::" + name;
  }
};

source::Notation notationFor(const source::File &file) {
  std::string_view name = file.name();
  if (name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json"))
    return source::notationOf(name);
  size_t begin = file.text().find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  bool isJson = begin != std::string_view::npos && file.text()[begin] == '{';
  return isJson ? source::Notation::Json : source::Notation::Yaml;
}

/// Makes copies of nodes, with places that a function gives.
class Copier {
public:
  using Place = std::function<Range(Range)>;
  using Spelling = std::function<Decoded(const Node &)>;

  Copier(Tree &to, Place place, Spelling spelling)
      : to_(to), place_(std::move(place)), spelling_(std::move(spelling)) {}

  const Node *copy(const Node &node) const {
    if (node.is(Node::Kind::String))
      return makeString(to_, spelling_(node), place_(node.range));
    Node *made = to_.make();
    made->kind = node.kind;
    made->boolean = node.boolean;
    made->range = place_(node.range);
    made->text = node.text;
    for (const Node *item : node.items)
      made->items.push_back(copy(*item));
    for (const Member &member : node.members)
      made->members.push_back({member.key, place_(member.keyRange), copy(*member.value)});
    return made;
  }

private:
  Tree &to_;
  Place place_;
  Spelling spelling_;
};

/// The place in the file of [begin, end) of a text in it.
Range placeIn(const Decoded &text, Range range) {
  auto size = static_cast<uint32_t>(text.text.size());
  if (size == 0)
    return {};
  bool isEmpty = range.begin >= range.end;
  uint32_t begin = std::min(range.begin, size - 1);
  Range place = text.place(begin, std::clamp(range.end, begin + 1, size));
  if (range.begin >= size) // past the end
    return {std::max(place.begin, place.end), std::max(place.begin, place.end)};
  return {place.begin, isEmpty ? place.begin : std::max(place.begin, place.end)};
}

} // namespace

Decoded inFile(const Decoded &outer, const Decoded &inner) {
  Decoded result;
  for (size_t i = 0; i < inner.segments.size(); ++i) {
    const Segment &segment = inner.segments[i];
    size_t end = i + 1 < inner.segments.size() ? inner.segments[i + 1].at : inner.text.size();
    if (segment.exact)
      result.append(outer, segment.from.begin, segment.from.begin + (end - segment.at));
    else
      result.appendReplacement(std::string_view(inner.text).substr(segment.at, end - segment.at),
                               placeIn(outer, segment.from));
  }
  return result;
}

std::shared_ptr<Tree> readTemplate(std::shared_ptr<const source::File> file,
                                   std::optional<source::Notation> notation) {
  TagFunctions tags;
  asl::document::ReadOptions options;
  options.notation = notation.value_or(notationFor(*file));
  options.placeholders = &tags;
  return std::make_shared<Tree>(asl::document::read(std::move(file), options));
}

Decoded decodedOf(const Tree &tree, const Node &node) {
  Decoded out;
  std::string_view text = node.text;
  auto add = [&](size_t begin, size_t end) {
    Range place = tree.within(node, begin, end);
    std::string_view bytes = text.substr(begin, end - begin);
    // A text that was made elsewhere may have places that this file does not have.
    if (place.end <= tree.file->text().size() && tree.file->text(place) == bytes)
      out.copy(bytes, place.begin);
    else if (end - begin > 1)
      return false;
    else if (!out.segments.empty() && !out.segments.back().exact &&
             out.segments.back().from == place)
      out.text += bytes;
    else
      out.appendReplacement(bytes, place);
    return true;
  };
  for (size_t at = 0; at < text.size();) {
    // Escapes are at these characters, so that what is between them was mostly copied.
    size_t end = std::min(text.find_first_of("\n\"\\", at + 1), text.size());
    if (end > at + 1 && add(at, end)) {
      at = end;
      continue;
    }
    add(at, at + 1);
    ++at;
  }
  return out;
}

const Node *makeString(Tree &tree, Decoded text, Range range) {
  Node *node = tree.make();
  node->kind = Node::Kind::String;
  node->range = range;
  node->text = std::move(text.text);
  if (text.segments.empty())
    text.segments.push_back({0, range, false});
  tree.setSpelling(*node, std::move(text.segments));
  return node;
}

const Node *makeString(Tree &tree, std::string text, Range range) {
  Decoded decoded;
  decoded.appendReplacement(text, range);
  return makeString(tree, std::move(decoded), range);
}

const Node *copyAt(const Node &node, Tree &tree, Range range) {
  auto spelling = [range](const Node &string) {
    Decoded text;
    text.appendReplacement(string.text, range);
    return text;
  };
  return Copier(tree, [range](Range) { return range; }, spelling).copy(node);
}

void readInside(Tree &tree, const Decoded &text, Range range, const Placeholders *placeholders,
                source::Notation notation) {
  asl::document::ReadOptions options;
  options.notation = notation;
  options.placeholders = placeholders;
  options.maxCharacters = source::maxCharacters;
  auto file = std::make_shared<const source::File>(tree.file->name(), text.text);
  Tree inner = asl::document::read(std::move(file), options);
  auto place = [&](Range inside) { return text.text.empty() ? range : placeIn(text, inside); };
  for (Fault &fault : inner.faults) {
    fault.range = place(fault.range);
    if (fault.other)
      fault.other = place(*fault.other);
    tree.faults.push_back(std::move(fault));
  }
  if (inner.root)
    tree.root = Copier(tree, place, [&](const Node &node) {
                  return inFile(text, decodedOf(inner, node));
                }).copy(*inner.root);
}

const Node *valueIn(const Node *object, std::string_view key) {
  const Member *member = object ? object->find(key) : nullptr;
  return member ? member->value : nullptr;
}

const Node *objectIn(const Node *object, std::string_view key) {
  const Node *value = valueIn(object, key);
  return value && value->is(Node::Kind::Object) ? value : nullptr;
}

std::string_view textIn(const Node *object, std::string_view key) {
  const Node *value = valueIn(object, key);
  return value && value->is(Node::Kind::String) ? std::string_view(value->text)
                                                : std::string_view();
}

std::span<const Member> membersOf(const Node *object) {
  return object ? std::span<const Member>(object->members) : std::span<const Member>();
}

std::span<const Node *const> itemsOf(const Node *list) {
  return list ? std::span<const Node *const>(list->items) : std::span<const Node *const>();
}

std::optional<std::string> scalarText(const Node &node) {
  switch (node.kind) {
  case Node::Kind::Boolean:
    return node.boolean ? "true" : "false";
  case Node::Kind::Number:
  case Node::Kind::String:
    return node.text;
  default:
    return std::nullopt;
  }
}

} // namespace aslc::project
