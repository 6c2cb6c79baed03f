// Resolves paths, stages, ancestors and tail calls of a JSONata tree.
#include "compiler/expr/jsonata/resolve.h"
#include "runtime/expr/jsonata/numbers/number_text.h"

namespace aslc::jsonata {

namespace {

using SlotPtr = std::shared_ptr<Slot>;

class Resolver {
public:
  std::variant<NodePtr, Error> run(NodePtr written) {
    NodePtr tree = resolve(std::move(written));
    if (!error_ && (tree->kind == NodeKind::Parent || !tree->seekingParent.empty()))
      fail("S0217", tree->position, kindName(*tree));
    if (error_)
      return *error_;
    return tree;
  }

private:
  void fail(std::string code, size_t position, std::string token = {}, std::string value = {}) {
    if (!error_)
      error_ = Error{std::move(code), position, std::move(token), std::move(value)};
  }

  /// The reference's name of a node's type, for messages.
  static std::string kindName(const Node &node) {
    switch (node.kind) {
    case NodeKind::String:
      return "string";
    case NodeKind::Number:
      return "number";
    case NodeKind::Boolean:
    case NodeKind::Null:
      return "value";
    case NodeKind::Variable:
      return "variable";
    case NodeKind::Descendant:
      return "descendant";
    case NodeKind::Parent:
      return "parent";
    case NodeKind::Regex:
      return "regex";
    case NodeKind::Binary:
      return "binary";
    case NodeKind::Negate:
    case NodeKind::Array:
    case NodeKind::Object:
      return "unary";
    case NodeKind::Call:
      return "function";
    case NodeKind::Partial:
      return "partial";
    case NodeKind::Lambda:
      return "lambda";
    case NodeKind::Condition:
    case NodeKind::Default:
      return "condition";
    case NodeKind::Block:
      return "block";
    case NodeKind::Transform:
      return "transform";
    case NodeKind::Path:
      return "path";
    case NodeKind::Sort:
      return "sort";
    case NodeKind::Bind:
      return "bind";
    case NodeKind::Apply:
      return "apply";
    default:
      return "name";
    }
  }

  NodePtr resolve(NodePtr node) {
    bool keepArray = node->keepArray;
    NodePtr result = resolveKind(std::move(node));
    if (keepArray)
      result->keepArray = true;
    return result;
  }

  void resolveInto(Node &parent, NodePtr &child) {
    child = resolve(std::move(child));
    inheritAncestry(parent, *child);
  }

  NodePtr resolveKind(NodePtr node) {
    switch (node->kind) {
    case NodeKind::Dot:
      return path(std::move(node));
    case NodeKind::Predicate:
      return predicate(std::move(node));
    case NodeKind::Group:
      return group(std::move(node));
    case NodeKind::OrderBy:
      return orderBy(std::move(node));
    case NodeKind::Focus:
      return focus(std::move(node));
    case NodeKind::Index:
      return index(std::move(node));
    case NodeKind::Name: {
      NodePtr result = std::make_unique<Node>();
      result->kind = NodeKind::Path;
      result->begin = node->begin;
      result->position = node->position;
      result->keepSingletonArray = node->keepArray;
      result->items.push_back(std::move(node));
      return result;
    }
    case NodeKind::Parent:
      node->slot = std::make_shared<Slot>();
      node->slot->label = "!" + std::to_string(ancestry_.size());
      node->slot->index = ancestry_.size();
      ancestry_.push_back(node.get());
      return node;
    case NodeKind::End:
      fail("S0207", node->position, "(end)");
      return node;
    default:
      resolveParts(*node);
      return finish(std::move(node));
    }
  }

  void resolveParts(Node &node) {
    switch (node.kind) {
    case NodeKind::Assign:
      node.lhs = resolve(std::move(node.lhs));
      resolveInto(node, node.rhs);
      break;
    case NodeKind::Chain:
      node.lhs = resolve(std::move(node.lhs));
      node.rhs = resolve(std::move(node.rhs));
      break;
    case NodeKind::Transform:
      node.pattern = resolve(std::move(node.pattern));
      node.update = resolve(std::move(node.update));
      if (node.remove)
        node.remove = resolve(std::move(node.remove));
      break;
    case NodeKind::Lambda:
      node.body = tailCall(resolve(std::move(node.body)));
      break;
    case NodeKind::Call:
    case NodeKind::Partial:
      for (NodePtr &item : node.items)
        if (item->kind != NodeKind::Placeholder)
          resolveInto(node, item);
      node.procedure = resolve(std::move(node.procedure));
      break;
    case NodeKind::Condition:
      resolveInto(node, node.condition);
      resolveInto(node, node.then);
      if (node.otherwise)
        resolveInto(node, node.otherwise);
      break;
    case NodeKind::Object:
      for (auto &[key, value] : node.pairs) {
        resolveInto(node, key);
        resolveInto(node, value);
      }
      break;
    default:
      if (node.lhs)
        resolveInto(node, node.lhs);
      if (node.rhs)
        resolveInto(node, node.rhs);
      for (NodePtr &item : node.items)
        resolveInto(node, item);
    }
  }

