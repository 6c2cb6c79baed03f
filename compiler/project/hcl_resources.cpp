// Resources as values: lists and objects of their instances, and the attributes that are taken of
// them.
#include "compiler/project/hcl_nodes.h"
#include "compiler/project/hcl_values.h"
#include "runtime/support/closest.h"

#include <algorithm>
#include <cctype>

namespace aslc::project {

using source::Node;

namespace {

/// A resource as a value is a text: the mark, and the steps that lead to it.
constexpr char mark = '\x01', between = '\x1f';

std::optional<std::vector<std::string>> resourceIn(std::string_view text) {
  if (!text.starts_with(mark))
    return std::nullopt;
  std::vector<std::string> steps(1);
  for (char c : text.substr(1))
    if (c == between)
      steps.emplace_back();
    else
      steps.back() += c;
  bool isData = steps[0] == "data"; // what is written in a module may begin so too
  bool isResource = steps.size() > (isData ? 2 : 1) && (isData || steps[0].starts_with("aws_"));
  return isResource ? std::optional(steps) : std::nullopt;
}

std::optional<std::vector<std::string>> resourceIn(const Node &value) {
  return value.is(Node::Kind::String) ? resourceIn(value.text) : std::nullopt;
}

std::string markedText(const std::vector<std::string> &steps) {
  std::string text;
  for (const std::string &step : steps)
    text += (text.empty() ? mark : between) + step;
  return text;
}

bool isIndex(const std::string &step) {
  return !step.empty() && std::all_of(step.begin(), step.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
}

} // namespace

std::string withoutMark(std::string text) {
  if (!resourceIn(text))
    return text;
  std::replace(text.begin(), text.end(), between, '.');
  return text.substr(1);
}

const Node *HclEvaluator::resource(const std::vector<std::string> &steps, const Placed &at) {
  bool isData = steps[0] == "data";
  size_t named = isData ? 3 : 2;
  bool mayBe = (isData || steps[0].starts_with("aws_")) && steps.size() >= named &&
               steps.size() <= named + 1;
  const hcl::Document *document = nullptr;
  const hcl::Block *block = mayBe ? module_.block(isData ? "data" : "resource", steps[named - 2],
                                                  steps[named - 1], &document)
                                  : nullptr;
  if (!block)
    return nullptr;
  bool isCounted = block->find("count") != nullptr;
  auto many = module_.instancesOf(*document, *block);
  std::vector<Module::Instance> instances;
  if (many)
    instances = std::move(many->all);
  else if (isCounted) // one stands for all that are not known
    instances.push_back({"0", "", true});
  if (steps.size() > named) { // one instance, or an attribute
    bool isInstance = isCounted
                          ? isIndex(steps[named])
                          : std::any_of(instances.begin(), instances.end(),
                                        [&](const auto &each) { return each.key == steps[named]; });
    return isInstance ? made(markedText(steps), at) : nullptr;
  }
  auto instance = [&](const std::string &key) {
    std::vector<std::string> own = steps;
    own.push_back(key);
    return made(markedText(own), at);
  };
  if (isCounted) {
    Node *all = make(Node::Kind::Array, at);
    for (const Module::Instance &each : instances)
      all->items.push_back(instance(each.key));
    return all;
  }
  if (!block->find("for_each"))
    return made(markedText(steps), at);
  Node *all = make(Node::Kind::Object, at);
  for (const Module::Instance &each : instances)
    all->members.push_back({each.key, placeOf(at), instance(each.key)});
  return all;
}

const Node *HclEvaluator::stepInto(const Node &value, const std::string &step, const Placed &at) {
  if (auto steps = resourceIn(value)) {
    steps->push_back(step);
    return made(module_.reference(*steps), at);
  }
  const Node *found = itemIn(value, step);
  if (!found && isOpen(value)) // which has other keys, and more items
    found = !value.items.empty()     ? value.items[0]
            : !value.members.empty() ? value.members[0].value
                                     : nullptr;
  return found;
}

const Node *HclEvaluator::standIn(const Expression &type, const std::string &name,
                                  const Placed &at) {
  std::string kind = type.is(Expression::Kind::Path) ? type.steps[0] : type.text;
  const Expression *of = type.items.empty() ? nullptr : type.items[0].get();
  if (kind == "number")
    return number(1, at);
  if (kind == "bool")
    return boolean(false, at);
  if (kind == "optional" && of)
    return standIn(*of, name, at);
  if (kind == "list" || kind == "set" || kind == "map" || kind == "object" || kind == "tuple")
    return standInContainer(kind, of, name, at);
  return made(module_.standInText(name), at);
}

const Node *HclEvaluator::standInContainer(const std::string &kind, const Expression *of,
                                           const std::string &name, const Placed &at) {
  bool isObject = kind == "map" || kind == "object";
  Node *all = make(isObject ? Node::Kind::Object : Node::Kind::Array, at);
  if (kind == "object") {
    for (size_t i = 0; of && i + 1 < of->items.size(); i += 2) {
      std::string key = plainText(*value({at.document, of->items[i].get()}));
      all->members.push_back({key, placeOf(at), standIn(*of->items[i + 1], key, at)});
    }
  } else if (kind == "tuple") {
    for (size_t i = 0; of && i < of->items.size(); ++i)
      all->items.push_back(standIn(*of->items[i], name, at));
  } else {
    const Node *item = of ? standIn(*of, name, at) : made(module_.standInText(name), at);
    if (isObject)
      all->members.push_back({"key", placeOf(at), item});
    else
      all->items.push_back(item);
    open_.insert(all);
  }
  return all;
}

const Node *HclEvaluator::madeOf(const Node *made, const Nodes &from) {
  bool isContainer = made->is(Node::Kind::Array) || made->is(Node::Kind::Object);
  if (isContainer &&
      std::any_of(from.begin(), from.end(), [&](const Node *each) { return isOpen(*each); }))
    open_.insert(made);
  return made;
}

const Node *HclEvaluator::expanded(const Node &value, const Placed &at) {
  if (auto steps = resourceIn(value)) {
    Node *object = make(Node::Kind::Object, at);
    auto add = [&](const std::string &name) {
      if (!object->find(name))
        object->members.push_back({name, placeOf(at), stepInto(value, name, at)});
    };
    for (const char *name : {"arn", "id", "name"})
      add(name);
    const hcl::Document *document = nullptr;
    bool isData = (*steps)[0] == "data";
    if (const hcl::Block *block = module_.block(isData ? "data" : "resource", (*steps)[isData],
                                                (*steps)[isData + 1], &document))
      for (const hcl::Attribute &attribute : block->attributes)
        add(attribute.name);
    for (const char *name : {"url", "function_name", "invoke_arn", "qualified_arn"})
      add(name);
    object->members = sortedMembers(*object);
    return object;
  }
  if (!value.is(Node::Kind::Array) && !value.is(Node::Kind::Object))
    return &value;
  if (!module_.spend(sizeof(Node))) // a value may stand in many places
    return unsupported(at, "the expressions of this module make too much text");
  Node *copy = make(value.kind, at);
  copy->range = value.range;
  for (const Node *item : value.items)
    copy->items.push_back(expanded(*item, at));
  for (const source::Member &member : sortedMembers(value))
    copy->members.push_back({member.key, member.keyRange, expanded(*member.value, at)});
  return copy;
}

const Node *HclEvaluator::output(const std::vector<std::string> &steps, const Placed &at) {
  const Module::Children *all =
      steps[0] == "module" && steps.size() >= 2 ? module_.children(steps[1]) : nullptr;
  if (!all)
    return nullptr;
  size_t next = 2;
  if (all->isKeyed && steps.size() == next) {
    Node *many = make(all->isCounted ? Node::Kind::Array : Node::Kind::Object, at);
    for (const auto &[key, module] : all->modules)
      if (all->isCounted)
        many->items.push_back(outputsOf(*module, at));
      else
        many->members.push_back({key, placeOf(at), outputsOf(*module, at)});
    return many;
  }
  const Module *module = all->isKeyed ? nullptr : all->modules[0].second.get();
  for (const auto &[key, each] : all->modules)
    if (all->isKeyed && key == steps[next])
      module = each.get();
  next += all->isKeyed;
  std::string name = "module." + steps[1] + (all->isKeyed ? "[\"" + steps[2] + "\"]" : "");
  if (!module)
    return wrongName(at, "there is no `" + name + "`");
  if (steps.size() == next)
    return outputsOf(*module, at);
  Placed value = module->output(steps[next]);
  if (!value.expression) {
    auto meant = asl::closest(steps[next], module->outputs());
    return wrongName(at, "the module `" + steps[1] + "` has no output `" + steps[next] + "`" +
                             (meant ? "; did you mean `" + *meant + "`?" : ""));
  }
  return inside(*outputOf(*module, value, at), next + 1, at);
}

const Node *HclEvaluator::outputOf(const Module &module, const Placed &value, const Placed &at) {
  HclEvaluator inner(module, out_, diags_);
  inner.fixed_ = placeOf(at);
  inner.depth_ = depth_;
  return inner.expanded(*inner.value(value), value);
}

const Node *HclEvaluator::outputsOf(const Module &module, const Placed &at) {
  Node *object = make(Node::Kind::Object, at);
  for (const std::string &name : module.outputs())
    if (Placed value = module.output(name); value.expression && !object->find(name))
      object->members.push_back({name, placeOf(at), outputOf(module, value, at)});
  return object;
}

const Node *HclEvaluator::wrongName(const Placed &at, const std::string &problem) {
  diags_.emit(placeOf(at), diag::Kind::BadTemplate, {problem});
  return made("unknown", at);
}

} // namespace aslc::project
