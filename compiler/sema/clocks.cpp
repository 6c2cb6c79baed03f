// Literals of Choice and Wait (timestamps, patterns), and a heartbeat within its timeout.
#include "compiler/sema/checker.h"
#include "compiler/source/placeholder.h"

#include "runtime/expr/time.h"

namespace aslc::sema {

namespace {

/// `pathField` is the field that takes a path instead.
void checkTimestamp(Checker &checker, const source::Node &node, const std::string &pathField) {
  if (asl::parseTimestamp(node.text) || source::holdsPlaceholder(node.text))
    return;
  checker.diags.emit(node.range, diag::Kind::BadTimestamp, {node.text})
      .hint(node.text.starts_with('$') ? "a path belongs to `" + pathField + "`"
                                       : "such as `2024-03-14T01:59:00Z`");
}

/// In a pattern a backslash must be followed by `*` or `\`; the rule fails otherwise.
void checkPattern(Checker &checker, const source::Node &node) {
  for (size_t i = 0; i < node.text.size(); ++i) {
    if (node.text[i] != '\\')
      continue;
    char next = i + 1 < node.text.size() ? node.text[i + 1] : '\0';
    if (next != '*' && next != '\\')
      checker.diags.emit(checker.tree().partOrAll(node, i, i + 1), diag::Kind::PatternEscape);
    ++i;
  }
}

void checkRule(Checker &checker, const ast::ChoiceRule &rule) {
  for (const ast::ChoiceRule &operand : rule.operands)
    checkRule(checker, operand);
  const ast::Comparison &test = rule.comparison;
  if (rule.kind == ast::ChoiceRule::Kind::Comparison && test.operand && !test.operandPath &&
      test.op.starts_with("Timestamp"))
    checkTimestamp(checker, *test.operand, test.op + "Path");
  if (rule.kind == ast::ChoiceRule::Kind::Comparison && test.operand && test.op == "StringMatches")
    checkPattern(checker, *test.operand);
}

} // namespace

void checkTimestamps(Checker &checker, const ast::State &state) {
  if (const auto *wait = state.as<ast::WaitState>())
    if (wait->form == ast::WaitState::Form::Timestamp && wait->node &&
        wait->node->is(source::Node::Kind::String) && !wait->value.expression)
      checkTimestamp(checker, *wait->node, "TimestampPath");
  if (const auto *choice = state.as<ast::ChoiceState>())
    for (const ast::ChoiceRule &rule : choice->rules)
      checkRule(checker, rule);
}

void checkClocks(Checker &checker, const ast::State &state) {
  const auto *task = state.as<ast::TaskState>();
  if (!task || !task->timeoutSeconds || !task->heartbeatSeconds)
    return;
  const ast::Quantity &timeout = task->timeoutSeconds->value;
  const ast::Quantity &heartbeat = task->heartbeatSeconds->value;
  if (!timeout.expression && !heartbeat.expression && heartbeat.constant > timeout.constant)
    checker.diags.emit(task->heartbeatSeconds->range, diag::Kind::LongHeartbeat)
        .label(task->timeoutSeconds->range, "the timeout is here");
}

} // namespace aslc::sema