  static NodePtr finish(NodePtr node) {
    if (node->kind == NodeKind::Assign) {
      node->kind = NodeKind::Bind;
    } else if (node->kind == NodeKind::Chain) {
      node->kind = NodeKind::Apply;
      node->keepArray = node->lhs->keepArray || node->rhs->keepArray;
    } else if (node->kind == NodeKind::Negate && node->lhs->kind == NodeKind::Number) {
      NodePtr number = std::move(node->lhs);
      number->number = -number->number;
      number->text = "-" + number->text;
      return number;
    } else if (node->kind == NodeKind::Block) {
      for (const NodePtr &part : node->items)
        if (part->consArray || (part->kind == NodeKind::Path && part->items[0]->consArray))
          node->consArray = true;
    }
    return node;
  }

  NodePtr path(NodePtr node) {
    NodePtr first = resolve(std::move(node->lhs));
    NodePtr result;
    if (first->kind == NodeKind::Path) {
      result = std::move(first);
    } else {
      result = std::make_unique<Node>();
      result->kind = NodeKind::Path;
      result->begin = first->begin;
      result->position = first->position;
      if (first->kind == NodeKind::Parent)
        result->seekingParent.push_back(first->slot);
      result->items.push_back(std::move(first));
    }
    NodePtr rest = resolve(std::move(node->rhs));
    if (rest->kind == NodeKind::Path) {
      for (NodePtr &step : rest->items)
        result->items.push_back(std::move(step));
    } else {
      rest->stages = std::move(rest->predicates);
      rest->predicates.clear();
      result->items.push_back(std::move(rest));
    }
    for (NodePtr &step : result->items) {
      if (step->kind == NodeKind::Number || step->kind == NodeKind::Boolean ||
          step->kind == NodeKind::Null) {
        bool isNumber = step->kind == NodeKind::Number;
        fail("S0213", step->position, {},
             isNumber ? asl::jsonata::numberText(step->number) : step->text);
        error_->isValueText = error_->code != "S0213";
      }
      if (step->kind == NodeKind::String)
        step->kind = NodeKind::Name;
      if (step->keepArray)
        result->keepSingletonArray = true;
    }
    for (Node *end : {result->items.front().get(), result->items.back().get()})
      if (end->kind == NodeKind::Array)
        end->consArray = true;
    resolveAncestry(*result);
    return result;
  }

  NodePtr predicate(NodePtr node) {
    NodePtr result = resolve(std::move(node->lhs));
    bool isPath = result->kind == NodeKind::Path;
    Node &step = isPath ? *result->items.back() : *result;
    if (step.group)
      fail("S0209", node->position);
    NodePtr condition = resolve(std::move(node->rhs));
    if (!condition->seekingParent.empty()) {
      for (const SlotPtr &slot : condition->seekingParent)
        if (slot->level == 1)
          seekParent(step, slot);
        else
          --slot->level;
      inheritAncestry(step, *condition);
    }
    Stage stage;
    stage.expression = std::move(condition);
    stage.position = node->position;
    (isPath ? step.stages : step.predicates).push_back(std::move(stage));
    return result;
  }

  NodePtr group(NodePtr node) {
    NodePtr result = resolve(std::move(node->lhs));
    if (result->group)
      fail("S0210", node->position);
    GroupBy group;
    group.position = node->position;
    for (auto &[key, value] : node->pairs) {
      NodePtr resolvedKey = resolve(std::move(key));
      group.pairs.emplace_back(std::move(resolvedKey), resolve(std::move(value)));
    }
    result->group = std::move(group);
    return result;
  }

  NodePtr wrapInPath(NodePtr step) {
    if (step->kind == NodeKind::Path)
      return step;
    NodePtr result = std::make_unique<Node>();
    result->kind = NodeKind::Path;
    result->begin = step->begin;
    result->position = step->position;
    result->items.push_back(std::move(step));
    return result;
  }

