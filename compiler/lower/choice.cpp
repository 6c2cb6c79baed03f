// Choice: rules as conditions that stop as early as they can.
#include "compiler/lower/states.h"

#include "llvm/ADT/StringSwitch.h"

using namespace aslc;
using namespace aslc::lower;

namespace {

/// The parts of an operator's name, `NumericLessThanEquals` for example.
struct Operator {
  ir::TestFamily family;
  ir::Comparison comparison;
};

Operator operatorNamed(llvm::StringRef name) {
  name.consume_back("Path");
  ir::TestFamily family = name.consume_front("String")    ? ir::TestFamily::String
                          : name.consume_front("Numeric") ? ir::TestFamily::Numeric
                          : name.consume_front("Boolean") ? ir::TestFamily::Boolean
                                                          : ir::TestFamily::Timestamp;
  name.consume_front("Timestamp");
  return {family, llvm::StringSwitch<ir::Comparison>(name)
                      .Case("LessThan", ir::Comparison::Less)
                      .Case("GreaterThan", ir::Comparison::Greater)
                      .Case("LessThanEquals", ir::Comparison::LessOrEqual)
                      .Case("GreaterThanEquals", ir::Comparison::GreaterOrEqual)
                      .Default(ir::Comparison::Equal)};
}

/// The literal pieces between the wildcards of a StringMatches pattern; a backslash takes the next
/// character as it is.
std::vector<std::string> piecesOf(llvm::StringRef pattern) {
  std::vector<std::string> pieces(1);
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '*')
      pieces.emplace_back();
    else if (pattern[i] == '\\' && i + 1 < pattern.size())
      pieces.back() += pattern[++i];
    else
      pieces.back() += pattern[i];
  }
  return pieces;
}

} // namespace

mlir::Value StateLowering::comparison(const ast::Comparison &test, mlir::Value document) {
  const jsonpath::Path &variable = test.variable->path();
  llvm::StringRef op = test.op;
  auto negatedUnlessTrue = [&](mlir::Value holds) {
    return test.operand->boolean || test.operandPath ? holds
                                                     : mlir::Value(builder_.make<ir::NotOp>(holds));
  };
  if (op == "IsPresent")
    return negatedUnlessTrue(expressions_.presence(variable, document));
  mlir::Value value = expressions_.path(variable, document, {ir::Site::Choice, {}});
  if (op.consume_front("Is"))
    return negatedUnlessTrue(builder_.make<ir::IsOp>(*ir::symbolizeTypeTest(op.lower()), value));
  if (op == "StringMatches")
    return builder_.make<ir::MatchesOp>(value, builder_.strings(piecesOf(test.operand->text)));
  mlir::Value operand = test.operandPath ? expressions_.path(test.operandPath->path(), document,
                                                             {ir::Site::Choice, {}})
                                         : builder_.constant(*test.operand);
  Operator parts = operatorNamed(op);
  return builder_.make<ir::TestOp>(parts.family, parts.comparison, value, operand);
}

mlir::Value StateLowering::condition(const ast::ChoiceRule &rule, mlir::Value document) {
  FlowBuilder::Place place(builder_, rule.range);
  auto lazy = [&](mlir::Operation *op) {
    for (auto [region, operand] : llvm::zip(op->getRegions(), rule.operands))
      builder_.fill(region, 0, [&](mlir::Block &) { return condition(operand, document); });
    return op->getResult(0);
  };
  using Kind = ast::ChoiceRule::Kind;
  auto count = static_cast<unsigned>(rule.operands.size());
  switch (rule.kind) {
  case Kind::Comparison:
    return comparison(rule.comparison, document);
  case Kind::And:
    return lazy(builder_.make<ir::AllOp>(builder_.getI1Type(), count));
  case Kind::Or:
    return lazy(builder_.make<ir::AnyOp>(builder_.getI1Type(), count));
  case Kind::Not:
    return builder_.make<ir::NotOp>(condition(rule.operands.front(), document));
  case Kind::Condition:
    break;
  }
  llvm_unreachable("conditions stand in rules of JSONata only");
}

void StateLowering::rule(const ast::State &state, const ast::ChoiceRule &rule, size_t index) {
  FlowBuilder::Place place(builder_, rule.range);
  auto op = builder_.make<ir::RuleOp>(target(rule.next));
  if (isJsonata(state)) {
    std::string prefix = "Choices[" + std::to_string(index) + "]/";
    builder_.fill(op.getWhen(), 2, [&](mlir::Block &block) -> mlir::Value {
      if (rule.condition->kind == ast::Template::Kind::Literal)
        return builder_.make<ir::TruthOp>(rule.condition->node->boolean);
      mlir::Value holds = jsonata(*rule.condition, {block.getArgument(0), {}, {}},
                                  {prefix + "Condition", ir::ResultType::Boolean});
      return builder_.make<ir::IsTrueOp>(holds);
    });
    builder_.fillUnlessIdentity(op.getExit(), 2, 1, [&](mlir::Block &block) {
      builder_.showWay("rule " + llvm::Twine(index));
      return jsonataExit(rule.assign, rule.output, {block.getArgument(0), {}, {}},
                         block.getArgument(1), prefix);
    });
    return;
  }
  builder_.fill(op.getWhen(), 2,
                [&](mlir::Block &block) { return condition(rule, block.getArgument(1)); });
  effectiveExit(op.getExit(), state, rule.assign, "rule " + llvm::Twine(index));
}

mlir::Operation *StateLowering::lower(const ast::State &state, const ast::ChoiceState &choice) {
  auto op = builder_.make<ir::ChoiceOp>(name(state), target(choice.defaultNext));
  effectiveInput(op.getEnter(), state);
  {
    mlir::OpBuilder::InsertionGuard guard(builder_);
    builder_.createBlock(&op.getRules());
    for (size_t i = 0; i < choice.rules.size(); ++i)
      rule(state, choice.rules[i], i);
  }
  if (choice.defaultNext)
    effectiveExit(op.getExit(), state, state.assign);
  return op;
}
