// Copies of the body of a loop, one for each item.
#include "compiler/project/for_each.h"

#include "compiler/project/functions.h"

#include <algorithm>
#include <cctype>

namespace aslc::project {

using source::Member;
using source::Node;
using source::Tree;

namespace {

constexpr std::string_view prefix = "Fn::ForEach::";
constexpr size_t mostWork = 32u << 20; ///< bytes that loops may make of a template

bool isLoop(const Member &member) { return member.key.starts_with(prefix); }

/// The letters and digits of a text, which is what `&{Name}` stands for.
std::string lettersOf(std::string_view text) {
  std::string out;
  for (char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      out += c;
  return out;
}

class Unroller {
public:
  Unroller(const std::shared_ptr<const Tree> &from, const Given &given, Tree &to)
      : from_(*from), names_(from, given), to_(to) {}

  const Node *root() {
    const Node &from = *from_.root;
    Node *root = to_.make();
    root->kind = Node::Kind::Object;
    root->range = from.range;
    for (const Member &member : from.members) {
      bool isResources = member.key == "Resources" && member.value->is(Node::Kind::Object);
      root->members.push_back(
          {member.key, member.keyRange, isResources ? map(*member.value) : copy(*member.value)});
    }
    return root;
  }

private:
  /// The members of a map, in which loops are members.
  const Node *map(const Node &from) {
    Node *made = to_.make();
    made->kind = Node::Kind::Object;
    made->range = from.range;
    members(from, *made);
    return made;
  }

  void members(const Node &from, Node &made) {
    for (const Member &member : from.members) {
      if (isLoop(member))
        loop(*member.value, made);
      else
        made.members.push_back({inLoop(member.key, values_), member.keyRange, copy(*member.value)});
    }
  }

  /// `[Name, [a, b], {"Key${Name}": ...}]`.
  void loop(const Node &list, Node &made) {
    bool isWhole = list.is(Node::Kind::Array) && list.items.size() == 3 &&
                   list.items[0]->is(Node::Kind::String) && list.items[2]->is(Node::Kind::Object);
    if (!isWhole)
      return;
    Texts around = values_;
    for (const std::string &item : itemsOf(*list.items[1])) {
      if ((work_ += sizeof(Node)) > mostWork)
        break;
      values_[list.items[0]->text] = item;
      members(*list.items[2], made);
    }
    values_ = std::move(around);
  }

  std::vector<std::string> itemsOf(const Node &list) {
    Tree scratch;
    scratch.file = from_.file;
    diag::Engine ignored(from_.file);
    Evaluator evaluator(names_, scratch, ignored);
    evaluator.readFrom(to_);
    const Node *made = evaluator.value(*copy(list));
    std::vector<std::string> texts;
    if (made)
      for (const Node *item : made->items)
        if (auto text = scalarText(*item))
          texts.push_back(*text);
    return texts;
  }

  /// The value of the name that this `Ref` refers to, if it is one of a loop.
  const std::string *referenced(const Node &node) const {
    const Member *function = functionIn(node);
    if (!function || function->key != "Ref")
      return nullptr;
    auto named = values_.find(function->value->text);
    return named == values_.end() ? nullptr : &named->second;
  }

  const Node *copy(const Node &node) {
    work_ += sizeof(Node) + node.text.size();
    if (const std::string *value = referenced(node))
      return makeString(to_, *value, node.range);
    if (node.is(Node::Kind::String))
      return makeString(to_, inLoop(decodedOf(from_, node), values_), node.range);
    Node *made = to_.make();
    made->kind = node.kind;
    made->boolean = node.boolean;
    made->text = node.text;
    made->range = node.range;
    for (const Node *item : node.items)
      made->items.push_back(copy(*item));
    for (const Member &member : node.members)
      made->members.push_back({inLoop(member.key, values_), member.keyRange, copy(*member.value)});
    return made;
  }

  const Tree &from_;
  Template names_; ///< of the template as it is written
  Tree &to_;
  Texts values_; ///< of the loops around
  size_t work_ = 0;
};

} // namespace

std::shared_ptr<const Tree> withLoops(std::shared_ptr<const Tree> tree, const Given &given) {
  const Node *resources = objectIn(tree->root, "Resources");
  auto members = membersOf(resources);
  if (std::none_of(members.begin(), members.end(), isLoop))
    return tree;
  auto made = std::make_shared<Tree>();
  made->file = tree->file;
  made->faults = tree->faults;
  made->ambiguous = tree->ambiguous;
  made->root = Unroller(tree, given, *made).root();
  return made;
}

Decoded inLoop(Decoded text, const Texts &values) {
  if (values.empty())
    return text;
  std::string_view whole = text.text;
  Decoded made;
  size_t done = 0;
  for (size_t at = whole.find('{', 1); at != whole.npos; at = whole.find('{', at + 1)) {
    size_t end = whole.find('}', at);
    if (end == whole.npos)
      break;
    char kind = whole[at - 1];
    auto value = values.find(whole.substr(at + 1, end - at - 1));
    if (value == values.end() || (kind != '$' && kind != '&'))
      continue;
    made.append(text, done, at - 1);
    made.appendReplacement(kind == '$' ? value->second : lettersOf(value->second),
                           text.place(at - 1, end + 1));
    done = end + 1;
  }
  made.append(text, done, whole.size());
  return made;
}

std::string inLoop(const std::string &text, const Texts &values) {
  Decoded whole;
  whole.appendReplacement(text, {});
  return inLoop(std::move(whole), values).text;
}

} // namespace aslc::project
