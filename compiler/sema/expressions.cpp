// Finds the expressions of a state, field by field.
#include "compiler/sema/expressions.h"

namespace aslc::sema {

namespace {

using Kind = Expression::Kind;

class Finder {
public:
  Finder(const ast::State &state, const std::function<void(const Expression &)> &visit)
      : state_(state), visit_(visit) {}

  void run() {
    path("InputPath", state_.inputPath);
    tmpl("Parameters", state_.parameters);
    tmpl("Arguments", state_.arguments);
    std::visit([this](const auto &kind) { particular(kind); }, state_.kind);
    tmpl("ResultSelector", state_.resultSelector);
    if (state_.resultPath && !state_.resultPath->value.isNull)
      resultPath(*state_.resultPath);
    path("OutputPath", state_.outputPath);
    // What a state gives may look at its result, where it has one.
    bool works = state_.as<ast::TaskState>() || state_.as<ast::ParallelState>() ||
                 state_.as<ast::MapState>();
    jsonata::Scope scope{works, false};
    tmpl("Output", state_.output, scope);
    tmpl("Assign", state_.assign, scope);
    for (const ast::Catcher &catcher : state_.catchers) {
      if (catcher.resultPath && !catcher.resultPath->value.isNull)
        resultPath(*catcher.resultPath);
      tmpl("Output", catcher.output, {false, true});
      tmpl("Assign", catcher.assign, {false, true});
    }
  }

private:
  void path(std::string_view name, const ast::Optional<ast::PathOrNull> &field) {
    if (field && !field->value.isNull)
      visit_({Kind::Path, field->value.path, field->node, name});
  }

  void resultPath(const ast::Field<ast::PathOrNull> &field) {
    Expression expression{Kind::ReferencePath, field.value.path, field.node, "ResultPath"};
    expression.context = expression.variables = false;
    visit_(expression);
  }

  void tmpl(std::string_view name, const ast::TemplateField &field, jsonata::Scope scope = {}) {
    if (field)
      value(name, *field->value, scope);
  }

  void value(std::string_view name, const ast::Template &tree, jsonata::Scope scope) {
    switch (tree.kind) {
    case ast::Template::Kind::Literal:
      break;
    case ast::Template::Kind::Path:
      visit_({Kind::Path, tree.text, tree.node, name});
      break;
    case ast::Template::Kind::Intrinsic:
      visit_({Kind::Intrinsic, tree.text, tree.node, name});
      break;
    case ast::Template::Kind::Jsonata: {
      Expression expression{Kind::Jsonata, tree.text, tree.node, name};
      expression.scope = scope;
      visit_(expression);
      break;
    }
    case ast::Template::Kind::Object:
      for (const ast::Template::Entry &entry : tree.entries)
        value(entry.written, *entry.value, scope);
      break;
    case ast::Template::Kind::Array:
      for (const auto &item : tree.items)
        value(name, *item, scope);
      break;
    }
  }

  void quantity(std::string_view name, const ast::Quantity &value, const source::Node *node) {
    if (value.form == ast::Quantity::Form::Jsonata) {
      visit_({Kind::Jsonata, value.text, node, name});
    } else if (value.form == ast::Quantity::Form::Path) {
      Expression expression{Kind::ReferencePath, value.text, node, name};
      expression.context = false;
      visit_(expression);
    }
  }

  void quantity(std::string_view name, const ast::Optional<ast::Quantity> &field) {
    if (field)
      quantity(name, field->value, field->node);
  }

  void particular(const ast::PassState &) {}
  void particular(const ast::SucceedState &) {}

  void particular(const ast::TaskState &task) {
    quantity("TimeoutSecondsPath", task.timeoutSeconds);
    quantity("HeartbeatSecondsPath", task.heartbeatSeconds);
    tmpl("Credentials", task.credentials);
  }

  void particular(const ast::WaitState &wait) {
    if (wait.form == ast::WaitState::Form::Seconds)
      quantity("SecondsPath", wait.seconds, wait.node);
    else
      quantity("TimestampPath", wait.timestamp, wait.node);
  }

  void particular(const ast::FailState &fail) {
    message("ErrorPath", fail.error);
    message("CausePath", fail.cause);
  }

  void message(std::string_view name, const ast::Optional<ast::FailMessage> &field) {
    if (!field || field->value.kind == ast::Template::Kind::Literal)
      return;
    Kind kind = field->value.kind == ast::Template::Kind::Path        ? Kind::ReferencePath
                : field->value.kind == ast::Template::Kind::Intrinsic ? Kind::Intrinsic
                                                                      : Kind::Jsonata;
    Expression expression{kind, field->value.text, field->node, name};
    expression.givesText = true;
    visit_(expression);
  }

  void particular(const ast::ParallelState &) {}

  void particular(const ast::MapState &map) {
    if (map.itemsPath)
      visit_({Kind::ReferencePath, map.itemsPath->value, map.itemsPath->node, "ItemsPath"});
    tmpl("Items", map.items);
    tmpl("ItemSelector", map.itemSelector);
    quantity("MaxConcurrencyPath", map.maxConcurrency);
    quantity("ToleratedFailureCountPath", map.toleratedFailureCount);
    quantity("ToleratedFailurePercentagePath", map.toleratedFailurePercentage);
    if (map.itemReader) {
      tmpl("ItemReader", map.itemReader->arguments);
      quantity("MaxItemsPath", map.itemReader->maxItems);
    }
    if (map.itemBatcher) {
      quantity("MaxItemsPerBatchPath", map.itemBatcher->maxItemsPerBatch);
      quantity("MaxInputBytesPerBatchPath", map.itemBatcher->maxInputBytesPerBatch);
      tmpl("BatchInput", map.itemBatcher->batchInput);
    }
    if (map.resultWriter)
      tmpl("ResultWriter", map.resultWriter->arguments);
  }

  void particular(const ast::ChoiceState &choice) {
    for (const ast::ChoiceRule &each : choice.rules)
      rule(each);
  }

  void rule(const ast::ChoiceRule &rule) {
    for (const ast::ChoiceRule &operand : rule.operands)
      this->rule(operand);
    if (rule.kind == ast::ChoiceRule::Kind::Comparison) {
      const ast::Comparison &test = rule.comparison;
      if (test.variable.node)
        visit_({Kind::ReferencePath, test.variable.value, test.variable.node, "Variable"});
      if (test.operandIsPath && test.operand)
        visit_({Kind::ReferencePath, test.operand->text, test.operand, test.op});
    }
    if (rule.condition)
      value("Condition", *rule.condition, {});
    tmpl("Output", rule.output);
    tmpl("Assign", rule.assign);
  }

  const ast::State &state_;
  const std::function<void(const Expression &)> &visit_;
};

} // namespace

size_t Expression::offset() const {
  if (kind != Kind::Jsonata)
    return 0;
  size_t begin = node->text.find_first_not_of(" \t\r\n", 2); // behind `{%`
  return begin == std::string::npos ? 0 : begin;
}

void forEachExpression(const ast::State &state,
                       const std::function<void(const Expression &)> &visit) {
  if (!state.broken)
    Finder(state, visit).run();
}

} // namespace aslc::sema
