#include "compiler/report/graph/words.h"

#include "compiler/sema/integrations.h"
#include "runtime/support/utf8.h"

#include <array>
#include <cstdio>

namespace aslc::report {

namespace {

std::string taskDetail(const ast::TaskState &task) {
  if (!task.resource)
    return "";
  auto resource = sema::splitResource(task.resource->value);
  if (!resource)
    return task.resource->value;
  using Kind = sema::Resource::Kind;
  switch (resource->kind) {
  case Kind::Lambda:
    return "lambda " + std::string(resource->name);
  case Kind::Activity: {
    size_t colon = task.resource->value.rfind(':');
    return "activity " + task.resource->value.substr(colon + 1);
  }
  case Kind::Integration:
  case Kind::Sdk: {
    std::string text = std::string(resource->service) + ":" + std::string(resource->action);
    return resource->suffix.empty() ? text : text + "." + std::string(resource->suffix);
  }
  case Kind::OtherArn:
  case Kind::Other:
    break;
  }
  return task.resource->value;
}

std::string number(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.15g", value);
  return digits;
}

std::string waitDetail(const ast::WaitState &wait) {
  if (wait.form == ast::WaitState::Form::Timestamp)
    return "until " + (wait.value.expression ? wait.value.expression->text : wait.timestamp);
  return (wait.value.expression ? wait.value.expression->text : number(wait.value.constant)) + " s";
}

std::string mapDetail(const ast::MapState &map) {
  std::string items = map.itemsPath ? map.itemsPath->value.text : "";
  if (map.items && map.items->value->expression)
    items = map.items->value->expression->text;
  std::string text = items.empty() ? "" : "each of " + items;
  if (map.distributed)
    text = text.empty() ? "distributed" : "distributed, " + text;
  return text;
}

struct OperatorWord {
  std::string_view suffix, word;
};
/// The longer endings first.
constexpr std::array<OperatorWord, 6> operatorWords{{{"LessThanEquals", "<="},
                                                     {"GreaterThanEquals", ">="},
                                                     {"LessThan", "<"},
                                                     {"GreaterThan", ">"},
                                                     {"Equals", "="},
                                                     {"Matches", "matches"}}};

std::string comparisonWords(const ast::Comparison &comparison) {
  std::string_view name = comparison.op;
  if (name.ends_with("Path"))
    name.remove_suffix(std::string_view("Path").size());
  std::string variable = comparison.variable ? comparison.variable->text : "";
  if (name.starts_with("Is")) {
    std::string test(name.substr(2));
    test[0] = static_cast<char>(test[0] - 'A' + 'a');
    bool wanted = comparison.operand && comparison.operand->boolean;
    return variable + (wanted ? " is " : " is not ") + test;
  }
  std::string operand;
  if (comparison.operand)
    operand = comparison.operandPath ? comparison.operandPath->text : toJson(*comparison.operand);
  for (const OperatorWord &word : operatorWords)
    if (name.ends_with(word.suffix))
      return variable + " " + std::string(word.word) + " " + operand;
  return variable + " " + std::string(name) + " " + operand;
}

std::string joined(const std::vector<ast::ChoiceRule> &rules, std::string_view word) {
  std::string text;
  for (const ast::ChoiceRule &rule : rules) {
    bool nested = rule.kind == ast::ChoiceRule::Kind::And || rule.kind == ast::ChoiceRule::Kind::Or;
    text += (text.empty() ? "" : std::string(word)) +
            (nested ? "(" + wordsOf(rule) + ")" : wordsOf(rule));
  }
  return text;
}

} // namespace

std::string detailOf(const ast::State &state) {
  if (state.broken)
    return "";
  if (auto *task = state.as<ast::TaskState>())
    return taskDetail(*task);
  if (auto *wait = state.as<ast::WaitState>())
    return waitDetail(*wait);
  if (auto *map = state.as<ast::MapState>())
    return mapDetail(*map);
  if (auto *fail = state.as<ast::FailState>(); fail && fail->error) {
    const ast::FailMessage &error = fail->error->value;
    return error.expression ? error.expression->text : error.text;
  }
  return "";
}

std::string wordsOf(const ast::ChoiceRule &rule) {
  using Kind = ast::ChoiceRule::Kind;
  switch (rule.kind) {
  case Kind::Comparison:
    return comparisonWords(rule.comparison);
  case Kind::And:
    return joined(rule.operands, " and ");
  case Kind::Or:
    return joined(rule.operands, " or ");
  case Kind::Not:
    return rule.operands.empty() ? "not" : "not (" + wordsOf(rule.operands[0]) + ")";
  case Kind::Condition:
    break;
  }
  if (!rule.condition)
    return "";
  return rule.condition->expression ? rule.condition->expression->text
                                    : toJson(*rule.condition->node);
}

std::string wordsOf(const ast::Catcher &catcher) {
  std::string text;
  for (const ast::Field<std::string> &name : catcher.errorEquals)
    text += (text.empty() ? "" : ", ") + name.value;
  return text;
}

std::string shortened(std::string_view text, size_t limit) {
  std::string result;
  size_t characters = 0;
  while (!text.empty()) {
    unsigned length = asl::utf8::sequenceLength(text);
    length = length == 0 ? 1 : length;
    bool blank = static_cast<unsigned char>(text[0]) <= ' ';
    if (characters + 1 >= limit && text.size() > length)
      return result + "…";
    if (!blank || (!result.empty() && result.back() != ' ')) {
      result += blank ? " " : text.substr(0, length);
      ++characters;
    }
    text.remove_prefix(length);
  }
  return result;
}

} // namespace aslc::report
