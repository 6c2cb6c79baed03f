// Expressions of JSONata but for paths and functions; see jsonata.h.
#include "compiler/lower/jsonata_lowering.h"

#include "compiler/ast/way.h"
#include "compiler/expr/jsonata/check.h"
#include "compiler/ir/place.h"

#include "runtime/support/number_text.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/SaveAndRestore.h"

#include <cmath>

using namespace aslc;
using namespace aslc::lower;

mlir::Value lower::lowerJsonataTree(FlowBuilder &builder, const jsonata::Node &tree,
                                    mlir::Value input,
                                    const llvm::StringMap<mlir::Value> &bindings) {
  JsonataLowering lowering(builder, tree);
  lowering.setRoot(input);
  lowering.keepPlaces();
  for (const auto &[name, value] : bindings)
    lowering.bind(name, value);
  return lowering.lower(tree);
}

mlir::Value lower::lowerJsonata(FlowBuilder &builder, const Scope &scope,
                                const StatesBindings &states, const ast::Expression &expression,
                                const JsonataField &field) {
  const jsonata::Node &tree = expression.jsonata();
  ir::ResultTypeAttr type;
  if (field.type)
    type = ir::ResultTypeAttr::get(builder.getContext(), *field.type);
  auto jsonata = builder.make<ir::JsonataOp>(builder.getType<ir::ValueType>(),
                                             builder.getStringAttr(expression.text),
                                             builder.getStringAttr(field.place), type,
                                             /*maybe=*/mlir::UnitAttr());
  builder.fill(jsonata.getBody(), 0, [&](mlir::Block &) {
    JsonataLowering lowering(builder, tree);
    lowering.setExpression(expression);
    lowering.setStates(states);
    lowering.setVariables(scope);
    return lowering.lower(tree);
  });
  return jsonata;
}

/// Shows which part of the conditional `node` is evaluated.
void JsonataLowering::showWay(const char *part, const Node &node) {
  if (expression_ && builder_.doesShowWays())
    builder_.showWay(llvm::Twine(part) + " " + ast::wayKey(*expression_, node));
}

mlir::Value JsonataLowering::lower(const Node &root) {
  if (!root_)
    root_ = undefined();
  Opened frame(*this, root.kind == Kind::Block || root.kind == Kind::Lambda ? nullptr : &root);
  return evaluate(root, {root_, true});
}

// ---- Names

JsonataLowering::Opened::Opened(JsonataLowering &lowering, const Node *owner)
    : lowering_(lowering) {
  const BoxedVariables::Frame *boxes = owner ? lowering.boxed_.of(*owner) : nullptr;
  if (boxes)
    for (const auto &[name, variable] : *boxes) {
      if (!variable.isBoxed)
        continue;
      // Until it is bound here, the name means what it means outside.
      mlir::Value before = lowering.bound(name);
      if (!before && jsonata::findLibraryFunction(name))
        before = lowering.libraryFunction(name);
      mlir::Value box = lowering.builder_.make<ir::BoxOp>();
      if (before)
        lowering.builder_.make<ir::BoxSetOp>(box, before);
      frame_.names[name] = {box, true};
    }
  frame_.outer = lowering.frame_;
  lowering.frame_ = &frame_;
}

void JsonataLowering::bindHere(const std::string &name, mlir::Value value) {
  Binding &binding = frame_->names[name];
  if (binding.isBoxed)
    builder_.make<ir::BoxSetOp>(binding.value, value);
  else
    binding.value = value;
}

mlir::Value JsonataLowering::bound(const std::string &name) {
  for (Frame *frame = frame_; frame; frame = frame->outer) {
    auto found = frame->names.find(name);
    if (found != frame->names.end())
      return found->second.isBoxed ? mlir::Value(builder_.make<ir::BoxGetOp>(
                                         builder_.getType<ir::ValueType>(), found->second.value))
                                   : found->second.value;
  }
  if (auto found = given_.find(name); found != given_.end())
    return found->second;
  if (scope_)
    if (auto place = findVariable(*scope_, name))
      return unlessUnassigned(name, builder_.make<ir::GetVarOp>(builder_.getType<ir::ValueType>(),
                                                                llvm::StringRef(name), place->depth,
                                                                place->slot));
  return {};
}

