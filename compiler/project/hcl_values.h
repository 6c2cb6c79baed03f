// Values of expressions in Terraform's configuration files.
#pragma once

#include "compiler/diag/engine.h"
#include "compiler/project/terraform_module.h"
#include "compiler/project/unknown.h"

#include <functional>
#include <map>
#include <set>

namespace aslc::project {

/// Evaluates expressions of a module, with the functions and operators that definitions use. A
/// value from another file than that of `out` gets the place of the expression that refers to it. A
/// value that is not known is reported, and a text replaces it.
class HclEvaluator {
public:
  HclEvaluator(const Module &module, source::Tree &out, diag::Engine &diags)
      : module_(module), out_(out), diags_(diags) {}

  /// From now on the expressions are those of a template, whose only names are the members of
  /// `variables`, a node of `out`. Other names are reported and stay as they are. They are errors
  /// when `isComplete`, because then the template has no other variables, and Terraform refuses
  /// them. The values of the names in `unknown` are not known here.
  void beginTemplate(const source::Node &variables, bool isComplete,
                     std::set<std::string> unknown = {});

  const source::Node *value(Placed at);
  /// The same value with resources in it as objects of their attributes, and with the members of
  /// objects in the order of their keys, as Terraform writes them.
  const source::Node *expanded(const source::Node &value, const Placed &at);
  /// The value of a text, with the places of its parts.
  Decoded text(Placed at);
  /// The parts of texts so far whose values are not known here, by where they begin in the file.
  const std::map<uint32_t, UnknownPart> &unknownParts() const { return unknown_; }
  /// Whether a value is a list or an object that stands for one which is not known here.
  bool standsForOthers(const source::Node &value) const { return isOpen(value); }
  /// Whether `value`, that of `at`, is an object all of whose keys are known here.
  bool hasKnownKeys(const source::Node &value, const Placed &at) const;

private:
  using Node = source::Node;
  using Expression = hcl::Expression;
  using Nodes = std::vector<const Node *>;
  using Scope = std::map<std::string, const Node *, std::less<>>;

  source::Range placeOf(const Placed &at) const { return fixed_.value_or(at.expression->range); }
  /// Reports what Terraform refuses, and what only it can carry out.
  const Node *wrong(const Placed &at, const std::string &problem);
  const Node *unsupported(const Placed &at, const std::string &problem);
  Node *make(Node::Kind kind, const Placed &at);
  const Node *made(std::string text, const Placed &at);
  const Node *boolean(bool value, const Placed &at);
  const Node *number(double value, const Placed &at);
  const Node *listOf(const std::vector<std::string> &texts, const Placed &at);
  Placed followed(Placed at) const;
  const Node *known(const Placed &at);
  bool holds(const Placed &condition);
  bool isUnknownVariable(const Expression &expression) const;
  void append(Decoded &to, const hcl::Part &part, const hcl::Document &document);
  const Node *elsewhere(const Node &node, const Placed &at);
  const Node *path(const Placed &at);
  const Node *inside(const Node &value, size_t first, const Placed &at);
  const Node *reference(const std::vector<std::string> &steps, const Placed &at);
  const Node *unknownName(const Placed &at, const std::string &name);
  /// What stands for a value of this type called `name` that is not known here.
  const Node *standIn(const Expression &type, const std::string &name, const Placed &at);
  const Node *standInContainer(const std::string &kind, const Expression *of,
                               const std::string &name, const Placed &at);
  /// A value that stands for a list or an object with other items, such as those of `from`.
  const Node *madeOf(const Node *made, const Nodes &from);
  bool isOpen(const Node &value) const { return open_.contains(&value); }
  /// The first reference in an expression whose value is not known; empty: all are known.
  std::string unknownIn(const Placed &at, size_t unknownBefore) const;
  const Node *member(const std::string &key, const Placed &at);
  std::optional<std::vector<std::string>> stepsTo(const Placed &at);
  const Node *index(const Placed &at);
  const Node *splat(const Placed &at);
  /// A resource or data source itself, of which no attribute is named: with `count` a list, with
  /// `for_each` an object of its instances. Null: the steps name something else.
  const Node *resource(const std::vector<std::string> &steps, const Placed &at);
  /// The member, item or attribute `step` of a value; null when there is none.
  const Node *stepInto(const Node &value, const std::string &step, const Placed &at);
  /// The value of an output of a module that is a folder here; null when it is none.
  const Node *output(const std::vector<std::string> &steps, const Placed &at);
  const Node *outputOf(const Module &module, const Placed &value, const Placed &at);
  /// All of them, as an object.
  const Node *outputsOf(const Module &module, const Placed &at);
  /// Reports a name that is not there.
  const Node *wrongName(const Placed &at, const std::string &problem);
  /// Calls `each` for all items of the collection of a For that it holds for, with its names bound.
  /// Over a collection that stands for others, so does `result`, unless that is null.
  bool forEach(const Placed &at, const std::function<void()> &each, const Node *result = nullptr);
  const Node *comprehension(const Placed &at);
  const Node *list(const Placed &at);
  const Node *object(const Placed &at);
  const Node *operation(const Placed &at);
  const Node *call(const Placed &at);
  const Node *tried(const Placed &at);
  const Node *converted(std::string_view function, const Node &from, const Placed &at);
  const Node *dated(const std::vector<std::string> &texts, const Placed &at);
  const Node *ofTexts(std::string_view function, const std::vector<std::string> &texts,
                      const Placed &at);
  const Node *ofContainers(std::string_view function, const Nodes &arguments, const Placed &at);
  const Node *ofObject(std::string_view function, const Nodes &arguments, const Placed &at);
  const Node *formatted(const Nodes &arguments, const Placed &at);
  const Node *formattedList(const Nodes &arguments, const Placed &at);
  /// The text by which values are compared: that of a container has its members in order.
  std::string comparedText(const Node &value, const Placed &at);
  const Node *ofList(std::string_view function, const Nodes &arguments, const Placed &at);
  const Node *file(std::string_view function, const Nodes &arguments, const Placed &at);
  /// The value in the text `from`, which stands for the value where it `isUnknown` and holds none.
  const Node *decoded(const Node &from, source::Notation notation, bool isUnknown,
                      const Placed &at);

  const Module &module_;
  source::Tree &out_;
  diag::Engine &diags_;
  std::optional<source::Range> fixed_; ///< the place of what comes from another file
  Scope scope_;                        ///< names of loops, and of a template
  bool isTemplate_ = false;
  bool isComplete_ = false;                ///< the variables of the template are those in `scope_`
  std::set<std::string> unknownVariables_; ///< of the template
  unsigned depth_ = 0;
  std::set<const Node *> open_; ///< lists and objects that stand for others
  std::map<uint32_t, UnknownPart> unknown_;
};

/// The values of the object `variables` of `templatefile`, for the placeholders of the template.
void takeTemplateVariables(const source::Node &variables, source::Definitions &definitions);

/// Whether a template has more than placeholders: directives, escapes, expressions.
bool needsEvaluation(const hcl::Document &text);

} // namespace aslc::project
