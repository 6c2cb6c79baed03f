// Terraform's configuration in JSON: `main.tf.json`, and values in `terraform.tfvars.json`.
// https://developer.hashicorp.com/terraform/language/syntax/json
#include "compiler/project/hcl.h"

#include <algorithm>
#include <array>

namespace aslc::project::hcl {

namespace {

using source::Member;
using source::Node;
using source::Range;
using Kind = Expression::Kind;

/// Kinds of blocks, and how many labels they have.
constexpr std::array<std::pair<std::string_view, size_t>, 6> kinds = {
    {{"resource", 2}, {"data", 2}, {"module", 1}, {"variable", 1}, {"output", 1}, {"locals", 0}}};

/// Gives an expression the places that its text has in the file.
void relocate(Expression &expression, const Decoded &outer) {
  auto place = [&](Range range) {
    auto size = static_cast<uint32_t>(outer.text.size());
    uint32_t begin = std::min(range.begin, size - 1);
    return outer.place(begin, std::clamp(range.end, begin + 1, size));
  };
  expression.range = place(expression.range);
  for (Part &part : expression.parts) {
    if (part.value)
      relocate(*part.value, outer);
    else
      part.literal = inFile(outer, part.literal);
  }
  for (const auto &item : expression.items)
    if (item)
      relocate(*item, outer);
}

class JsonReader {
public:
  JsonReader(const source::Tree &tree, Document &document) : tree_(tree), document_(document) {}

  void configuration() {
    for (const Member &member : membersOf(tree_.root))
      for (const auto &[kind, labels] : kinds)
        if (member.key == kind)
          blocks(member, *member.value, {}, labels);
  }

  /// Reads texts as they are, not as templates.
  void values() {
    areTemplates_ = false;
    body(*tree_.root, document_.root);
  }

private:
  using Pointer = std::unique_ptr<Expression>;

  /// The blocks in `value`, an object of labels, a body, or a list of bodies.
  void blocks(const Member &type, const Node &value, const std::vector<std::string> &labels,
              size_t labelsLeft, Range place = {}) {
    for (const Node *item : value.items)
      blocks(type, *item, labels, labelsLeft, place);
    if (!value.is(Node::Kind::Object))
      return;
    if (labelsLeft > 0) {
      for (const Member &member : value.members) {
        std::vector<std::string> more = labels;
        more.push_back(member.key);
        blocks(type, *member.value, more, labelsLeft - 1, member.keyRange);
      }
      return;
    }
    Block &block = document_.root.blocks.emplace_back();
    block.type = type.key;
    block.labels = labels;
    block.range = labels.empty() ? type.keyRange : place;
    body(value, block);
  }

  /// What a member is, an attribute or a block, is known by its reader only.
  void body(const Node &object, Block &block) {
    for (const Member &member : object.members) {
      if (member.key == "//")
        continue;
      block.attributes.push_back({member.key, member.keyRange, expression(*member.value)});
      for (const Node *inner : blocksIn(*member.value)) {
        Block &added = block.blocks.emplace_back();
        added.type = member.key;
        added.range = member.keyRange;
        body(*inner, added);
      }
    }
  }

  static std::vector<const Node *> blocksIn(const Node &value) {
    if (value.is(Node::Kind::Object))
      return {&value};
    std::vector<const Node *> objects;
    for (const Node *item : value.items)
      if (item->is(Node::Kind::Object))
        objects.push_back(item);
    return objects;
  }

  Pointer make(Kind kind, Range range) {
    auto made = std::make_unique<Expression>();
    made->kind = kind;
    made->range = range;
    return made;
  }

  Pointer literal(Decoded text, Range range) {
    Pointer made = make(Kind::Text, range);
    made->parts.push_back({std::move(text), nullptr});
    return made;
  }

  Pointer expression(const Node &node) {
    switch (node.kind) {
    case Node::Kind::String:
      return text(node);
    case Node::Kind::Boolean: {
      Pointer made = make(Kind::Boolean, node.range);
      made->boolean = node.boolean;
      return made;
    }
    case Node::Kind::Number: {
      Pointer made = make(Kind::Number, node.range);
      made->text = node.text;
      return made;
    }
    case Node::Kind::Array: {
      Pointer made = make(Kind::List, node.range);
      for (const Node *item : node.items)
        made->items.push_back(expression(*item));
      return made;
    }
    case Node::Kind::Object: {
      Pointer made = make(Kind::Object, node.range);
      for (const Member &member : node.members) {
        Decoded key;
        key.appendReplacement(member.key, member.keyRange);
        made->items.push_back(literal(std::move(key), member.keyRange));
        made->items.push_back(expression(*member.value));
      }
      return made;
    }
    default:
      return make(Kind::Null, node.range);
    }
  }

  /// A text is a template.
  Pointer text(const Node &node) {
    Decoded outer = decodedOf(tree_, node);
    if (outer.text.empty() || !areTemplates_)
      return literal(std::move(outer), node.range);
    Document inner =
        readText(std::make_shared<const source::File>(document_.file->name(), outer.text));
    if (!inner.wrong.empty()) {
      if (document_.wrong.empty()) {
        document_.wrong = inner.wrong;
        document_.wrongAt = node.range;
      }
      return literal(std::move(outer), node.range);
    }
    Pointer made = std::move(inner.root.attributes[0].value);
    relocate(*made, outer);
    made->range = node.range;
    return made;
  }

  const source::Tree &tree_;
  Document &document_;
  bool areTemplates_ = true;
};

} // namespace

Document readJson(std::shared_ptr<const source::File> file) {
  Document document{file, {}, {}, {}};
  bool isValues = file->name().ends_with(".tfvars.json");
  auto tree = readTemplate(std::move(file), source::Notation::Json);
  if (!tree->faults.empty()) {
    document.wrong = tree->faults[0].message();
    document.wrongAt = tree->faults[0].range;
  }
  if (!tree->root || !tree->root->is(Node::Kind::Object))
    return document;
  JsonReader reader(*tree, document);
  if (isValues)
    reader.values();
  else
    reader.configuration();
  return document;
}

} // namespace aslc::project::hcl
