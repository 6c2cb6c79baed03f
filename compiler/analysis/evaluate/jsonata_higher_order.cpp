// Functions of JSONata's library that call one of their arguments, on shapes. See
// https://docs.jsonata.org/higher-order-functions
#include "compiler/analysis/evaluate/jsonata.h"
#include "compiler/analysis/evaluate/jsonata_results.h"
#include "runtime/expr/jsonata/library/library.h"

#include <algorithm>

namespace aslc::analysis {

using NodeKind = jsonata::NodeKind;

namespace {

/// Of an object with more members not each is looked at.
constexpr uint64_t mostMembersOneByOne = 32;

/// Whether a list certainly has objects or arrays, which only a function can put in order.
bool hasObject(const Shape &value) {
  Sequence items = itemsOf(value);
  return items.least > 1 && items.item.isOnly(Kind::Object | Kind::Array) && items.item.known;
}

/// Whether the elements of a list are known one by one.
bool isConstantList(const Shape &list) {
  return list.isOnly(Kind::Array) && list.arrays && !list.arrays->elements.empty();
}

/// Whether a list certainly has both numbers and texts, which cannot be compared.
bool mixesKinds(const Shape &value) {
  if (!value.isOnly(Kind::Array) || !value.arrays)
    return false;
  const std::vector<Shape> &elements = value.arrays->elements;
  auto has = [&](Kinds kinds) {
    return std::any_of(elements.begin(), elements.end(),
                       [&](const Shape &each) { return each.known && each.isOnly(kinds); });
  };
  return has(Kind::Number) && has(Kind::Text);
}

} // namespace

Shape JsonataEvaluator::applied(const Node &lambda, std::vector<Shape> arguments) {
  constexpr unsigned deepestCall = 4;
  if (applications_ >= deepestCall)
    return Shape::unknown();
  ++applications_;
  Locals before = locals_;
  auto lambdas = lambdas_;
  auto bound = std::exchange(bound_, {});
  for (size_t i = 0; i < lambda.parameters.size(); ++i) {
    locals_[lambda.parameters[i]] = i < arguments.size() ? arguments[i] : Shape::missing();
    lambdas_.erase(lambda.parameters[i]);
  }
  Shape value = evaluate(*lambda.body, Shape::unknown());
  locals_ = std::move(before);
  lambdas_ = std::move(lambdas);
  bound_ = std::move(bound);
  --applications_;
  return value;
}

/// `$reduce`: the function is called with what it gave before, or the first item, and the next one.
Shape JsonataEvaluator::reduced(const Node &lambda, const Sequence &items,
                                const std::vector<Shape> &arguments) {
  bool hasStart = arguments.size() > 2;
  Shape start = hasStart ? arguments[2] : items.item;
  const Shape &list = arguments[0];
  Shape nothing = list.only(Kind::Missing);
  if (!hasStart && list.may(Kind::Array) && list.length().first == 0)
    nothing = join(nothing, nothingOfEmpty(list));
  noteEmpty(list);
  if (items.most < (hasStart ? 1 : 2))
    return join(start, nothing);
  Problems::Conditional seldom(evaluation_.problems, items.least < (hasStart ? 1 : 2));
  Shape once = applied(lambda, {start, items.item});
  return join(nothing, once.known & ~start.known ? Shape::unknown()
                                                 : Shape::of(Kinds(start.known | once.known)));
}

/// The elements of a constant list for which a function is true.
Sequence JsonataEvaluator::fitting(const Node &lambda, const Shape &list) const {
  Silent one(*this, scope_);
  Sequence result{Shape::nothing(), 0, 0, false};
  for (const Shape &element : list.arrays->elements) {
    Shape fits = one.evaluator.applied(lambda, {element, Shape::of(Kind::Number), list});
    result.least += fits.known && fits.isOnly(Kind::True);
    result.most += mayBeTrue(fits);
    if (mayBeTrue(fits))
      result.item = join(result.item, element.withoutDoubts());
  }
  return result;
}

/// `$single` fails with an empty list, and without a function also with several items.
void JsonataEvaluator::checkCount(const Node &node, const Shape &list, bool isPlain) {
  Sequence items = itemsOf(list);
  if (isPlain && items.least > 1)
    report(node, diag::Kind::ValueType,
           "`$single` takes one item, but here it has " + std::to_string(items.least) + " or more");
  if (!list.isKnownEmpty())
    return;
  evaluation_.problems.noteAbsence();
  bool isEmpty = list.isOnly(Kind::Array) && items.most == 0;
  report(node, diag::Kind::ValueType,
         isEmpty ? "`$single` takes one item, but here the list is empty"
                 : "`$single` takes one item, but here the list may be empty",
         isEmpty);
}

/// `$single` with a function: one of the elements of a constant list must fit.
void JsonataEvaluator::checkSingle(const Node &node, const Node &lambda, const Shape &list) {
  if (!isConstantList(list))
    return;
  Sequence fits = fitting(lambda, list);
  if (fits.least > 1 || fits.most == 0)
    report(node, diag::Kind::ValueType,
           "`$single` takes one item that fits, but here " +
               (fits.most == 0 ? "none does" : std::to_string(fits.least) + " or more do"));
}

/// `$map` and `$each`, whose function is called with each of `items` and gives an element as it is.
Shape JsonataEvaluator::mapped(const Node *function, const Sequence &items, const Shape &place,
                               const Shape &whole) {
  Shape value = !function ? Shape::unknown()
                : function->kind == NodeKind::Lambda
                    ? applied(*function, {items.item, place, whole})
                    : callNamed(*function, nullptr, items.item);
  noteEmpty(whole);
  Shape present = value.without(Kind::Missing);
  Shape result =
      valueOf({present, value.may(Kind::Missing) ? 0 : items.least, items.most, items.knownEmpty});
  // Where nothing is known of what the function gives, it is taken to give something.
  result.isSequence = result.isSequence && (items.least <= 1 || value.known & Kind::Missing);
  return result;
}

/// `$each` and `$sift`, whose function is called with each member of an object.
Shape JsonataEvaluator::ofMembers(const Node &node, const Node *lambda, std::string_view name,
                                  const std::vector<Shape> &arguments) {
  const Shape &value = arguments[0];
  Shape given = value.without(Kind::Missing);
  if (given.isNothing())
    return value;
  if (!given.may(Kind::Object)) {
    if (arguments.size() > 1 && given.known)
      report(node, diag::Kind::ValueType,
             "`$" + std::string(name) + "` takes an object as argument 1, but here it is " +
                 describe(given),
             !value.may(Kind::Missing));
    return Shape::unknown();
  }
  Shape object = value.only(Kind::Object);
  Sequence members = membersOf(object);
  if (!value.isOnly(Kind::Object))
    members.least = 0;
  Problems::Conditional perMember(evaluation_.problems, members.least == 0);
  Shape key = Shape::of(Kind::Text);
  if (name == "each")
    return mapped(lambda, members, key, object);
  if (lambda)
    applied(*lambda, {members.item, key, object});
  bool oneByOne = lambda && applications_ == 0 && value.isOnly(Kind::Object) &&
                  members.most <= mostMembersOneByOne;
  return oneByOne ? sifted(*lambda, object) : siftedOf(value);
}

/// `$sift` of an object whose members are known one by one.
Shape JsonataEvaluator::sifted(const Node &lambda, const Shape &object) const {
  Silent one(*this, scope_);
  std::vector<std::pair<std::string_view, Shape>> members;
  bool keepsOne = false;
  for (const auto &[key, member] : object.objects->members) {
    Shape present = member.without(Kind::Missing);
    Shape fits = one.evaluator.applied(lambda, {present, Shape::text(std::string(key)), object});
    if (present.isNothing() || !mayBeTrue(fits))
      continue;
    bool isKept = fits.known && !mayBeFalse(fits) && !member.may(Kind::Missing);
    members.emplace_back(key, isKept ? member : join(member, Shape::missing().asOpen()));
    keepsOne |= isKept;
  }
  if (members.empty())
    return Shape::missing();
  Shape kept = Shape::object(std::move(members));
  return keepsOne ? kept : join(kept, Shape::missing().asOpen());
}

/// `$sort`.
Shape JsonataEvaluator::sorted(const Node &node, bool byFunction, const Shape &list) {
  if (!byFunction && (hasObject(list) || mixesKinds(list)))
    report(node, diag::Kind::ValueType,
           "`$sort` without a function takes numbers or texts, but here it has " +
               (mixesKinds(list) ? "both" : describe(itemsOf(list).item)));
  return asArray(list);
}

/// `$filter` and `$single`.
Shape JsonataEvaluator::filtered(const Node &node, const Node *lambda, std::string_view name,
                                 const Shape &list) {
  Sequence items = itemsOf(list);
  bool mayFit = true;
  if (lambda)
    mayFit = mayBeTrue(applied(*lambda, {items.item, Shape::of(Kind::Number), list}));
  if (name == "single" && lambda)
    checkSingle(node, *lambda, list);
  if (name == "filter" && !mayFit)
    return Shape::missing();
  noteEmpty(list);
  // What the function asks may tell that a list within the item is not empty.
  items.item = items.item.withoutDoubts();
  if (name == "single")
    return join(items.item, list.only(Kind::Missing));
  // Within functions, elements are not looked at one by one: there may be very many together.
  bool oneByOne = lambda && applications_ == 0 && isConstantList(list);
  return valueOf(oneByOne ? fitting(*lambda, list)
                          : Sequence{items.item, 0, items.most, items.knownEmpty});
}

/// The function that an argument is, where it is known: a Lambda, or the name of a function of the
/// library that takes one argument.
const jsonata::Node *JsonataEvaluator::functionOf(const Node &argument) const {
  if (argument.kind == NodeKind::Lambda && !argument.thunk)
    return &argument;
  if (argument.kind != NodeKind::Variable || !argument.predicates.empty())
    return nullptr;
  if (auto lambda = lambdas_.find(argument.text); lambda != lambdas_.end())
    return lambda->second;
  const asl::jsonata::LibraryFunction *found =
      isOwnName(argument.text) ? nullptr : asl::jsonata::findLibrary(argument.text);
  return found && found->arity == 1 ? &argument : nullptr;
}

/// A call with a function that is known, or with any other.
Shape JsonataEvaluator::higherOrder(const Node &node, std::string_view name,
                                    std::vector<Shape> &arguments) {
  if (arguments.empty())
    return Shape::unknown();
  const Node *function = nullptr;
  size_t given = node.items.size();
  if (given != 0 && given <= arguments.size())
    for (const auto &argument : node.items)
      if (const Node *found = functionOf(*argument); found && !function)
        function = found;
  const Node *lambda = function && function->kind == NodeKind::Lambda ? function : nullptr;
  if (name == "each" || name == "sift")
    return ofMembers(node, name == "each" ? function : lambda, name, arguments);
  Sequence items = itemsOf(arguments[0]);
  if (name == "reduce" && lambda && lambda->parameters.size() < 2)
    report(node, diag::Kind::ValueType,
           "`$reduce` takes a function of two parameters or more, but this one has " +
               std::to_string(lambda->parameters.size()),
           !arguments[0].may(Kind::Missing));
  if (name == "single")
    checkCount(node, arguments[0], arguments.size() == 1);
  Problems::Conditional perItem(evaluation_.problems, items.least == 0);
  if (items.item.isNothing() && arguments[0].isOnly(Kind::Missing))
    return name == "reduce" ? Shape::unknown() : Shape::missing();
  if (name == "map")
    return mapped(function, items, Shape::of(Kind::Number), arguments[0]);
  if (name == "filter" || name == "single")
    return filtered(node, lambda, name, arguments[0]);
  if (name == "sort")
    return sorted(node, lambda || given != 1, arguments[0]);
  return lambda ? reduced(*lambda, items, arguments) : Shape::unknown();
}

} // namespace aslc::analysis
