// JSONata: as much of it as leads from an expression to what it needs of its values.
#include "compiler/witness/evaluate.h"

#include <algorithm>
#include <array>

namespace aslc::witness {

namespace {

using jsonata::Node;
using jsonata::NodeKind;
using Type = Hole::Type;

bool isOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The items of a value as a sequence has them.
std::vector<Value> itemsOf(const Value &value) {
  if (value.kind == Value::Kind::Array)
    return value.items;
  std::vector<Value> items;
  if (value.kind == Value::Kind::Known && value.known.is_array()) {
    for (const Json &each : value.known)
      items.push_back(Value::of(each));
    return items;
  }
  bool isOpenArray = value.kind == Value::Kind::Open && value.hole->type == Type::Array;
  if (Value item = isOpenArray ? value.element(0) : value; !item.isMissing())
    items.push_back(std::move(item));
  return items;
}

Value sequence(std::vector<Value> items) {
  if (items.empty())
    return {};
  return items.size() == 1 ? std::move(items[0]) : Value::array(std::move(items));
}

std::optional<Order> orderOf(std::string_view op) {
  return op == "=" || op == "!=" ? std::optional(Order::Equal)
         : op == "<"             ? std::optional(Order::Less)
         : op == "<="            ? std::optional(Order::LessEqual)
         : op == ">"             ? std::optional(Order::Greater)
         : op == ">="            ? std::optional(Order::GreaterEqual)
                                 : std::nullopt;
}

/// The members of all objects; the last of each name counts.
Value merged(const std::vector<Value> &objects) {
  Value all = Value::object({});
  for (const Value &each : objects)
    if (each.kind == Value::Kind::Object) {
      for (const auto &[key, value] : each.members)
        all.members.insert_or_assign(key, value);
      if (each.hole)
        all.hole = each.hole;
    } else if (each.kind == Value::Kind::Open && each.ask(Type::Object)) {
      all.hole = each.hole;
    } else if (auto known = each.decided(); known && known->is_object()) {
      for (const auto &[key, value] : known->items())
        all.members.insert_or_assign(key, Value::of(value));
    }
  return all;
}

/// What functions of the library need of their first argument.
void askFor(std::string_view function, const Value &value) {
  if (value.kind != Value::Kind::Open)
    return;
  if (isOneOf(function, {"sum", "max", "min", "average"})) {
    if (Value item = value.element(0); !item.isMissing())
      item.ask(Type::Number);
  } else if (isOneOf(function, {"count", "map", "filter", "reduce", "sort", "reverse", "distinct",
                                "zip", "join", "shuffle", "append", "single"})) {
    value.element(0);
  } else if (isOneOf(function, {"abs", "floor", "ceil", "round", "power", "sqrt", "formatNumber",
                                "formatBase", "fromMillis", "formatInteger"})) {
    value.ask(Type::Number);
  } else if (isOneOf(function, {"toMillis"})) {
    value.ask(Type::Text);
    value.hole->isTime = true;
  } else if (isOneOf(function, {"number"}) && value.hole->type == Type::Any) {
    value.hole->ask(Json("1"));
  } else if (isOneOf(function, {"parse"}) && !value.hole->value) {
    value.hole->ask(Json("{}"));
  } else if (isOneOf(function,
                     {"length", "uppercase", "lowercase", "trim", "substring", "substringBefore",
                      "substringAfter", "split", "contains", "replace", "match", "pad",
                      "base64encode", "base64decode", "encodeUrlComponent", "hash"})) {
    value.ask(Type::Text);
  } else if (isOneOf(function, {"keys", "lookup", "spread", "each", "sift"})) {
    value.ask(Type::Object);
  }
}

} // namespace

JsonataReader::JsonataReader(const Surroundings &around) : bound_(around.variables) {
  std::map<std::string, Value> states{{"input", around.input}, {"context", around.context}};
  if (around.result)
    states.emplace("result", *around.result);
  if (around.errorOutput)
    states.emplace("errorOutput", *around.errorOutput);
  bound_.insert_or_assign("states", Value::object(std::move(states)));
}

Value JsonataReader::evaluate(const Node &node, const Value &item) {
  switch (node.kind) {
  case NodeKind::String:
    return Value::of(node.text);
  case NodeKind::Number:
    return Value::of(node.number);
  case NodeKind::Boolean:
    return Value::of(node.boolean);
  case NodeKind::Null:
    return Value::of(nullptr);
  case NodeKind::Name:
    return item.member(node.text);
  case NodeKind::Variable: {
    if (node.text.empty())
      return staged(node.predicates, item);
    auto found = bound_.find(node.text);
    return staged(node.predicates, found == bound_.end() ? Value() : found->second);
  }
  case NodeKind::Path:
    return path(node, item);
  case NodeKind::Binary:
    return binary(node, item);
  case NodeKind::Negate: {
    evaluate(*node.lhs, item).ask(Type::Number);
    return Value::opaque();
  }
  case NodeKind::Array:
    return array(node, item);
  case NodeKind::Object:
    return object(node, item);
  case NodeKind::Call:
    return staged(node.predicates, call(node, item, nullptr));
  case NodeKind::Apply: {
    Value left = evaluate(*node.lhs, item);
    return node.rhs->kind == NodeKind::Call ? call(*node.rhs, item, &left) : Value::opaque();
  }
  case NodeKind::Condition:
    if (force(*node.condition, item, true))
      return evaluate(*node.then, item);
    return node.otherwise ? evaluate(*node.otherwise, item) : Value();
  case NodeKind::Default: {
    Value left = evaluate(*node.lhs, item);
    return left.isMissing() ? evaluate(*node.rhs, item) : left;
  }
  case NodeKind::Block: {
    Value last;
    for (const auto &each : node.items)
      last = evaluate(*each, item);
    return last;
  }
  case NodeKind::Bind: {
    Value value = evaluate(*node.rhs, item);
    bound_.insert_or_assign(node.lhs->text, value);
    return value;
  }
  default:
    return Value::opaque();
  }
}

Value JsonataReader::array(const Node &node, const Value &item) {
  std::vector<Value> items;
  for (const auto &each : node.items)
    if (Value value = evaluate(*each, item); !value.isMissing())
      items.push_back(std::move(value));
  return staged(node.predicates, Value::array(std::move(items)));
}

Value JsonataReader::object(const Node &node, const Value &item) {
  std::map<std::string, Value> members;
  for (const auto &[key, value] : node.pairs)
    if (auto name = evaluate(*key, item).decided(); name && name->is_string())
      if (Value member = evaluate(*value, item); !member.isMissing())
        members.insert_or_assign(name->get<std::string>(), std::move(member));
  return Value::object(std::move(members));
}

Value JsonataReader::path(const Node &node, const Value &item) {
  Value value = item;
  bool isFirst = true;
  for (const auto &each : node.items) {
    if (isFirst && each->kind != NodeKind::Name) {
      value = staged(each->stages, evaluate(*each, item));
      isFirst = false;
      continue;
    }
    isFirst = false;
    std::vector<Value> found;
    for (const Value &from : itemsOf(value)) {
      Value next = each->kind == NodeKind::Name ? from.member(each->text) : evaluate(*each, from);
      if (!next.isMissing())
        found.push_back(std::move(next));
    }
    value = staged(each->stages, sequence(std::move(found)));
  }
  return value;
}

Value JsonataReader::staged(const std::vector<jsonata::Stage> &stages, Value value) {
  for (const jsonata::Stage &stage : stages) {
    if (stage.isIndex || value.isMissing())
      continue;
    const Node &predicate = *stage.expression;
    bool isNegative = predicate.kind == NodeKind::Negate;
    const Node &number = isNegative ? *predicate.lhs : predicate;
    if (number.kind == NodeKind::Number) {
      value = value.element(static_cast<int64_t>(isNegative ? -number.number : number.number));
      continue;
    }
    if (value.kind == Value::Kind::Open)
      value.element(0);
    std::vector<Value> kept;
    for (const Value &each : itemsOf(value))
      if (force(predicate, each, true))
        kept.push_back(each);
    value = sequence(std::move(kept));
  }
  return value;
}

Value JsonataReader::apply(const Node &lambda, const std::vector<Value> &arguments) {
  if (lambda.kind != NodeKind::Lambda)
    return Value::opaque();
  Variables before = bound_;
  for (size_t i = 0; i < lambda.parameters.size(); ++i)
    bound_.insert_or_assign(lambda.parameters[i],
                            i < arguments.size() ? arguments[i] : Value::opaque());
  Value value = evaluate(*lambda.body, {});
  bound_ = std::move(before);
  return value;
}

/// What a function that goes through an array gives.
Value JsonataReader::eachOf(std::string_view function, const Node &lambda, const Value &array) {
  std::vector<Value> made;
  for (const Value &each : itemsOf(array)) {
    Value result = function == "map" ? apply(lambda, {each}) : each;
    if (function == "filter" && lambda.body && !lambda.parameters.empty()) {
      Variables before = bound_;
      bound_.insert_or_assign(lambda.parameters[0], each);
      force(*lambda.body, {}, true);
      bound_ = std::move(before);
    }
    if (!result.isMissing())
      made.push_back(std::move(result));
  }
  return sequence(std::move(made));
}

Value JsonataReader::call(const Node &node, const Value &item, const Value *first) {
  std::string_view name = node.procedure && node.procedure->kind == NodeKind::Variable
                              ? std::string_view(node.procedure->text)
                              : std::string_view();
  std::vector<Value> arguments;
  if (first)
    arguments.push_back(*first);
  for (const auto &each : node.items)
    arguments.push_back(each->kind == NodeKind::Lambda ? Value::opaque() : evaluate(*each, item));
  if (arguments.empty())
    return Value::opaque();
  askFor(name, arguments[0]);
  const Node *lambda = !node.items.empty() && node.items.back()->kind == NodeKind::Lambda
                           ? node.items.back().get()
                           : nullptr;
  if (lambda && isOneOf(name, {"map", "filter", "sort", "single"}))
    return eachOf(name, *lambda, arguments[0]);
  if (lambda && name == "reduce")
    for (const Value &each : itemsOf(arguments[0]))
      apply(*lambda, {each, each});
  if (name == "count")
    if (auto length = arguments[0].length())
      return Value::of(*length);
  if (name == "merge")
    return merged(itemsOf(arguments[0]));
  if (name == "append" && arguments.size() == 2) {
    std::vector<Value> all = itemsOf(arguments[0]);
    for (Value &each : itemsOf(arguments[1]))
      all.push_back(std::move(each));
    return Value::array(std::move(all));
  }
  return Value::opaque();
}

Value JsonataReader::binary(const Node &node, const Value &item) {
  Value left = evaluate(*node.lhs, item), right = evaluate(*node.rhs, item);
  std::string_view op = node.text;
  if (isOneOf(op, {"+", "-", "*", "/", "%"})) {
    left.ask(Type::Number);
    right.ask(Type::Number);
    auto first = left.decided(), second = right.decided();
    if (first && second && first->is_number() && second->is_number()) {
      double a = first->get<double>(), b = second->get<double>();
      if (op == "+" || op == "-" || op == "*")
        return Value::of(op == "+" ? a + b : op == "-" ? a - b : a * b);
    }
    return left.isMissing() || right.isMissing() ? Value() : Value::opaque();
  }
  if (isOneOf(op, {"<", "<=", ">", ">="})) {
    // Both sides are of one type.
    if (left.kind == Value::Kind::Open)
      left.ask(right.decided() ? typeOf(*right.decided()) : Type::Number);
    if (right.kind == Value::Kind::Open)
      right.ask(left.decided() ? typeOf(*left.decided()) : Type::Number);
  }
  return Value::opaque();
}

bool JsonataReader::force(const Node &node, const Value &item, bool wanted) {
  if (node.kind == NodeKind::Boolean)
    return node.boolean == wanted;
  if (node.kind == NodeKind::Block && node.items.size() == 1)
    return force(*node.items[0], item, wanted);
  std::string_view op = node.text;
  if (node.kind == NodeKind::Binary && (op == "and" || op == "or")) {
    bool needsAll = (op == "and") == wanted;
    bool left = force(*node.lhs, item, wanted);
    if (left != needsAll)
      return left;
    return force(*node.rhs, item, wanted);
  }
  if (node.kind == NodeKind::Binary)
    if (std::optional<bool> forced = forceComparison(node, item, wanted))
      return *forced;
  if (node.kind == NodeKind::Call && node.procedure && !node.items.empty())
    if (std::optional<bool> forced = forceCall(node, item, wanted))
      return *forced;
  Value value = evaluate(node, item);
  if (value.kind == Value::Kind::Open)
    return value.hole->type == Type::Any || value.hole->type == Type::Boolean
               ? value.hole->ask(Json(wanted))
               : wanted;
  if (auto known = value.decided(); known && known->is_boolean())
    return known->get<bool>() == wanted;
  return !value.isMissing() || !wanted;
}

std::optional<bool> JsonataReader::forceComparison(const Node &node, const Value &item,
                                                   bool wanted) {
  std::string_view op = node.text;
  if (auto order = orderOf(op)) {
    Value left = evaluate(*node.lhs, item), right = evaluate(*node.rhs, item);
    return askOrder(left, *order, right, (op == "!=") != wanted);
  }
  if (op != "in")
    return std::nullopt;
  Value left = evaluate(*node.lhs, item);
  bool some = false, all = true;
  for (const Value &each : itemsOf(evaluate(*node.rhs, item))) {
    bool can = askOrder(left, Order::Equal, each, wanted);
    if (wanted && can)
      return true;
    some |= can;
    all &= can;
  }
  return wanted ? some : all;
}

std::optional<bool> JsonataReader::forceCall(const Node &node, const Value &item, bool wanted) {
  std::string_view name = node.procedure->text;
  if (name == "not")
    return force(*node.items[0], item, !wanted);
  if (name == "boolean")
    return force(*node.items[0], item, wanted);
  if (name == "exists") {
    Value value = evaluate(*node.items[0], item);
    if (wanted || value.isMissing())
      return value.isMissing() != wanted;
    return value.kind == Value::Kind::Opaque ||
           (value.kind == Value::Kind::Open && value.hole->askAbsent());
  }
  if (name == "contains" && node.items.size() == 2 && wanted) {
    Value value = evaluate(*node.items[0], item), part = evaluate(*node.items[1], item);
    if (value.kind == Value::Kind::Open && part.decided())
      return value.hole->ask(*part.decided());
  }
  return std::nullopt;
}

} // namespace aslc::witness