/// A variable of the machine hides a function of the library from when it is assigned on.
mlir::Value JsonataLowering::unlessUnassigned(const std::string &name, mlir::Value variable) {
  if (!jsonata::findLibraryFunction(name))
    return variable;
  mlir::Type type = builder_.getType<ir::ValueType>();
  mlir::Value exists = builder_.make<ir::LibraryOp>(type, ASL_LIBRARY_exists, undefined(),
                                                    mlir::ValueRange{variable});
  auto op = builder_.make<ir::IfOp>(type, builder_.make<ir::IsTrueOp>(exists));
  builder_.fill(op.getThen(), 0, [&](mlir::Block &) { return variable; });
  builder_.fill(op.getOtherwise(), 0,
                [&](mlir::Block &) -> mlir::Value { return libraryFunction(name); });
  return op;
}

bool JsonataLowering::isStates(const Node &node) {
  if (!states_ || node.kind != Kind::Variable || node.text != "states")
    return false;
  for (Frame *frame = frame_; frame; frame = frame->outer)
    if (frame->names.contains(node.text))
      return false;
  return true;
}

mlir::Value JsonataLowering::statesField(llvm::StringRef name) {
  mlir::Value value = name == "input"         ? states_->input
                      : name == "result"      ? states_->result
                      : name == "errorOutput" ? states_->errorOutput
                                              : mlir::Value();
  if (name == "context")
    value = builder_.make<ir::ContextOp>(ir::ContextPart::All);
  return value ? value : undefined();
}

mlir::Value JsonataLowering::variable(const Node &node, Item item) {
  if (node.text.empty())
    return item.value;
  if (node.text == "$")
    return root_;
  if (isStates(node)) {
    std::vector<std::string> names{"input", "context"};
    if (states_->result)
      names.emplace_back("result");
    if (states_->errorOutput)
      names.emplace_back("errorOutput");
    llvm::SmallVector<mlir::Value> values;
    for (const std::string &name : names)
      values.push_back(statesField(name));
    return builder_.make<ir::ObjectOp>(builder_.strings(names), values);
  }
  if (mlir::Value value = bound(node.text))
    return value;
  if (jsonata::findLibraryFunction(node.text))
    return libraryFunction(node.text);
  return undefined();
}

// ---- Expressions

mlir::Value JsonataLowering::number(double value) {
  if (value == std::floor(value) && std::fabs(value) < 9007199254740992.0)
    return builder_.constant(std::to_string(static_cast<int64_t>(value)));
  // The shortest text: longer ones would be kept digit by digit.
  return builder_.constant(asl::shortestText(value));
}

namespace {

/// Whether an expression's value may be what a call inside it gave.
bool endsInCall(const jsonata::Node &node) {
  using Kind = jsonata::NodeKind;
  if (!node.predicates.empty() || node.group)
    return false;
  switch (node.kind) {
  case Kind::Call:
  case Kind::Apply:
    return true;
  case Kind::Block:
    return !node.items.empty() && endsInCall(*node.items.back());
  case Kind::Bind:
    return endsInCall(*node.rhs);
  case Kind::Default:
    return endsInCall(*node.lhs) || endsInCall(*node.rhs);
  case Kind::Condition:
    return endsInCall(*node.then) || (node.otherwise && endsInCall(*node.otherwise));
  default:
    return false;
  }
}

} // namespace

