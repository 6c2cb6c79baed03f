// `for` of Terraform's language, over lists, maps and objects.
#include "compiler/project/hcl_nodes.h"
#include "compiler/project/hcl_values.h"

#include <algorithm>

namespace aslc::project {

using hcl::Expression;
using source::Member;
using source::Node;

bool HclEvaluator::forEach(const Placed &at, const std::function<void()> &each,
                           const Node *result) {
  const Expression &from = *at.expression;
  const Node *all = value({at.document, from.items[0].get()});
  bool isWritten =
      module_.follow({at.document, from.items[0].get()}).expression->is(Expression::Kind::Text);
  if (all->is(Node::Kind::String) && !isWritten) { // one item stands for those of a list
    Node *list = make(Node::Kind::Array, at);
    list->items.push_back(all);
    open_.insert(list);
    all = list;
  }
  if (!all->is(Node::Kind::Array) && !all->is(Node::Kind::Object)) {
    wrong({at.document, from.items[0].get()}, "this must be a list or an object");
    return false;
  }
  if (isOpen(*all) && result)
    open_.insert(result);
  Scope before = scope_;
  std::vector<Member> members = sortedMembers(*all);
  size_t count = std::max(all->items.size(), members.size());
  for (size_t i = 0; i < count && module_.spend(1); ++i) {
    bool isMember = all->is(Node::Kind::Object);
    if (from.steps.size() > 1)
      scope_[from.steps[0]] =
          isMember ? made(members[i].key, at) : number(static_cast<double>(i), at);
    scope_[from.steps.back()] = isMember ? members[i].value : all->items[i];
    const Expression *condition = from.items[1].get();
    if (!condition || isTrue(*value({at.document, condition})))
      each();
  }
  scope_ = std::move(before);
  return true;
}

const Node *HclEvaluator::comprehension(const Placed &at) {
  const Expression &from = *at.expression;
  bool isObject = from.text == "object";
  Node *all = make(isObject ? Node::Kind::Object : Node::Kind::Array, at);
  std::map<std::string, Node *> gathered;
  forEach(
      at,
      [&] {
        const Node *item = value({at.document, from.items.back().get()});
        if (!isObject)
          return all->items.push_back(item);
        Placed keyAt{at.document, from.items[2].get()};
        std::string key = scalarText(*value(keyAt)).value_or("");
        if (from.boolean) {
          Node *&list = gathered[key];
          if (!list) {
            list = make(Node::Kind::Array, at);
            all->members.push_back({key, placeOf(keyAt), list});
          }
          list->items.push_back(item);
        } else if (all->find(key)) {
          wrong(keyAt, "the key `" + key + "` is given twice");
        } else {
          all->members.push_back({key, placeOf(keyAt), item});
        }
      },
      all);
  return all;
}

} // namespace aslc::project
