// Paths of JSONata on shapes: steps over items, predicates, order-by.
#include "compiler/analysis/evaluate/jsonata.h"
#include "compiler/analysis/evaluate/jsonata_results.h"

#include <algorithm>

namespace aslc::analysis {

using NodeKind = jsonata::NodeKind;

namespace {

Shape lookupWithin(const Shape &item, std::string_view key, unsigned depth) {
  Shape found = item.without(Kind::Array).member(key);
  if (item.without(Kind::Array).isNothing())
    found = Shape::nothing();
  if (!item.may(Kind::Array))
    return found;
  constexpr unsigned deepest = 4;
  Sequence items = itemsOf(item.only(Kind::Array));
  if (depth >= deepest || !item.arrays) {
    Shape unknown = Shape::unknown();
    return join(found, item.known & Kind::Array ? unknown : unknown.asOpen());
  }
  Sequence inner = itemsOf(lookupWithin(items.item, key, depth + 1));
  inner.least = times(inner.least, items.least);
  inner.most = times(inner.most, items.most);
  inner.knownEmpty |= items.knownEmpty;
  Shape value = items.item.isNothing() ? Shape::missing() : valueOf(inner);
  return join(found, item.known & Kind::Array ? value : value.asOpen());
}

} // namespace

Shape lookup(const Shape &item, std::string_view key) { return lookupWithin(item, key, 0); }

namespace {

/// The member `key` of each item of a value: of an object itself, or of the elements of an array.
Shape lookupInItems(const Shape &value, std::string_view key) {
  Shape single = value.without(Kind::Array | Kind::Missing);
  Shape found = single.isNothing() ? Shape::nothing() : lookup(single, key);
  Shape element = value.anyElement();
  if (element.isNothing())
    return found;
  return join(found, lookup(value.known & Kind::Array ? element : element.asOpen(), key));
}

/// Whether the elements of an array are known one by one.
bool isTuple(const Shape &value) {
  return value.isOnly(Kind::Array) && value.arrays && value.arrays->elements.size() > 1;
}

/// The member `key` of each element of a tuple: the ones that have it are known.
Sequence lookupInTuple(const Shape &tuple, std::string_view key) {
  Sequence all{Shape::nothing(), 0, 0, false};
  for (const Shape &element : tuple.arrays->elements) {
    Sequence one = itemsOf(lookup(element, key));
    all.item = join(all.item, one.item);
    all.least += one.least;
    all.most = plus(all.most, one.most);
    all.knownEmpty |= one.knownEmpty;
  }
  return all;
}

/// `*`: the members of each item, and the items of those that are arrays.
Sequence membersOfItems(const Sequence &items) {
  Sequence members = membersOf(items.item);
  if (!items.item.isOnly(Kind::Object) || members.item.may(Kind::Array))
    return {Shape::any(), 0, Shape::unbounded, false};
  members.least = times(members.least, items.least);
  members.most = times(members.most, items.most);
  return members;
}

/// Whether a predicate is a member of each item, such as `isPaid`, which nobody means as an index.
bool isOfItem(const jsonata::Node &predicate) {
  return predicate.kind == NodeKind::Name ||
         (predicate.kind == NodeKind::Path && predicate.items[0]->kind == NodeKind::Name);
}

/// Whether tuples of names flow through the step, which is not followed.
bool bindsNames(const jsonata::Node &step) {
  return step.tuple || !step.focus.empty() || !step.index.empty() || step.ancestor;
}

} // namespace

Shape JsonataEvaluator::step(const Node &step, const Shape &value, bool first, bool last) {
  Sequence items = itemsOf(value);
  Problems::Conditional perItem(evaluation_.problems, !first && items.least == 0);
  // The items of an array are looked at one by one; the first step of a path looks at what it is
  // given as a whole.
  Shape result;
  if (step.kind == NodeKind::Name) {
    Shape found = items.item.isNothing() ? Shape::missing() : lookupInItems(value, step.text);
    bool mayLack = (found.known & Kind::Missing) != 0 && !items.item.isNothing();
    if (mayLack && !(isTuple(value) && lookupInTuple(value, step.text).least > 0))
      noteAbsent(step, items.item, found.isOnly(Kind::Missing));
    if (items.least == 1 && items.most == 1) {
      result = found;
    } else {
      Sequence each = isTuple(value) ? lookupInTuple(value, step.text) : itemsOf(found);
      if (!isTuple(value)) {
        each.least = times(each.least, items.least);
        each.most = times(each.most, items.most);
        each.knownEmpty |= items.knownEmpty;
      }
      if (items.item.isNothing() || !each.item.isNothing())
        noteEmpty(value);
      result = valueOf(each);
      // The only result of a last step is kept as it is, also an array.
      bool mayBeOnly = items.least <= 1 || isTuple(value);
      if (last && items.most > 1 && mayBeOnly && found.may(Kind::Array))
        result = join(result, found.only(Kind::Array).asOpen());
    }
  } else if (first) {
    result = evaluate(step, value);
  } else if (step.kind == NodeKind::Wildcard) {
    result = valueOf(membersOfItems(items));
  } else if (step.kind == NodeKind::Descendant || step.kind == NodeKind::Parent) {
    result = Shape::unknown();
  } else if (items.item.isNothing()) {
    result = Shape::missing();
  } else {
    Shape found = evaluate(step, items.item);
    Sequence each = step.kind == NodeKind::Array && step.consArray ? Sequence{found, 1, 1, false}
                                                                   : itemsOf(found);
    if (items.least == 1 && items.most == 1) {
      result = last ? found : valueOf(each);
    } else {
      each.least = times(each.least, items.least);
      each.most = times(each.most, items.most);
      each.knownEmpty |= items.knownEmpty;
      result = valueOf(each);
    }
  }
  // Of data that nothing is known of, nobody knows that it is an array. A member is what it was
  // made, and `*` always gives a sequence.
  bool isMade = step.kind == NodeKind::Wildcard ||
                (step.kind == NodeKind::Name && value.isOnly(Kind::Object));
  result.isSequence =
      result.isSequence && (isMade || value.isSequence || value.known & Kind::Array);
  return stages(step, std::move(result));
}

/// The predicates after a step.
Shape JsonataEvaluator::stages(const Node &step, Shape value) {
  for (const jsonata::Stage &stage : step.stages)
    value = stage.expression ? filter(*stage.expression, value) : value;
  return value;
}

/// Keeps why a name gives nothing, or may.
void JsonataEvaluator::noteAbsent(const Node &step, const Shape &item, bool surely) {
  if (!evaluation_.problems.isActive())
    return;
  bool isTested = item.objects && item.objects->isTested;
  bool isAny = (item.possible() & Json) == Json;
  absent_.text = (!surely             ? ": there may be no `"
                  : isAny && isTested ? ": a test before found no `"
                                      : ": there is no `") +
                 step.text + "`";
  if (!isAny)
    absent_.text += " in " + (surely ? describe(item) : describeKinds(item.possible()));
  absent_.shape = item;
}

/// Keeps that a list gives nothing because it is, or may be, empty.
void JsonataEvaluator::noteEmpty(const Shape &list) {
  if (!list.isKnownEmpty() || !evaluation_.problems.isActive())
    return;
  bool isEmpty = list.isOnly(Kind::Array) && list.length().second == 0;
  absent_ = {.text = isEmpty ? ": the list is empty" : ": the list may be empty", .shape = {}};
}

Shape JsonataEvaluator::path(const Node &node, const Shape &item) {
  const auto &steps = node.items;
  if (std::any_of(steps.begin(), steps.end(), [](const auto &each) { return bindsNames(*each); }))
    return Shape::unknown();
  Shape value = item;
  size_t at = 0;
  bool mayEndEmpty = false;
  // `$states.input` is a name of its own, unless it is bound here.
  if (steps.size() > 1 && steps[0]->kind == NodeKind::Variable && steps[0]->text == "states" &&
      !locals_.contains("states") && steps[1]->kind == NodeKind::Name) {
    value = stages(*steps[1], statesMember(steps[1]->text));
    at = 2;
  }
  for (; at < steps.size(); ++at) {
    const Node &each = *steps[at];
    if (each.kind == NodeKind::Sort) { // the same items, which further steps see one by one
      bool goesOn = at + 1 < steps.size() || !each.stages.empty();
      value = stages(each, goesOn ? asArray(value) : valueOf(itemsOf(value)));
    } else
      value = step(each, value, at == 0, at + 1 == steps.size());
    if (at > 0 || !each.consArray || !value.isOnly(Kind::Array))
      continue;
    // An array in brackets is what the whole path gives if it is empty.
    auto [least, most] = value.length();
    mayEndEmpty = least == 0;
    if (most == 0)
      break;
    if (mayEndEmpty)
      value = Shape::array(value.anyElement(), 1, most);
  }
  if (mayEndEmpty)
    value = join(value, Shape::tuple({}));
  if (node.group)
    return grouped(*node.group, value);
  return node.keepSingletonArray || node.keepArray ? keptArray(value) : value;
}

/// `items{name: value}`: the name of each item is a text, and the value is that of all items with
/// one name.
Shape JsonataEvaluator::grouped(const jsonata::GroupBy &group, const Shape &value) {
  Sequence items = itemsOf(value);
  if (items.item.isNothing())
    return Shape::of(Kind::Object);
  Problems::Conditional perItem(evaluation_.problems, items.least == 0);
  Shape all = Shape::missing().asOpen();
  for (const auto &[name, member] : group.pairs) {
    Shape text = evaluate(*name, items.item);
    if (text.known && !text.may(Kind::Text | Kind::Missing))
      report(*name, diag::Kind::ValueType,
             "the name of a member is a text, but here it is " + describe(text));
    all = join(all, evaluate(*member, valueOf({items.item, 1, items.most, false})));
  }
  return Shape::object({}, all.asOpen());
}

/// A predicate over a constant list: item by item, so that one that no item fulfils is seen.
Shape JsonataEvaluator::filterTuple(const Node &predicate, const Shape &value) {
  Sequence kept{Shape::nothing(), 0, 0, false};
  for (const Shape &element : value.arrays->elements) {
    Shape holds = evaluate(predicate, element);
    if (holds.may(Kind::Number))
      return Shape::unknown();
    kept.least += !mayBeFalse(holds);
    kept.most += mayBeTrue(holds);
    if (mayBeTrue(holds))
      kept.item = join(kept.item, element.withoutDoubts());
  }
  return valueOf(kept);
}

Shape JsonataEvaluator::filter(const Node &predicate, const Shape &value) {
  Sequence items = itemsOf(value);
  if (items.item.isNothing()) {
    noteEmpty(value);
    return Shape::missing();
  }
  if (value.isOnly(Kind::Array) && value.arrays && !value.arrays->elements.empty() &&
      predicate.kind != NodeKind::Number)
    return filterTuple(predicate, value);
  Problems::Conditional perItem(evaluation_.problems, items.least == 0);
  Shape holds = evaluate(predicate, items.item);
  if (auto index = holds.constantNumber()) {
    int64_t at = elementIndex(*index);
    Shape array = value.only(Kind::Array), single = value.without(Kind::Array | Kind::Missing);
    Shape found = array.isNothing() ? Shape::nothing() : array.element(at);
    noteEmpty(array);
    if (!single.isNothing()) {
      Shape nothing = single.known ? Shape::missing() : Shape::missing().asOpen();
      found = join(found, at == 0 || at == -1 ? single : nothing);
    }
    if (value.may(Kind::Missing))
      found = join(found, value.only(Kind::Missing));
    return found;
  }
  if (holds.may(Kind::Number) && isOfItem(predicate))
    return valueOf({items.item.asOpen(), 0, items.most, false});
  if (holds.may(Kind::Number))
    return join(items.item.asOpen(), Shape::unknown().only(Kind::Missing));
  if (!mayBeTrue(holds))
    return Shape::missing();
  // What a predicate asks may tell that a list within the item is not empty.
  return valueOf({items.item.withoutDoubts(), mayBeFalse(holds) ? 0 : items.least, items.most,
                  items.knownEmpty});
}

} // namespace aslc::analysis
