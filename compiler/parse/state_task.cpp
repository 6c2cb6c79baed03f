// Task: the resource, timeouts and credentials.
#include "compiler/parse/state.h"

namespace aslc::parse {

namespace {

/// `Credentials` is an object that names a role; in JSONPath the role may come from a path.
ast::TemplateField readCredentials(Fields &fields) {
  Context &context = fields.context();
  const Member *member = fields.find("Credentials");
  auto credentials =
      readTemplate(context, member, fields.language(), TemplateShape::ObjectOrExpression);
  if (!credentials || !member->value->is(Node::Kind::Object))
    return credentials;
  for (const Member &entry : member->value->members)
    if (entry.key == "RoleArn" || (entry.key == "RoleArn.$" && !fields.jsonata()))
      return credentials;
  context.diags.emit(member->value->range, diag::Kind::MissingField, {"`Credentials`", "RoleArn"});
  return credentials;
}

} // namespace

ast::TaskState readTask(Fields &fields) {
  Context &context = fields.context();
  ast::TaskState task;
  const Member *resource = fields.require("Resource");
  task.resource = readText(context, resource);
  if (task.resource && task.resource->value.empty())
    context.diags.emit(task.resource->range, diag::Kind::EmptyValue, {"Resource"});
  constexpr Bounds seconds{1, 99999999, true};
  task.timeoutSeconds = readQuantity(fields, "TimeoutSeconds", seconds);
  task.heartbeatSeconds = readQuantity(fields, "HeartbeatSeconds", seconds);
  task.credentials = readCredentials(fields);
  return task;
}

} // namespace aslc::parse