  NodePtr orderBy(NodePtr node) {
    NodePtr result = wrapInPath(resolve(std::move(node->lhs)));
    NodePtr sort = std::make_unique<Node>();
    sort->kind = NodeKind::Sort;
    sort->begin = node->begin;
    sort->position = node->position;
    for (SortTerm &term : node->terms) {
      resolveInto(*sort, term.expression);
      sort->terms.push_back(std::move(term));
    }
    result->items.push_back(std::move(sort));
    resolveAncestry(*result);
    return result;
  }

  NodePtr focus(NodePtr node) {
    NodePtr result = resolve(std::move(node->lhs));
    Node &step = result->kind == NodeKind::Path ? *result->items.back() : *result;
    if (!step.stages.empty() || !step.predicates.empty())
      fail("S0215", node->position);
    if (step.kind == NodeKind::Sort)
      fail("S0216", node->position);
    if (node->keepArray)
      step.keepArray = true;
    step.focus = node->text;
    step.tuple = true;
    return result;
  }

  NodePtr index(NodePtr node) {
    NodePtr result = resolve(std::move(node->lhs));
    if (result->kind != NodeKind::Path) {
      result->stages = std::move(result->predicates);
      result->predicates.clear();
      result = wrapInPath(std::move(result));
    }
    Node &step = *result->items.back();
    if (step.stages.empty()) {
      step.index = node->text;
    } else {
      Stage stage;
      stage.isIndex = true;
      stage.name = node->text;
      stage.position = node->position;
      step.stages.push_back(std::move(stage));
    }
    step.tuple = true;
    return result;
  }

  /// A call in tail position becomes a thunk, which the caller's loop runs: no stack grows.
  static NodePtr tailCall(NodePtr node) {
    if (node->kind == NodeKind::Call && node->predicates.empty()) {
      NodePtr thunk = std::make_unique<Node>();
      thunk->kind = NodeKind::Lambda;
      thunk->thunk = true;
      thunk->begin = node->begin;
      thunk->position = node->position;
      thunk->body = std::move(node);
      return thunk;
    }
    if (node->kind == NodeKind::Condition) {
      node->then = tailCall(std::move(node->then));
      if (node->otherwise)
        node->otherwise = tailCall(std::move(node->otherwise));
    } else if (node->kind == NodeKind::Default) {
      node->rhs = tailCall(std::move(node->rhs));
    } else if (node->kind == NodeKind::Block && !node->items.empty()) {
      node->items.back() = tailCall(std::move(node->items.back()));
    }
    return node;
  }

  // ---- Ancestors

  static void inheritAncestry(Node &result, const Node &value) {
    for (const SlotPtr &slot : value.seekingParent)
      result.seekingParent.push_back(slot);
    if (value.kind == NodeKind::Parent)
      result.seekingParent.push_back(value.slot);
  }

  void seekParent(Node &node, const SlotPtr &slot) {
    switch (node.kind) {
    case NodeKind::Name:
    case NodeKind::Wildcard:
      if (--slot->level == 0) {
        if (node.ancestor)
          ancestry_[slot->index]->slot->label = node.ancestor->label;
        node.ancestor = slot;
        node.tuple = true;
      }
      return;
    case NodeKind::Parent:
      ++slot->level;
      return;
    case NodeKind::Block:
      if (!node.items.empty()) {
        node.tuple = true;
        seekParent(*node.items.back(), slot);
      }
      return;
    case NodeKind::Path: {
      node.tuple = true;
      size_t step = node.items.size();
      seekParent(*node.items[--step], slot);
      while (slot->level > 0 && step > 0)
        seekParent(*node.items[--step], slot);
      return;
    }
    default:
      fail("S0217", node.position, kindName(node));
      slot->level = 0;
    }
  }

  void resolveAncestry(Node &path) {
    Node &last = *path.items.back();
    std::vector<SlotPtr> slots = last.seekingParent;
    if (last.kind == NodeKind::Parent)
      slots.push_back(last.slot);
    for (const SlotPtr &slot : slots) {
      auto at = static_cast<ptrdiff_t>(path.items.size()) - 2;
      while (slot->level > 0) {
        if (at < 0) {
          path.seekingParent.push_back(slot);
          break;
        }
        Node *step = path.items[static_cast<size_t>(at--)].get();
        while (at >= 0 && !step->focus.empty() &&
               !path.items[static_cast<size_t>(at)]->focus.empty())
          step = path.items[static_cast<size_t>(at--)].get();
        seekParent(*step, slot);
      }
    }
  }

  std::vector<Node *> ancestry_; ///< the Parent nodes, by slot index
  std::optional<Error> error_;
};

} // namespace

std::variant<NodePtr, Error> resolve(NodePtr written) { return Resolver().run(std::move(written)); }

} // namespace aslc::jsonata
