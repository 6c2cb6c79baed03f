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
        made.members.push_back({replaced(member.key), member.keyRange, copy(*member.value)});
    }
  }

  /// `[Name, [a, b], {"Key${Name}": ...}]`.
  void loop(const Node &list, Node &made) {
    bool isWhole = list.is(Node::Kind::Array) && list.items.size() == 3 &&
                   list.items[0]->is(Node::Kind::String) && list.items[2]->is(Node::Kind::Object);
    if (!isWhole)
      return;
    for (const std::string &item : itemsOf(*list.items[1])) {
      if ((work_ += sizeof(Node)) > mostWork)
        return;
      values_.emplace_back(list.items[0]->text, item);
      members(*list.items[2], made);
      values_.pop_back();
    }
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

  std::string replaced(std::string text) const {
    for (const auto &[name, value] : values_)
      for (const auto &[mark, with] :
           {std::pair("${" + name + "}", value), std::pair("&{" + name + "}", lettersOf(value))})
        for (size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + with.size()))
          text.replace(at, mark.size(), with);
    return text;
  }

  /// The value of the name that this `Ref` refers to, if it is one of a loop.
  const std::string *referenced(const Node &node) const {
    const Member *function = functionIn(node);
    if (!function || function->key != "Ref")
      return nullptr;
    auto named = std::find_if(values_.rbegin(), values_.rend(), [&](const auto &value) {
      return value.first == function->value->text;
    });
    return named == values_.rend() ? nullptr : &named->second;
  }

  const Node *copy(const Node &node) {
    work_ += sizeof(Node) + node.text.size();
    if (const std::string *value = referenced(node))
      return makeString(to_, *value, node.range);
    if (node.is(Node::Kind::String))
      return string(node);
    Node *made = to_.make();
    made->kind = node.kind;
    made->boolean = node.boolean;
    made->text = node.text;
    made->range = node.range;
    for (const Node *item : node.items)
      made->items.push_back(copy(*item));
    for (const Member &member : node.members)
      made->members.push_back({replaced(member.key), member.keyRange, copy(*member.value)});
    return made;
  }

  /// A text with the names of loops replaced; the rest keeps its places.
  const Node *string(const Node &node) {
    Decoded text = decodedOf(from_, node), made;
    size_t done = 0;
    for (size_t at = text.text.find('{'); at != text.text.npos; at = text.text.find('{', at + 1)) {
      size_t end = std::min(text.text.find('}', at), text.text.size());
      if (at == 0 || end == text.text.size() ||
          (text.text[at - 1] != '$' && text.text[at - 1] != '&'))
        continue;
      std::string mark = text.text.substr(at - 1, end + 1 - (at - 1)), value = replaced(mark);
      if (value == mark)
        continue;
      made.append(text, done, at - 1);
      made.appendReplacement(value, text.place(at - 1, end + 1));
      done = end + 1;
    }
    made.append(text, done, text.text.size());
    return makeString(to_, std::move(made), node.range);
  }

  const Tree &from_;
  Template names_; ///< of the template as it is written
  Tree &to_;
  std::vector<std::pair<std::string, std::string>> values_; ///< of the loops around
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

} // namespace aslc::project
