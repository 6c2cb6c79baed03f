// The parts of evaluating a JSONata expression on shapes: for this folder only.
#pragma once

#include "compiler/analysis/evaluate/scope.h"

#include <functional>
#include <map>
#include <string_view>

namespace aslc::analysis {

/// A sequence: some number of values that are all like `item`.
struct Sequence {
  Shape item;
  uint64_t least = 0, most = 0;
  bool knownEmpty = false; ///< there is a path on which it is empty
};

/// The items of a value: those of an array, or the value itself; none of what is missing.
Sequence itemsOf(const Shape &value);
/// What a sequence is as a value: nothing, the one item, or an array.
Shape valueOf(const Sequence &sequence);
/// What a sequence with `[]` after it is: nothing, or an array, also of one item.
Shape keptArray(const Shape &sequence);
/// What a value is for a parameter that takes an array: one of its items, or nothing.
Shape asArray(const Shape &value);
/// The members of an object as a sequence.
Sequence membersOf(const Shape &object);
/// Keeps the values with `least` to `most` items. A missing value has no items, and a value that is
/// not an array has one.
Shape whereCount(const Shape &value, uint64_t least, uint64_t most);
/// The order that an operator such as `<=` asks for; nothing for other operators.
std::optional<Order> orderNamed(std::string_view op);
/// Kinds of a value that are not expected, on some way that is known, while on others it is.
Kinds unexpected(const Shape &value, Kinds expected);
/// Whether JSONata may convert the value to true, or to false.
bool mayBeTrue(const Shape &value);
bool mayBeFalse(const Shape &value);

/// The operands of `a and b and c`, of which `node` is the last `and`; the same for `or`.
std::vector<const jsonata::Node *> operandsOf(const jsonata::Node &node);

/// Whether a node is a call of this function with one argument.
bool isCallOf(const jsonata::Node &node, std::string_view name);
/// Whether a call, after `~>` of `first`, is of a function of the library, meant by its place, that
/// gives nothing when its first argument is nothing.
bool isStrictCall(const jsonata::Node &call, bool hasFirst);
/// The values that are not among the constants of `list`: what is left when `in` gave false.
Shape notAmong(const Shape &value, const Shape &list);

/// Evaluates one expression. Its values are shapes as a field would get them; what they hold may be
/// Missing.
class JsonataEvaluator {
public:
  using Node = jsonata::Node;
  using Locals = std::map<std::string_view, Shape>;

  JsonataEvaluator(const Evaluation &evaluation, const ast::Expression &expression, Scope scope)
      : evaluation_(evaluation), expression_(expression), scope_(std::move(scope)) {}

  Shape evaluate(const Node &node, const Shape &item);
  /// Narrows the scope to what is known when `node` was true, or was false.
  void assume(const Node &node, bool truth);
  /// The same when `node` gave that boolean itself: any other value would have failed.
  void assumeExactly(const Node &node, bool truth);
  /// What was known before anything is assumed; outlives this.
  void comparesWith(const Scope &before) { before_ = &before; }
  /// The scope as it was narrowed.
  Scope takeScope() { return std::move(scope_); }
  /// Whether no value of the scope agrees with what was assumed.
  bool isImpossible() const { return impossible_; }
  /// Whether a value that was assumed about is a switch.
  bool testsSwitch() const { return testsSwitch_; }

  /// Why a path gave nothing.
  struct Absent {
    std::string text; ///< continues a sentence
    Shape shape;      ///< what the missing name was looked for in
    /// What to report instead where the whole expression gives nothing.
    std::optional<Problem> cause = {};
    /// A variable was read that is not assigned on every way, of which sema warned.
    bool isMaybeUnassigned = false;
  };
  const Absent &absent() const { return absent_; }

private:
  struct Silent;

  Shape evaluatePlain(const Node &node, const Shape &item);
  Shape withBrackets(const Node &node, const Shape &value) const; // sequence.cpp
  Shape variable(const Node &node, const Shape &item);
  Shape unassigned(const Node &node);
  Shape statesMember(std::string_view name);
  Shape binary(const Node &node, const Shape &item);
  Shape connected(const Node &node, const Shape &item);
  Shape equality(const Node &node, const Shape &left, const Shape &right);
  Shape ordering(const Node &node, const Shape &left, const Shape &right);
  Shape arithmetic(const Node &node, const Shape &left, const Shape &right);
  Shape concatenation(const Node &node, const Shape &left, const Shape &right);
  Shape membership(const Node &node, const Shape &left, const Shape &right);
  Shape negative(const Node &node, const Shape &item);
  Shape rangeOf(const Node &node, const Shape &left, const Shape &right);
  Shape array(const Node &node, const Shape &item);
  Shape object(const Node &node, const Shape &item);
  Shape conditional(const Node &node, const Shape &item);
  void forgetDoubts();
  Shape defaulted(const Node &node, const Shape &item);
  Shape block(const Node &node, const Shape &item);

