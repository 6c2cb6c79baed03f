// The structure of values, and the functions that choose between values.
#include "compiler/project/functions.h"

#include "compiler/project/definition.h"
#include "compiler/project/for_each.h"
#include "compiler/project/template_names.h"
#include "runtime/support/document/json_words.h"
#include "runtime/support/file.h"

#include <algorithm>

namespace aslc::project {

using source::Member;
using source::Node;
using source::Range;

namespace {

constexpr size_t mostErrors = 200; ///< of one definition

/// Stands for a value that cannot be known, so that its field is not called wrong as well.
constexpr std::string_view unresolved = "arn:aws:lambda:us-east-1:123456789012:function:unresolved";

class Deeper {
public:
  explicit Deeper(unsigned &depth) : depth_(depth) { ++depth_; }
  ~Deeper() { --depth_; }
  Deeper(const Deeper &) = delete;
  Deeper &operator=(const Deeper &) = delete;

private:
  unsigned &depth_;
};

/// Values as text, for comparing them.
std::string comparable(const Node *node) {
  if (!node)
    return {};
  return scalarText(*node).value_or(source::toJson(*node));
}

} // namespace

const Member *functionIn(const Node &node) {
  if (!node.is(Node::Kind::Object) || node.members.size() != 1)
    return nullptr;
  const Member &only = node.members[0];
  bool isFunction =
      only.key == "Ref" || (only.key.starts_with("Fn::") && !only.key.starts_with("Fn::ForEach"));
  return isFunction ? &only : nullptr;
}

Evaluator::Evaluator(const Template &around, source::Tree &out, diag::Engine &diags,
                     const Placeholders *substitutions)
    : around_(around), out_(out), diags_(diags), substitutions_(substitutions),
      from_(&around.tree()) {}

const Node *Evaluator::wrong(Range range, const std::string &problem) {
  if (diags_.errorCount() < mostErrors)
    diags_.emit(isOwnPlace_ ? range : placeOf(range), diag::Kind::BadTemplate, {problem});
  return made(std::string(unresolved), range);
}

const Node *Evaluator::wrongForm(const Member &function, std::string_view needs) {
  return wrong(function.keyRange, "`" + function.key + "` needs " + std::string(needs));
}

Decoded Evaluator::decoded(const Node &string) const {
  if (!fixed_)
    return decodedOf(*from_, string);
  Decoded text;
  text.appendReplacement(string.text, *fixed_);
  return text;
}

const Node *Evaluator::made(Decoded text, Range range) {
  work_ += text.text.size();
  return makeString(out_, std::move(text), placeOf(range));
}

const Node *Evaluator::listOf(std::vector<std::string> texts, Range range) {
  Node *list = out_.make();
  list->kind = Node::Kind::Array;
  list->range = placeOf(range);
  for (std::string &text : texts)
    list->items.push_back(made(std::move(text), range));
  return list;
}

template <typename Evaluate>
auto Evaluator::readingFrom(const source::Tree &tree, Range range, Evaluate evaluate) {
  bool isOwnBefore = std::exchange(isOwnPlace_, isOwnPlace_ && from_ == &tree);
  const source::Tree *before = std::exchange(from_, &tree);
  std::optional<Range> placeBefore = std::exchange(fixed_, placeOf(range));
  auto result = evaluate();
  isOwnPlace_ = isOwnBefore;
  from_ = before;
  fixed_ = placeBefore;
  return result;
}

const Node *Evaluator::elsewhere(const source::Tree &tree, const Node &node, Range range) {
  return readingFrom(tree, range, [&] { return value(node); });
}

// ---- Structure ----

const Node *Evaluator::value(const Node &node) {
  Deeper deeper(depth_);
  if (depth_ > mostDepth_)
    return wrong(node.range, "this is nested too deeply, or refers to itself");
  work_ += sizeof(Node);
  if (work_ > mostWork)
    return wrong(node.range, "the functions of this definition make too much text");
  switch (node.kind) {
  case Node::Kind::Object: {
    const Member *found = functionIn(node);
    return found ? function(*found, node.range) : object(node);
  }
  case Node::Kind::Array:
    return array(node);
  case Node::Kind::String:
    return string(node);
  default:
    break;
  }
  Node *leaf = out_.make();
  leaf->kind = node.kind;
  leaf->boolean = node.boolean;
  leaf->text = node.text;
  leaf->range = placeOf(node.range);
  return leaf;
}

const Node *Evaluator::array(const Node &node) {
  Node *list = out_.make();
  list->kind = Node::Kind::Array;
  list->range = placeOf(node.range);
  for (const Node *item : node.items)
    if (const Node *made = value(*item))
      list->items.push_back(made);
  return list;
}

/// `made`, the value of a field of a definition; where it is not known and must be an ARN or may be
/// a number, what stands for it there.
const Node *Evaluator::standIn(std::string_view field, const Node *made) {
  bool isText = made && made->is(Node::Kind::String) && !made->text.starts_with("arn:");
  if (!isText || (field != "Resource" && !needsNumber(field)))
    return made;
  auto part = unknown_.find(made->range.begin);
  if (part == unknown_.end())
    return made;
  const auto &[name, remedy, isVariable] = part->second;
  if (field == "Resource")
    return this->made(around_.guessedArn(name.substr(name.find_last_of(":/.") + 1)), made->range);
  if (!isVariable)
    return made;
  if (asl::document::isJsonNumber(made->text)) {
    Node *number = out_.make();
    number->kind = Node::Kind::Number;
    number->text = made->text;
    number->range = made->range;
    return number;
  }
  diags_.emit(made->range, diag::Kind::UndefinedPlaceholder, {name})
      .weaken(diag::Severity::Warning)
      .hint(remedy);
  return this->made("${" + name + "}", made->range);
}

const Node *Evaluator::object(const Node &node) {
  Node *object = out_.make();
  object->kind = Node::Kind::Object;
  object->range = placeOf(node.range);
  for (const Member &member : node.members) {
    if (member.key.starts_with("Fn::ForEach::")) {
      forEach(member, *object);
      continue;
    }
    std::string key = inLoop(member.key, loop_);
    const Node *made = standIn(key, value(*member.value));
    if (!made)
      continue;
    if (substitutions_ && !fixed_ && key.find("${") != key.npos) {
      Decoded text;
      text.appendReplacement(key, member.keyRange);
      key = substitutions_->substitute(std::move(text), out_).text;
    }
    object->members.push_back({std::move(key), placeOf(member.keyRange), made});
  }
  return object;
}

/// `Fn::ForEach::Loop: [Name, [a, b], {"Key${Name}": ...}]` adds members for each item.
bool Evaluator::forEach(const Member &loop, Node &object) {
  const Node &list = *loop.value;
  bool isLoop = list.is(Node::Kind::Array) && list.items.size() == 3 &&
                list.items[0]->is(Node::Kind::String) && list.items[2]->is(Node::Kind::Object);
  const Node *items = isLoop ? value(*list.items[1]) : nullptr;
  if (!items || !items->is(Node::Kind::Array)) {
    wrongForm(loop, "a name, a list and an object");
    return false;
  }
  Texts around = loop_;
  for (const Node *item : items->items) {
    loop_[list.items[0]->text] = comparable(item);
    const Node *added = value(*list.items[2]);
    if (added && added->is(Node::Kind::Object))
      object.members.insert(object.members.end(), added->members.begin(), added->members.end());
  }
  loop_ = std::move(around);
  return true;
}

const Node *Evaluator::string(const Node &node) {
  Decoded text = resolved(inLoop(decoded(node), loop_));
  if (around_.onText)
    if (const Node *replaced = around_.onText(text, node.range, *this))
      return replaced;
  if (substitutions_ && !fixed_)
    text = substitutions_->substitute(std::move(text), out_);
  return made(std::move(text), node.range);
}

std::optional<std::string> Evaluator::text(const Node &node) {
  const Node *made = value(node);
  std::optional<std::string> text = made ? scalarText(*made) : std::nullopt;
  if (!text)
    wrong(node.range, "this should be a text, but is " +
                          (made ? std::string(source::Node::Kind::Null == made->kind
                                                  ? "null"
                                                  : asl::document::kindName(made->kind))
                                : "`AWS::NoValue`"));
  return text;
}

// ---- Functions that choose ----

const Node *Evaluator::arguments(const Member &function, size_t least, size_t most,
                                 std::string_view needs) {
  const Node *list = function.value;
  if (functionIn(*list)) { // a function that gives the list
    list = value(*list);
    from_ = &out_; // until the end of `function`
  }
  if (list && list->is(Node::Kind::Array) && list->items.size() >= least &&
      list->items.size() <= most)
    return list;
  wrongForm(function, needs);
  return nullptr;
}

const Node *Evaluator::function(const Member &function, Range range) {
  const source::Tree *before = from_;
  const Node *result = resultOf(function, range);
  from_ = before;
  return result;
}

const Node *Evaluator::resultOf(const Member &function, Range range) {
  std::string_view name = function.key;
  if (name == "Ref")
    return reference(function, range);
  if (name == "Fn::GetAtt")
    return attribute(function, range);
  if (name == "Fn::Sub")
    return substituted(function, range);
  if (name == "Fn::Join")
    return joined(function, range);
  if (name == "Fn::Select")
    return selected(function, range);
  if (name == "Fn::Split")
    return split(function, range);
  if (name == "Fn::FindInMap")
    return found(function, range);
  if (name == "Fn::If")
    return chosen(function, range);
  if (name == "Fn::ImportValue")
    return imported(function, range);
  if (name == "Fn::Transform")
    return transformed(function, range);
  return structural(function, range);
}

const Node *Evaluator::found(const Member &function, Range range) {
  const Node *list = arguments(function, 3, 4, "the name of a mapping and two keys");
  if (!list)
    return made(std::string(unresolved), range);
  std::string names[3];
  for (size_t i = 0; i < 3; ++i)
    names[i] = text(*list->items[i]).value_or("");
  if (const Node *mapped = around_.mapped(names[0], names[1], names[2]))
    return elsewhere(around_.tree(), *mapped, range);
  const Node *fallback =
      list->items.size() == 4 ? valueIn(list->items[3], "DefaultValue") : nullptr;
  if (fallback)
    return value(*fallback);
  if (!around_.hasMapping(names[0]))
    return wrong(range, "there is no mapping `" + names[0] + "` in this template");
  return wrong(range, "there is no value for `" + names[1] + "` and `" + names[2] +
                          "` in the mapping `" + names[0] + "`");
}

const Node *Evaluator::chosen(const Member &function, Range range) {
  const Node *list = arguments(function, 3, 3, "a condition and two values");
  if (!list)
    return made(std::string(unresolved), range);
  bool isFirst = holds(*list->items[0]);
  std::set<std::string, std::less<>> bound;
  for (const auto &[name, text] : loop_)
    bound.insert(name);
  NameCheck(
      around_, *from_, [&](Range place, const std::string &problem) { wrong(place, problem); },
      std::move(bound))
      .visit(*list->items[isFirst ? 2 : 1]);
  return value(*list->items[isFirst ? 1 : 2]);
}

bool Evaluator::holds(const Node &condition) {
  Deeper deeper(depth_);
  if (depth_ > mostDepth_) {
    wrong(condition.range, "this condition refers to itself");
    return false;
  }
  std::string_view written = condition.is(Node::Kind::String) ? std::string_view(condition.text)
                                                              : textIn(&condition, "Condition");
  std::string name = inLoop(std::string(written), loop_);
  if (!name.empty()) {
    const Node *named = around_.condition(name);
    if (named && from_ == &around_.tree())
      return holds(*named);
    if (named) // by a value of another file, or by a text that was made
      return readingFrom(around_.tree(), condition.range, [&] { return holds(*named); });
    wrong(condition.range, unknownCondition(around_, name));
    return false;
  }
  const Member *function = functionIn(condition);
  if (function && function->value->is(Node::Kind::Array)) {
    const std::vector<const Node *> &items = function->value->items;
    auto isTrue = [&](const Node *item) { return holds(*item); };
    if (function->key == "Fn::And")
      return std::all_of(items.begin(), items.end(), isTrue);
    if (function->key == "Fn::Or")
      return std::any_of(items.begin(), items.end(), isTrue);
    if (function->key == "Fn::Not" && items.size() == 1)
      return !holds(*items[0]);
    if (function->key == "Fn::Equals" && items.size() == 2)
      return comparable(value(*items[0])) == comparable(value(*items[1]));
  }
  wrong(condition.range, "this is not a condition");
  return false;
}

const Node *Evaluator::imported(const Member &function, Range range) {
  std::optional<std::string> name = text(*function.value);
  if (!name)
    return made(std::string(unresolved), range);
  if (const std::string *given = around_.given().find(*name))
    return made(*given, range);
  size_t end = name->size();
  bool isArn =
      end >= 3 && (name->ends_with("Arn") || name->ends_with("ARN") || name->ends_with("arn"));
  if (!isArn)
    unknown_[placeOf(range).begin] = {*name, "give `--define " + *name + "=...`", false};
  return made(isArn ? around_.guessedArn(*name) : *name, range);
}

/// A transform of the template; of these only files that are included are known.
const Node *Evaluator::transformed(const Member &function, Range range) {
  const Node *location = valueIn(objectIn(function.value, "Parameters"), "Location");
  if (textIn(function.value, "Name") != "AWS::Include" || !location)
    return wrong(function.keyRange,
                 "of all transforms only `AWS::Include` can be carried out here");
  std::optional<std::string> name = text(*location);
  if (!name)
    return made(std::string(unresolved), range);
  std::string path = pathFrom(*from_->file, *name);
  auto content = asl::readFile(path, mostWork);
  if (!content)
    return wrong(location->range, "the file `" + path + "` cannot be read: " + content.error());
  auto part = readTemplate(std::make_shared<const source::File>(path, *std::move(content)));
  if (!part->root || !part->faults.empty())
    return wrong(location->range,
                 "the file `" + path + "` is not JSON or YAML" +
                     (part->faults.empty() ? "" : ": " + part->faults[0].message()));
  work_ += part->file->text().size();
  return elsewhere(*part, *part->root, range);
}

} // namespace aslc::project