mlir::Value JsonataLowering::evaluate(const Node &node, Item item) {
  // The service evaluates parts within parts to this depth; what lies deeper is never written.
  constexpr unsigned deepest = 100;
  llvm::SaveAndRestore deeper(depth_, depth_ + 1);
  if (!keepsPlaces_)
    return depth_ > deepest ? overflow() : evaluateHere(node, item);
  // A call is at the name of what it calls; a thunk stands for the call in it.
  const Node &call = node.thunk ? *node.body : node;
  const Node &told = call.kind == Kind::Call ? *call.procedure : call;
  FlowBuilder::Place place(builder_,
                           ir::makePlace(builder_.getContext(), told.begin, told.position));
  return depth_ > deepest ? overflow() : evaluateHere(node, item);
}

/// An expression that fails when it is evaluated.
mlir::Value JsonataLowering::overflow() {
  return builder_.make<ir::LibraryOp>(builder_.getType<ir::ValueType>(), ASL_LIBRARY_overflow,
                                      undefined(), mlir::ValueRange());
}

mlir::Value JsonataLowering::evaluateHere(const Node &node, Item item) {
  bool changed = !node.predicates.empty() || (node.group && node.kind != Kind::Path);
  bool tail = tail_;
  if (changed || (node.kind != Kind::Block && node.kind != Kind::Condition &&
                  node.kind != Kind::Default && node.kind != Kind::Lambda))
    tail_ = false;
  mlir::Value value = raw(node, item);
  tail_ = tail;
  for (const jsonata::Stage &stage : node.predicates)
    value = filter(*stage.expression, value);
  if (node.group && node.kind != Kind::Path)
    return group(node.group->pairs, value);
  bool sequence = changed || node.keepArray;
  switch (node.kind) {
  case Kind::Path:
  case Kind::Name:
  case Kind::Wildcard:
  case Kind::Descendant:
    sequence = true;
    break;
  case Kind::Binary:
    sequence |= node.text == "..";
    break;
  default:
    break;
  }
  if (sequence && !value.getDefiningOp<ir::ConstantOp>())
    value = builder_.make<ir::NormalizeOp>(value, node.keepArray);
  else if (!tail_ && node.kind != Kind::Call && node.kind != Kind::Apply && endsInCall(node))
    value = builder_.make<ir::NormalizeOp>(value, false, /*again=*/true);
  return value;
}

/// What looks at values only, and literals; null for other expressions.
mlir::Value JsonataLowering::leaf(const Node &node, Item item) {
  switch (node.kind) {
  case Kind::String:
    return builder_.text(node.text);
  case Kind::Number:
    return number(node.number);
  case Kind::Boolean:
    return builder_.boolean(node.boolean);
  case Kind::Null:
    return builder_.constant("null");
  case Kind::Regex:
    return builder_.make<ir::RegexOp>(llvm::StringRef(node.text), node.ignoreCase, node.multiline);
  case Kind::Name:
    return builder_.make<ir::LookupOp>(item.value, llvm::StringRef(node.text));
  case Kind::Variable:
    return variable(node, item);
  case Kind::Wildcard:
    return builder_.make<ir::WildcardOp>(item.value);
  case Kind::Descendant:
    return builder_.make<ir::DescendantsOp>(item.value);
  case Kind::Parent: {
    mlir::Value value = bound(node.slot->label);
    return value ? value : undefined();
  }
  default:
    return {};
  }
}

mlir::Value JsonataLowering::assignment(const Node &node, Item item) {
  bool isNamedLambda = node.rhs->kind == Kind::Lambda && !node.rhs->thunk;
  mlir::Value value =
      isNamedLambda ? lambda(*node.rhs, item, &node.lhs->text) : evaluate(*node.rhs, item);
  bindHere(node.lhs->text, value);
  return value;
}

