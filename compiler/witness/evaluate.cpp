// JSONPath: paths, intrinsic calls and templates.
#include "compiler/witness/evaluate.h"
#include "runtime/dom/text.h"

#include <cstdlib>

namespace aslc::witness {

namespace {

using Type = Hole::Type;

/// Elements of what an indefinite path walks through.
std::vector<Value> elementsOf(const Value &value) {
  if (value.kind == Value::Kind::Array)
    return value.items;
  std::vector<Value> items;
  if (value.kind == Value::Kind::Known && value.known.is_array())
    for (const Json &each : value.known)
      items.push_back(Value::of(each));
  else if (Value first = value.element(0); !first.isMissing())
    items.push_back(std::move(first));
  return items;
}

Json literal(const source::Node &node) {
  return asl::dom::parseOrdered(asl::document::toJson(node));
}

void askAll(const std::vector<Value> &values, Type type) {
  for (const Value &value : values)
    value.ask(type);
}

} // namespace

Value Evaluator::evaluate(const ast::Expression &expression, const Value &document,
                          const Surroundings &around) {
  Value value = Value::opaque();
  if (!expression.parsed() || expression.unresolved)
    return value;
  switch (expression.kind) {
  case ast::Expression::Kind::Path:
  case ast::Expression::Kind::ReferencePath:
    value = path(expression.path(), document, around);
    break;
  case ast::Expression::Kind::Intrinsic:
    value = call(expression.call(), document, around);
    break;
  case ast::Expression::Kind::Jsonata:
    value = JsonataReader(around).evaluate(expression.jsonata(), {});
    break;
  }
  hasFailed_ |= value.isMissing();
  return value;
}

Value Evaluator::evaluate(const ast::Template &value, const Value &document,
                          const Surroundings &around) {
  switch (value.kind) {
  case ast::Template::Kind::Literal:
    return Value::of(literal(*value.node));
  case ast::Template::Kind::Expression:
    return evaluate(*value.expression, document, around);
  case ast::Template::Kind::Object: {
    std::map<std::string, Value> members;
    for (const ast::Template::Entry &entry : value.entries)
      members.insert_or_assign(entry.key, evaluate(*entry.value, document, around));
    return Value::object(std::move(members));
  }
  case ast::Template::Kind::Array: {
    std::vector<Value> items;
    for (const auto &item : value.items)
      items.push_back(evaluate(*item, document, around));
    return Value::array(std::move(items));
  }
  }
  return Value::opaque();
}

Value Evaluator::path(const jsonpath::Path &path, const Value &document,
                      const Surroundings &around) {
  Value value = document;
  if (path.root == jsonpath::Root::Context) {
    value = around.context;
  } else if (path.root == jsonpath::Root::Variable) {
    auto found = around.variables.find(path.variable);
    value = found == around.variables.end() ? Value() : found->second;
  }
  return step(value, path, 0);
}

Value Evaluator::step(const Value &value, const jsonpath::Path &path, size_t index) {
  if (index == path.steps.size())
    return value;
  const auto &kind = path.steps[index].kind;
  if (const auto *names = std::get_if<jsonpath::NamesStep>(&kind);
      names && names->names.size() == 1)
    return step(value.member(names->names[0]), path, index + 1);
  if (const auto *indexes = std::get_if<jsonpath::Indexes>(&kind);
      indexes && indexes->indexes.size() == 1)
    return step(value.element(indexes->indexes[0]), path, index + 1);
  bool isWalk = std::holds_alternative<jsonpath::Wildcard>(kind) ||
                std::holds_alternative<jsonpath::Slice>(kind) ||
                std::holds_alternative<jsonpath::FilterStep>(kind);
  if (!isWalk)
    return Value::opaque();
  std::vector<Value> found;
  for (const Value &element : elementsOf(value))
    if (Value rest = step(element, path, index + 1); !rest.isMissing())
      found.push_back(std::move(rest));
  return std::holds_alternative<jsonpath::FilterStep>(kind) ? Value::opaque()
                                                            : Value::array(std::move(found));
}

Value Evaluator::call(const intrinsic::Call &call, const Value &document,
                      const Surroundings &around) {
  std::vector<Value> arguments;
  for (const intrinsic::Argument &argument : call.arguments) {
    if (const auto *path = std::get_if<jsonpath::Path>(&argument.value))
      arguments.push_back(this->path(*path, document, around));
    else if (const auto *inner = std::get_if<std::unique_ptr<intrinsic::Call>>(&argument.value))
      arguments.push_back(this->call(**inner, document, around));
    else if (const auto *text = std::get_if<std::string>(&argument.value))
      arguments.push_back(Value::of(*text));
    else if (const auto *number = std::get_if<double>(&argument.value))
      arguments.push_back(Value::of(*number));
    else if (const auto *boolean = std::get_if<bool>(&argument.value))
      arguments.push_back(Value::of(*boolean));
    else
      arguments.push_back(Value::of(nullptr));
    if (arguments.back().isMissing())
      return {};
  }
  using enum intrinsic::Function;
  switch (call.function) {
  case Array:
    return Value::array(std::move(arguments));
  case MathAdd:
  case MathRandom:
  case ArrayRange:
    askAll(arguments, Type::Number);
    return Value::opaque();
  case StringToJson:
    if (arguments[0].kind == Value::Kind::Open && !arguments[0].hole->value)
      arguments[0].hole->ask(Json("{}"));
    return Value::opaque();
  case StringSplit:
  case Base64Encode:
    askAll(arguments, Type::Text);
    return Value::opaque();
  case ArrayGetItem:
    arguments[0].ask(Type::Array);
    if (auto index = arguments[1].decided(); index && index->is_number())
      return arguments[0].element(index->get<int64_t>());
    return Value::opaque();
  case ArrayLength:
    arguments[0].ask(Type::Array);
    if (auto length = arguments[0].length())
      return Value::of(*length);
    return Value::opaque();
  case ArrayContains:
  case ArrayPartition:
  case ArrayUnique:
    arguments[0].ask(Type::Array);
    return Value::opaque();
  case JsonMerge:
    arguments[0].ask(Type::Object);
    arguments[1].ask(Type::Object);
    return Value::opaque();
  default:
    return Value::opaque();
  }
}

bool Evaluator::force(const ast::ChoiceRule &rule, const Value &document,
                      const Surroundings &around, bool wanted) {
  using enum ast::ChoiceRule::Kind;
  switch (rule.kind) {
  case Comparison:
    return compare(rule.comparison, document, around, wanted);
  case Not:
    return rule.operands.empty() || force(rule.operands[0], document, around, !wanted);
  case Condition:
    if (!rule.condition || rule.condition->kind != ast::Template::Kind::Expression ||
        !rule.condition->expression->parsed())
      return rule.condition && rule.condition->kind == ast::Template::Kind::Literal
                 ? rule.condition->node->boolean == wanted
                 : true;
    return JsonataReader(around).force(rule.condition->expression->jsonata(), {}, wanted);
  case And:
  case Or:
    break;
  }
  // One operand decides, or all have to be so.
  bool needsAll = (rule.kind == And) == wanted, some = false;
  for (const ast::ChoiceRule &operand : rule.operands) {
    bool can = force(operand, document, around, wanted);
    if (needsAll && !can)
      return false;
    some |= can;
    if (!needsAll && can)
      return true;
  }
  return needsAll || some;
}

bool Evaluator::compare(const ast::Comparison &comparison, const Value &document,
                        const Surroundings &around, bool wanted) {
  if (!comparison.variable || !comparison.operand)
    return true;
  std::string_view op = comparison.op;
  bool isType = op.starts_with("Is");
  bool expected = isType && comparison.operand->boolean;
  // A test of presence must not ask for what it tests.
  if (op == "IsPresent" && expected != wanted) {
    Value value = evaluate(*comparison.variable, document, around);
    bool isThere = !value.isMissing();
    forgive();
    return !isThere || (value.kind == Value::Kind::Open && value.hole->askAbsent());
  }
  Value value = evaluate(*comparison.variable, document, around);
  if (value.isMissing())
    return isType && expected != wanted ? (forgive(), true) : false;
  if (isType) {
    Type type = op == "IsNull"      ? Type::Null
                : op == "IsBoolean" ? Type::Boolean
                : op == "IsNumeric" ? Type::Number
                                    : Type::Text;
    if (op == "IsPresent")
      return true;
    if (op == "IsTimestamp" && value.kind == Value::Kind::Open && expected == wanted)
      value.hole->isTime = true;
    if (expected == wanted)
      return value.ask(type);
    return value.kind == Value::Kind::Open
               ? value.hole->ask(type == Type::Text ? Type::Number : Type::Text)
               : value.kind == Value::Kind::Opaque || !value.ask(type);
  }
  Value other = comparison.operandPath ? evaluate(*comparison.operandPath, document, around)
                                       : Value::of(literal(*comparison.operand));
  if (op == "StringMatches") {
    std::string text = comparison.operand->text;
    std::erase(text, '*');
    return askOrder(value, Order::Equal, Value::of(wanted ? text : text + "?"), true);
  }
  auto has = [&](std::string_view part) { return op.find(part) != op.npos; };
  Order order = has("GreaterThanEquals") ? Order::GreaterEqual
                : has("LessThanEquals")  ? Order::LessEqual
                : has("GreaterThan")     ? Order::Greater
                : has("LessThan")        ? Order::Less
                                         : Order::Equal;
  if (has("Timestamp") && value.kind == Value::Kind::Open)
    value.hole->isTime = true;
  return askOrder(value, order, other, wanted);
}

} // namespace aslc::witness
