// Fail: the error and its cause, each a text, a path or an expression.
#include "compiler/parse/state.h"

namespace aslc::parse {

namespace {

using Message = ast::FailState::Message;

ast::Optional<Message> readMessage(Fields &fields, std::string_view name) {
  Context &context = fields.context();
  std::string pathName = std::string(name) + "Path";
  const Member *member = fields.exclusive({name, pathName});
  auto text = readText(context, member);
  if (!text)
    return std::nullopt;
  ast::Field<Message> message{
      {ast::Template::Kind::Literal, text->value}, text->keyRange, text->range, text->node};
  if (member->key == pathName) {
    message.value.kind =
        text->value.starts_with('$') ? ast::Template::Kind::Path : ast::Template::Kind::Intrinsic;
  } else if (fields.jsonata() && member->value->is(Node::Kind::String)) {
    if (auto expression = readExpression(context, *member->value)) {
      message.value.kind = ast::Template::Kind::Jsonata;
      message.value.text = std::move(*expression);
    }
  } else {
    warnNotEvaluated(context, *member->value);
  }
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