mlir::Value JsonataLowering::raw(const Node &node, Item item) {
  switch (node.kind) {
  case Kind::Binary:
    return binary(node, item);
  case Kind::Negate:
    return builder_.make<ir::NegateOp>(builder_.getType<ir::ValueType>(),
                                       evaluate(*node.lhs, item));
  case Kind::Array:
    return array(node, item);
  case Kind::Object:
    return object(node, item);
  case Kind::Call:
    return call(node, item);
  case Kind::Partial:
    return partial(node, item);
  case Kind::Lambda:
    return node.thunk ? call(*node.body, item, {}, tail_) : lambda(node, item);
  case Kind::Condition:
    return condition(node, item);
  case Kind::Default:
    return defaulted(node, item);
  case Kind::Block:
    return block(node, item);
  case Kind::Transform:
    return transformer(node);
  case Kind::Path:
    return path(node, item);
  case Kind::Bind:
    return assignment(node, item);
  case Kind::Apply:
    return apply(node, item);
  default:
    break;
  }
  if (mlir::Value value = leaf(node, item))
    return value;
  builder_.fail("this expression cannot be compiled");
  return undefined();
}

static std::optional<ir::Comparison> orderNamed(llvm::StringRef op) {
  return llvm::StringSwitch<std::optional<ir::Comparison>>(op)
      .Case("<", ir::Comparison::Less)
      .Case("<=", ir::Comparison::LessOrEqual)
      .Case(">", ir::Comparison::Greater)
      .Case(">=", ir::Comparison::GreaterOrEqual)
      .Default(std::nullopt);
}

mlir::Value JsonataLowering::binary(const Node &node, Item item) {
  llvm::StringRef op = node.text;
  if (op == "and" || op == "or")
    return logical(node, item);
  mlir::Type type = builder_.getType<ir::ValueType>();
  mlir::Value left = evaluate(*node.lhs, item);
  mlir::Value right = evaluate(*node.rhs, item);
  if (op == "=")
    return builder_.make<ir::EqualityOp>(type, ir::Comparison::Equal, left, right);
  if (op == "!=")
    return builder_.make<ir::EqualityOp>(type, ir::Comparison::NotEqual, left, right);
  if (auto order = orderNamed(op))
    return builder_.make<ir::OrderOp>(type, *order, left, right);
  if (op == "&")
    return builder_.make<ir::ConcatOp>(type, left, right);
  if (op == "..")
    return builder_.make<ir::RangeOp>(type, left, right);
  if (op == "in")
    return builder_.make<ir::IncludesOp>(type, left, right);
  auto kind = llvm::StringSwitch<ir::Arithmetic>(op)
                  .Case("+", ir::Arithmetic::Add)
                  .Case("-", ir::Arithmetic::Subtract)
                  .Case("*", ir::Arithmetic::Multiply)
                  .Case("/", ir::Arithmetic::Divide)
                  .Default(ir::Arithmetic::Modulo);
  return builder_.make<ir::ArithmeticOp>(type, kind, left, right);
}

mlir::Value JsonataLowering::logical(const Node &node, Item item) {
  mlir::Value left = builder_.make<ir::IsTrueOp>(evaluate(*node.lhs, item));
  auto op = builder_.make<ir::IfOp>(builder_.getType<ir::ValueType>(), left);
  auto rest = [&](mlir::Block &) -> mlir::Value {
    mlir::Value right = builder_.make<ir::IsTrueOp>(evaluate(*node.rhs, item));
    return builder_.make<ir::BooleanOp>(right);
  };
  bool isAnd = node.text == "and";
  builder_.fill(isAnd ? op.getThen() : op.getOtherwise(), 0, rest);
  builder_.fill(isAnd ? op.getOtherwise() : op.getThen(), 0,
                [&](mlir::Block &) { return builder_.boolean(!isAnd); });
  return op;
}

mlir::Value JsonataLowering::array(const Node &node, Item item) {
  llvm::SmallVector<mlir::Value> values;
  llvm::SmallVector<bool> whole;
  for (const jsonata::NodePtr &each : node.items) {
    values.push_back(evaluate(*each, item));
    whole.push_back(each->kind == Kind::Array);
  }
  return builder_.make<ir::ListOp>(builder_.getType<ir::ValueType>(), values,
                                   builder_.getDenseBoolArrayAttr(whole),
                                   node.consArray ? builder_.getUnitAttr() : mlir::UnitAttr());
}

