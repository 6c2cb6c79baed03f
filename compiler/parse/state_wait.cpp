// Wait: the duration or the time, in one of its forms.
#include "compiler/parse/state.h"

namespace aslc::parse {

namespace {

/// A text, a path to one, or an expression.
void readTimestamp(Fields &fields, const Member &member, ast::WaitState &wait) {
  Context &context = fields.context();
  wait.form = ast::WaitState::Form::Timestamp;
  if (!member.value->is(Node::Kind::String)) {
    wrongType(context, member, member.key == "Timestamp" ? "a timestamp" : "a path");
    return;
  }
  if (member.key == "TimestampPath") {
    wait.value.expression =
        parseExpression(ast::Expression::Kind::ReferencePath, member.value->text, member.value);
  } else if (fields.jsonata()) {
    if (auto expression = readJsonata(context, *member.value))
      wait.value.expression = *std::move(expression);
  }
  if (!wait.value.expression)
    wait.timestamp = member.value->text;
}

} // namespace

ast::WaitState readWait(Fields &fields) {
  ast::WaitState wait;
  const Member *member = fields.exclusive({"Seconds", "SecondsPath", "Timestamp", "TimestampPath"});
  if (!member) {
    for (const char *name : {"SecondsPath", "TimestampPath"})
      if (fields.object().find(name))
        return wait; // reported: of the other language
    fields.context().diags.emit(headOf(fields.object()), diag::Kind::MissingField,
                                {fields.what(), fields.jsonata()
                                                    ? "Seconds` or `Timestamp"
                                                    : "Seconds`, `SecondsPath`, `Timestamp` or "
                                                      "`TimestampPath"});
    return wait;
  }
  wait.range = member->value->range;
  wait.node = member->value;
  if (member->key.starts_with("Timestamp")) {
    readTimestamp(fields, *member, wait);
    return wait;
  }
  if (auto seconds = readQuantity(fields, member, {0, 99999999, true}))
    wait.value = std::move(seconds->value);
  return wait;
}

} // namespace aslc::parse
