// Paths of JSONPath on shapes.
#include "compiler/analysis/evaluate/scope.h"

#include <algorithm>

namespace aslc::analysis {

namespace {

using jsonpath::Path;
using jsonpath::Step;

/// The name of a step that is one name.
const std::string *nameOf(const Step &step) {
  const auto *names = std::get_if<jsonpath::NamesStep>(&step.kind);
  return names && names->names.size() == 1 ? &names->names.front() : nullptr;
}

class PathWalk {
public:
  PathWalk(const Evaluation &evaluation, const ast::Expression &expression, const Path &path,
           Absence absence)
      : evaluation_(evaluation), expression_(expression), path_(path), absence_(absence) {}

  Shape walk(const Shape &root);

private:
  Shape definite(const Shape &from, size_t index) const;
  Shape skipping(const Shape &from, size_t index) const;
  Shape indefinite(Shape elements, size_t index) const;
  void report(const Shape &before, size_t index, bool surely) const;
  void reportUnmatched(const Shape &from, size_t index) const;
  std::string before(size_t index) const;

  const Evaluation &evaluation_;
  const ast::Expression &expression_;
  const Path &path_;
  Absence absence_;
};

/// Whether an object without this name ends the path with no match, and does not fail it.
bool skipsMissing(const Step &step) {
  const auto *names = std::get_if<jsonpath::NamesStep>(&step.kind);
  return names && names->missing == jsonpath::NamesStep::Missing::Skip;
}

/// Whether a description of the value shows that a part of it is absent: it is of one kind, and all
/// keys of an object are known.
bool isKnownWhole(const Shape &value) {
  bool isOpen = value.may(Kind::Object) && value.objects && value.objects->rest.may(Json);
  return !isOpen && (value.possible() & Json) != Json;
}

std::string rootOf(const Path &path) {
  switch (path.root) {
  case jsonpath::Root::Context:
    return "$$";
  case jsonpath::Root::Variable:
    return "$" + path.variable;
  default:
    return "$";
  }
}

/// The path before step `index`, as a reader would write it.
std::string PathWalk::before(size_t index) const {
  std::string text = rootOf(path_);
  for (size_t i = 0; i < index; ++i)
    if (const std::string *name = nameOf(path_.steps[i]))
      text += "." + *name;
    else
      text += path_.steps[i].text();
  return text;
}

void PathWalk::report(const Shape &value, size_t index, bool surely) const {
  if (absence_ == Absence::IsFine || !evaluation_.problems.isActive())
    return;
  Problem problem{.kind = diag::Kind::PathAbsent,
                  .range = evaluation_.part(expression_, 0, expression_.text.size()),
                  .surely = surely};
  const std::string *name = nameOf(path_.steps[index]);
  std::string what = name ? "`" + *name + "`" : "element " + path_.steps[index].text();
  problem.message =
      "`" + path_.text + "` " + (surely ? "leads nowhere" : "may lead nowhere") + ": ";
  bool isTested = value.objects && value.objects->isTested;
  if (!surely && (value.objects || value.arrays))
    problem.message += "`" + before(index) + "` may have no " + what;
  else if (isKnownWhole(value))
    problem.message += "`" + before(index) + "` is " + describe(value);
  else if (surely && isTested)
    problem.message += "a test before found no " + what + " in `" + before(index) + "`";
  else
    problem.message += "`" + before(index) + "` has no " + what + " here";
  problem.subject = before(index) + " " + what;
  explain(problem, value);
  evaluation_.problems.add(std::move(problem));
}

Shape PathWalk::definite(const Shape &from, size_t index) const {
  const auto &kind = path_.steps[index].kind;
  if (const std::string *name = nameOf(path_.steps[index]))
    return from.member(*name);
  if (const auto *names = std::get_if<jsonpath::NamesStep>(&kind)) {
    std::vector<std::pair<std::string_view, Shape>> members;
    for (const std::string &each : names->names)
      members.emplace_back(each, from.member(each));
    Shape object = Shape::object(std::move(members));
    return from.isOnly(Kind::Object) ? object : Shape::unknown();
  }
  if (const auto *indexes = std::get_if<jsonpath::Indexes>(&kind)) {
    // A negative index finds nothing in this dialect.
    int64_t at = indexes->indexes.front();
    return at < 0 ? Shape::unknown() : from.element(at);
  }
  if (const auto *last = std::get_if<jsonpath::FromLength>(&kind))
    return last->minus > 0 ? from.element(-last->minus) : Shape::unknown();
  return Shape::unknown();
}

/// A name that no value has which the path comes to: it never matches anything.
void PathWalk::reportUnmatched(const Shape &from, size_t index) const {
  const Shape found = definite(from, index);
  if (!found.isOnly(Kind::Missing) || !found.known || absence_ == Absence::IsFine ||
      !evaluation_.problems.isActive())
    return;
  Problem problem{.kind = diag::Kind::PathAbsent,
                  .range = evaluation_.part(expression_, 0, expression_.text.size()),
                  .message = "`" + path_.text + "` never matches anything: there is no `" +
                             *nameOf(path_.steps[index]) + "` in " + describe(from),
                  .isOdd = true};
  explain(problem, from);
  evaluation_.problems.add(std::move(problem));
}

/// The members that a name before an indefinite step finds: nothing in an object without it. A
/// value that is no object fails.
Shape PathWalk::skipping(const Shape &from, size_t index) const {
  if (!from.may(Kind::Object)) {
    if (from.known)
      report(from, index, true);
    return Shape::any();
  }
  if (from.without(Kind::Object).known && absence_ == Absence::Fails)
    report(from, index, false);
  reportUnmatched(from, index);
  return definite(from, index).without(Kind::Missing);
}

/// What the steps from `index` on match within values like `elements`: one match.
Shape PathWalk::indefinite(Shape elements, size_t index) const {
  for (; index < path_.steps.size() && !elements.isNothing(); ++index) {
    const Step &step = path_.steps[index];
    if (std::holds_alternative<jsonpath::Wildcard>(step.kind))
      elements = join(elements.anyElement(), elements.anyMember());
    else if (const std::string *name = nameOf(step)) {
      reportUnmatched(elements, index);
      elements = elements.member(*name).without(Kind::Missing);
    } else if (std::holds_alternative<jsonpath::Indexes>(step.kind) ||
               std::holds_alternative<jsonpath::Slice>(step.kind) ||
               std::holds_alternative<jsonpath::FromLength>(step.kind))
      elements = elements.anyElement();
    else if (std::holds_alternative<jsonpath::FilterStep>(step.kind))
      elements = join(elements.anyElement(), elements.only(Kind::Object));
    else
      return Shape::any();
  }
  return elements;
}

Shape PathWalk::walk(const Shape &root) {
  Shape value = root;
  for (size_t i = 0; i < path_.steps.size(); ++i) {
    const Step &step = path_.steps[i];
    bool one = nameOf(step) || std::holds_alternative<jsonpath::FromLength>(step.kind) ||
               (std::holds_alternative<jsonpath::NamesStep>(step.kind) && path_.definite());
    if (const auto *indexes = std::get_if<jsonpath::Indexes>(&step.kind))
      one = indexes->indexes.size() == 1;
    if (!one || value.isNothing())
      return Shape::array(indefinite(std::move(value), i).asOpen());
    if (skipsMissing(step)) {
      value = skipping(value, i);
      continue;
    }
    Shape next = definite(value, i);
    if (next.isOnly(Kind::Missing) && next.known) {
      report(value, i, true);
      return absence_ == Absence::IsFine ? Shape::missing() : Shape::any();
    }
    if (next.known & Kind::Missing && absence_ == Absence::Fails) {
      evaluation_.problems.noteAbsence();
      report(value, i, false);
    }
    value = absence_ == Absence::Fails || i + 1 < path_.steps.size() ? next.without(Kind::Missing)
                                                                     : next;
    if (absence_ == Absence::IsFine && next.may(Kind::Missing) && i + 1 < path_.steps.size()) {
      // A part before may be absent: so may the whole.
      Shape rest = value;
      for (++i; i < path_.steps.size(); ++i)
        rest = definite(rest, i);
      (next.known & Kind::Missing ? rest.known : rest.open) |= Kind::Missing;
      return rest;
    }
  }
  return value;
}

/// A test for presence finds that a variable which is not assigned is missing.
Shape rootShape(const Path &path, const Shape &document, const Scope &scope, Absence absence) {
  if (path.root == jsonpath::Root::Context)
    return scope.context;
  if (path.root != jsonpath::Root::Variable)
    return document;
  const Shape *found = scope.variables.find(path.variable);
  return found ? *found : absence == Absence::IsFine ? Shape::missing() : Shape::unknown();
}

} // namespace

Shape evaluatePath(const Evaluation &evaluation, const ast::Expression &expression,
                   const Path &path, const Shape &document, const Scope &scope, Absence absence,
                   size_t offset) {
  if (path.root == jsonpath::Root::Variable && absence == Absence::Fails &&
      !scope.variables.contains(path.variable) && evaluation.problems.isActive())
    evaluation.problems.add(
        {.kind = diag::Kind::UnassignedVariable,
         .range = evaluation.part(expression, offset, offset + path.variable.size() + 1),
         .message = path.variable,
         .isWarned = true});
  Shape root = rootShape(path, document, scope, absence);
  if (root.isNothing())
    return root;
  if (absence == Absence::Fails)
    root = root.without(Kind::Missing);
  Shape value = PathWalk(evaluation, expression, path, absence).walk(root);
  return absence == Absence::Fails ? value.ifPresent() : value;
}

Shape evaluateExpression(const Evaluation &evaluation, const ast::Expression &expression,
                         const Shape &document, const Scope &scope) {
  if (!expression.parsed() || expression.unresolved)
    return Shape::any();
  switch (expression.kind) {
  case ast::Expression::Kind::Intrinsic:
    return evaluateCall(evaluation, expression, expression.call(), document, scope);
  case ast::Expression::Kind::Jsonata:
    return evaluateResult(evaluation, expression, scope);
  default:
    return evaluatePath(evaluation, expression, expression.path(), document, scope);
  }
}

} // namespace aslc::analysis