  // Paths: jsonata_path.cpp.
  Shape path(const Node &node, const Shape &item);
  Shape step(const Node &step, const Shape &value, bool first, bool last);
  Shape stages(const Node &step, Shape value);
  void noteAbsent(const Node &step, const Shape &item, bool surely);
  void noteEmpty(const Shape &list);
  Shape grouped(const jsonata::GroupBy &group, const Shape &value);
  Shape filter(const Node &predicate, const Shape &value);
  Shape filterTuple(const Node &predicate, const Shape &value);

  // Chains: jsonata_chain.cpp.
  Shape apply(const Node &node, const Shape &item);
  Shape callNamed(const Node &name, const Node *first, Shape argument);

  // Functions: jsonata_library.cpp.
  Shape call(const Node &node, const Shape &item, const Node *first = nullptr);
  std::vector<Shape> argumentsOf(const Node &node, const Shape &item, const Node *first);
  Shape callValue(const Node &node, const Shape &callee);
  Shape callLibrary(const Node &node, const Shape &item, const Node *first,
                    std::vector<Shape> &arguments);
  std::optional<Shape> constantCall(const Node &node, std::string_view name,
                                    const std::vector<Shape> &arguments, const Shape &item);
  void reportWarned(diag::Kind kind, size_t begin, size_t end, std::string message = {});
  Shape library(const Node &node, std::string_view name, std::vector<Shape> &arguments,
                const Shape &item);
  Shape nothingOf(std::string_view why);
  Shape ofKinds(std::string_view name, Kinds kinds, bool strict, const Shape &first);
  Shape rangeWithStep(const std::vector<Shape> &arguments);
  Shape partitioned(const Node &node, const Shape &list, const Shape &size);
  Shape mergedList(const Node &list, const Shape &item);
  bool checkArguments(const Node &node, std::string_view name, std::vector<Shape> &arguments,
                      const Shape &item);

  // Functions that call a function: jsonata_higher_order.cpp.
  Shape applied(const Node &lambda, std::vector<Shape> arguments);
  const Node *functionOf(const Node &argument) const;
  Shape higherOrder(const Node &node, std::string_view name, std::vector<Shape> &arguments);
  Shape mapped(const Node *function, const Sequence &items, const Shape &place, const Shape &whole);
  Shape ofMembers(const Node &node, const Node *lambda, std::string_view name,
                  const std::vector<Shape> &arguments);
  Shape filtered(const Node &node, const Node *lambda, std::string_view name, const Shape &list);
  Shape sifted(const Node &lambda, const Shape &object) const;
  Shape sorted(const Node &node, bool byFunction, const Shape &list);
  Shape reduced(const Node &lambda, const Sequence &items, const std::vector<Shape> &arguments);
  Sequence fitting(const Node &lambda, const Shape &list) const;
  void checkCount(const Node &node, const Shape &list, bool isPlain);
  void checkSingle(const Node &node, const Node &lambda, const Shape &list);

  // What is there: jsonata_presence.cpp.
  struct Place;
  std::optional<Place> placeOf(const Node &node) const;
  void narrowAt(const Place &place, const std::function<Shape(const Shape &)> &keep);
  void narrow(const Node &node, const std::function<Shape(const Shape &)> &keep);
  void assumeFound(const Node &node);
  void assumePresent(const Node &node);
  void assumeCount(const Node &node, Order order, const Shape &limits, bool truth);
  bool isOwnName(std::string_view name) const;

  // Narrowing: jsonata_condition.cpp.
  void assumeEither(const Node &node, bool truth);
  /// The value of a part of the expression, without reporting problems.
  Shape valueIn(const Scope &scope, const Node &node) const;
  bool isSwitchBefore(const Node &node) const;
  void assumeComparison(const Node &node, bool truth);
  void assumeType(const Node &node, Kinds kinds, bool isOne, bool truth);
  void assumeMembership(const Node &node, bool truth);
  void assumeNotDenied(const Node &operand);
  void assumeCall(const Node &node, bool truth);

  source::Range rangeOfNode(const Node &node) const;
  void report(const Node &node, diag::Kind kind, std::string message, bool surely = true);
  void refute(const Node &node, diag::Kind kind);

  const Evaluation &evaluation_;
  const ast::Expression &expression_;
  Scope scope_;
  const Scope *before_ = nullptr;
  Locals locals_;
  std::map<std::string_view, const Node *> lambdas_; ///< that local variables are bound to
  /// What other local variables are bound to, as long as none of them is bound again.
  std::map<std::string_view, const Node *> bound_;
  unsigned depth_ = 0;
  unsigned applications_ = 0; ///< of functions within functions
  bool hasForgotten_ = false; ///< by forgetDoubts()
  bool impossible_ = false;
  bool testsSwitch_ = false;
  Absent absent_;
};

/// Evaluates parts of the same expression, with the same names, and reports nothing.
struct JsonataEvaluator::Silent {
  Silent(const JsonataEvaluator &other, Scope scope)
      : quiet{other.evaluation_.tree, silent},
        evaluator(quiet, other.expression_, std::move(scope)) {
    evaluator.locals_ = other.locals_;
    evaluator.lambdas_ = other.lambdas_;
    evaluator.applications_ = other.applications_;
  }

  Problems silent;
  Evaluation quiet;
  JsonataEvaluator evaluator;
};

} // namespace aslc::analysis
