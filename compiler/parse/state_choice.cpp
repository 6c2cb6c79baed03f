// Choice: its rules, in both languages.
#include "compiler/parse/choice_operators.h"
#include "compiler/parse/state.h"

#include <algorithm>

namespace aslc::parse {

namespace {

using ast::ChoiceRule;

/// The fields of a rule: those below, and every operator.
const std::vector<FieldRule> &ruleFields() {
  static const std::vector<FieldRule> fields = [] {
    std::vector<FieldRule> all = {
        {"Next"},
        {"Comment"},
        {"Assign"},
        {"Condition", FieldLanguage::Jsonata, "Variable"},
        {"Output", FieldLanguage::Jsonata},
        {"Variable", FieldLanguage::JsonPath, "Condition"},
        {"And", FieldLanguage::JsonPath, "Condition"},
        {"Or", FieldLanguage::JsonPath, "Condition"},
        {"Not", FieldLanguage::JsonPath, "Condition"},
    };
    for (const ChoiceOperator &op : choiceOperators())
      all.push_back({op.name, FieldLanguage::JsonPath, "Condition"});
    return all;
  }();
  return fields;
}

class RuleReader {
public:
  RuleReader(Context &context, QueryLanguage language) : context_(context), language_(language) {}

  ChoiceRule read(const Node &object, bool outermost) {
    Fields fields(context_, object, {outermost ? "a choice rule" : "a nested rule", ruleFields()},
                  language_);
    ChoiceRule rule;
    rule.range = object.range;
    rule.comment = readText(context_, fields.find("Comment"));
    if (outermost)
      readOutcome(fields, rule);
    else
      refuseOutcome(fields);
    if (fields.jsonata())
      readCondition(fields, rule);
    else
      readTest(fields, rule);
    return rule;
  }

private:
  void readOutcome(Fields &fields, ChoiceRule &rule) {
    rule.next = readText(context_, fields.require("Next"));
    rule.assign = readTemplate(context_, fields.find("Assign"), language_, TemplateShape::Object);
    rule.output = readTemplate(context_, fields.find("Output"), language_, TemplateShape::Any);
  }

  void refuseOutcome(Fields &fields) {
    for (const char *name : {"Next", "Assign", "Output"})
      if (const Member *member = fields.find(name))
        context_.diags.emit(member->keyRange, diag::Kind::NestedRuleField, {name})
            .hint("it belongs to the outermost rule");
  }

  void readCondition(Fields &fields, ChoiceRule &rule) {
    rule.kind = ChoiceRule::Kind::Condition;
    const Member *member = fields.require("Condition");
    if (!member)
      return;
    size_t errors = context_.diags.errorCount();
    auto condition = readTemplate(context_, member, language_, TemplateShape::Any);
    bool boolean = member->value->is(Node::Kind::Boolean);
    if (!boolean && condition->value->kind != ast::Template::Kind::Expression) {
      if (context_.diags.errorCount() == errors)
        wrongType(context_, *member, "a boolean or `{% ... %}`");
      return;
    }
    rule.condition = std::move(condition->value);
  }

  /// Exactly one of And, Or, Not and the operators; an operator needs `Variable`.
  void readTest(Fields &fields, ChoiceRule &rule) {
    const Member *test = nullptr;
    for (const Member &member : fields.object().members) {
      if (!isTest(member.key) || !fields.find(member.key))
        continue;
      if (test)
        context_.diags.emit(member.keyRange, diag::Kind::SeveralTests, {test->key, member.key})
            .label(test->keyRange, "the other is here")
            .hint("combine tests with `And` or `Or`");
      else
        test = &member;
    }
    if (!test) {
      // A field that a rule does not have was reported: it may be meant as the test.
      const auto &members = fields.object().members;
      if (std::all_of(members.begin(), members.end(),
                      [&](const Member &member) { return fields.find(member.key) != nullptr; }))
        context_.diags.emit(headOf(fields.object()), diag::Kind::MissingTest, {fields.what()});
      return;
    }
    if (const ChoiceOperator *op = findChoiceOperator(test->key))
      readComparison(fields, *test, *op, rule);
    else
      readCombination(fields, *test, rule);
  }

  static bool isTest(std::string_view key) {
    return key == "And" || key == "Or" || key == "Not" || findChoiceOperator(key);
  }

  void readCombination(Fields &fields, const Member &test, ChoiceRule &rule) {
    if (const Member *variable = fields.find("Variable"))
      context_.diags.emit(variable->keyRange, diag::Kind::ExclusiveFields, {test.key, "Variable"})
          .label(test.keyRange, "the other is here");
    if (test.key == "Not") {
      rule.kind = ChoiceRule::Kind::Not;
      if (const Node *operand = readObject(context_, &test))
        rule.operands.push_back(read(*operand, false));
      return;
    }
    rule.kind = test.key == "And" ? ChoiceRule::Kind::And : ChoiceRule::Kind::Or;
    const Node *operands = readArray(context_, &test, false);
    if (!operands)
      return;
    for (const Node *operand : operands->items) {
      if (operand->is(Node::Kind::Object))
        rule.operands.push_back(read(*operand, false));
      else
        context_.diags.emit(operand->range, diag::Kind::WrongType,
                            {test.key, describe(*operand), "rules, which are objects"});
    }
  }

  void readComparison(Fields &fields, const Member &test, const ChoiceOperator &op,
                      ChoiceRule &rule) {
    rule.kind = ChoiceRule::Kind::Comparison;
    rule.comparison.op = test.key;
    rule.comparison.opRange = test.keyRange;
    constexpr auto path = ast::Expression::Kind::ReferencePath;
    if (auto variable = readText(context_, fields.require("Variable")))
      rule.comparison.variable = parseExpression(path, variable->value, variable->node);
    if (!checkOperand(test, op))
      return;
    rule.comparison.operand = test.value;
    if (op.path)
      rule.comparison.operandPath = parseExpression(path, test.value->text, test.value);
  }

  bool checkOperand(const Member &test, const ChoiceOperator &op) {
    using Operand = ChoiceOperator::Operand;
    const Node &value = *test.value;
    switch (op.path ? Operand::String : op.operand) {
    case Operand::String:
    case Operand::Timestamp:
      if (value.is(Node::Kind::String))
        return true;
      if (auto report = wrongType(context_, test, op.path ? "a path" : "a string");
          !op.path && op.operand == Operand::String)
        hintWithQuotes(context_, value, report);
      return false;
    case Operand::Number:
      if (value.is(Node::Kind::Number))
        return true;
      if (auto report = wrongType(context_, test, "a number"); value.text.starts_with('$'))
        pathKeyHint(context_, test, report);
      else
        hintWithoutQuotes(context_, value, report);
      return false;
    case Operand::Boolean:
      return readBoolean(context_, &test).has_value();
    }
    return false;
  }

  Context &context_;
  QueryLanguage language_;
};

} // namespace

ast::ChoiceState readChoice(Fields &fields) {
  Context &context = fields.context();
  ast::ChoiceState choice;
  choice.defaultNext = readText(context, fields.find("Default"));
  const Node *rules = readArray(context, fields.require("Choices"), false);
  if (!rules)
    return choice;
  RuleReader reader(context, fields.language());
  for (const Node *rule : rules->items) {
    if (rule->is(Node::Kind::Object))
      choice.rules.push_back(reader.read(*rule, true));
    else
      context.diags.emit(rule->range, diag::Kind::WrongType,
                         {"Choices", describe(*rule), "rules, which are objects"});
  }
  return choice;
}

} // namespace aslc::parse