namespace {

bool isKnown(const jsonata::NodePtr &key) { return key->kind == jsonata::NodeKind::String; }

/// Whether keys are strings that differ, for sure.
bool areKeysGood(const jsonata::Node &object) {
  llvm::StringSet<> seen;
  return llvm::all_of(object.pairs, [&](const auto &pair) {
    return isKnown(pair.first) && seen.insert(pair.first->text).second;
  });
}

} // namespace

mlir::Value JsonataLowering::object(const Node &node, Item item) {
  if (!item.single)
    return group(node.pairs, item.value);
  // The object is made of one item, the whole value. Paths in keys and values go over the elements
  // of that value when it is an array.
  item.single = static_cast<bool>(item.value.getDefiningOp<ir::UndefinedOp>());
  mlir::Type type = builder_.getType<ir::ValueType>();
  llvm::SmallVector<mlir::Value> keys, values;
  for (const auto &[key, value] : node.pairs)
    keys.push_back(evaluate(*key, item));
  if (!areKeysGood(node)) // an error before the values are evaluated
    builder_.make<ir::MembersOp>(type, keys, keys);
  for (auto [pair, key] : llvm::zip_equal(node.pairs, keys))
    values.push_back(isKnown(pair.first) ? evaluate(*pair.second, item)
                                         : memberOf(key, *pair.second, item));
  return builder_.make<ir::MembersOp>(type, keys, values);
}

/// The value of a member, which is evaluated only where there is a key.
mlir::Value JsonataLowering::memberOf(mlir::Value key, const Node &value, Item item) {
  mlir::Type type = builder_.getType<ir::ValueType>();
  auto exists =
      builder_.make<ir::LibraryOp>(type, ASL_LIBRARY_exists, undefined(), mlir::ValueRange{key});
  auto op = builder_.make<ir::IfOp>(type, builder_.make<ir::IsTrueOp>(exists));
  builder_.fill(op.getThen(), 0, [&](mlir::Block &) { return evaluate(value, item); });
  builder_.fill(op.getOtherwise(), 0, [&](mlir::Block &) { return undefined(); });
  return op;
}

mlir::Value JsonataLowering::condition(const Node &node, Item item) {
  bool tail = tail_;
  tail_ = false;
  mlir::Value holds = builder_.make<ir::IsTrueOp>(evaluate(*node.condition, item));
  tail_ = tail;
  auto op = builder_.make<ir::IfOp>(builder_.getType<ir::ValueType>(), holds);
  builder_.fill(op.getThen(), 0, [&](mlir::Block &) {
    showWay("then", node);
    return evaluate(*node.then, item);
  });
  builder_.fill(op.getOtherwise(), 0, [&](mlir::Block &) {
    showWay("else", node);
    return node.otherwise ? evaluate(*node.otherwise, item) : undefined();
  });
  return op;
}

mlir::Value JsonataLowering::defaulted(const Node &node, Item item) {
  bool tail = tail_;
  tail_ = false;
  mlir::Value value = evaluate(*node.lhs, item);
  tail_ = tail;
  mlir::Type type = builder_.getType<ir::ValueType>();
  mlir::Value tested = value;
  if (node.text == "??")
    tested = builder_.make<ir::LibraryOp>(type, ASL_LIBRARY_exists, undefined(),
                                          mlir::ValueRange{value});
  auto op = builder_.make<ir::IfOp>(type, builder_.make<ir::IsTrueOp>(tested));
  builder_.fill(op.getThen(), 0, [&](mlir::Block &) { return value; });
  builder_.fill(op.getOtherwise(), 0, [&](mlir::Block &) { return evaluate(*node.rhs, item); });
  return op;
}

mlir::Value JsonataLowering::block(const Node &node, Item item) {
  Opened frame(*this, &node);
  bool tail = tail_;
  mlir::Value value;
  for (const jsonata::NodePtr &each : node.items) {
    tail_ = tail && each == node.items.back();
    value = evaluate(*each, item);
  }
  tail_ = tail;
  return value ? value : undefined();
}
