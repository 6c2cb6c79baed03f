// Fail: the error and its cause, each a text, a path or an expression.
#include "compiler/parse/state.h"

namespace aslc::parse {

namespace {

ast::Optional<ast::FailMessage> readMessage(Fields &fields, std::string_view name) {
  Context &context = fields.context();
  std::string pathName = std::string(name) + "Path";
  const Member *member = fields.exclusive({name, pathName});
  auto text = readText(context, member);
  if (!text)
    return std::nullopt;
  ast::Field<ast::FailMessage> message{{}, text->keyRange, text->range, text->node};
  if (member->key == pathName)
    message.value.expression =
        parseDynamic(ast::Expression::Kind::ReferencePath, text->value, text->node);
  else if (!fields.jsonata() || !member->value->is(Node::Kind::String))
    warnNotEvaluated(context, *member->value);
  else if (auto expression = readJsonata(context, *member->value))
    message.value.expression = *std::move(expression);
  if (!message.value.expression)
    message.value.text = std::move(text->value);
  return message;
}

} // namespace

ast::FailState readFail(Fields &fields) {
  ast::FailState fail;
  fail.error = readMessage(fields, "Error");
  fail.cause = readMessage(fields, "Cause");
  return fail;
}

} // namespace aslc::parse
