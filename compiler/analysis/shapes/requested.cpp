// Members of an answer that are there only when the request asks for them. See
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html and
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
#include "compiler/analysis/shapes/flow.h"
#include "compiler/sema/request.h"

namespace aslc::analysis {

namespace {

/// The constant text of a parameter; nothing when it is evaluated. `otherwise` when it is not
/// given.
std::optional<std::string_view> parameter(const ast::State &state, std::string_view name,
                                          std::string_view otherwise) {
  const source::Node *request = sema::requestOf(state);
  if (!request)
    return std::nullopt;
  if (!sema::gives(*request, name))
    return otherwise;
  const source::Member *member = request->find(name);
  if (!member || !member->value->is(source::Node::Kind::String) ||
      member->value->text.find_first_of("{$") != std::string::npos)
    return std::nullopt;
  return member->value->text;
}

/// A function that is called without waiting for its answer.
Shape answerOfFunction(const ast::State &state, Shape answer) {
  auto type = parameter(state, "InvocationType", "RequestResponse");
  if (type != "Event" && type != "DryRun")
    return answer;
  return answer.with("Payload", Shape::text("")).with("ExecutedVersion", Shape::missing());
}

/// DynamoDB: `Attributes` are those of the item before or after the change, as asked for.
Shape answerOfTable(const ast::State &state, std::string_view action, Shape answer) {
  if (parameter(state, "ReturnConsumedCapacity", "NONE") == "NONE")
    answer = answer.with("ConsumedCapacity", Shape::missing());
  if (Shape items = answer.member("Items");
      (action == "query" || action == "scan") && items.isOnly(Kind::Array)) {
    items = Shape::array(items.anyElement(), 0, Shape::unbounded, /*knownEmpty=*/true);
    return answer.with("Items", std::move(items));
  }
  if (action != "updateItem" && action != "putItem" && action != "deleteItem")
    return answer;
  auto values = parameter(state, "ReturnValues", "NONE");
  Shape attributes = answer.member("Attributes");
  if (values == "NONE")
    return answer.with("Attributes", Shape::missing());
  if (values == "ALL_NEW" || values == "UPDATED_NEW") {
    attributes = attributes.without(Kind::Missing);
    attributes.isPromised = true;
    return answer.with("Attributes", std::move(attributes));
  }
  // Where nothing was before, nothing of before is given.
  if (values == "ALL_OLD")
    attributes.known |= Kind::Missing;
  return answer.with("Attributes", std::move(attributes));
}

} // namespace

Shape asRequested(const ast::State &state, const catalogue::Integration &integration,
                  const Shape &answer) {
  if (!answer.isOnly(Kind::Object) || integration.pattern == catalogue::Pattern::WaitForTaskToken)
    return answer;
  if (integration.service == "states" && integration.pattern == catalogue::Pattern::Sync2) {
    Shape output = Shape::of(Kind::Object);
    output.open = Json & ~(Kind::Object | Kind::Text);
    return answer.with("Output", std::move(output)); // the text is parsed
  }
  if (integration.service == "lambda" && integration.action == "invoke")
    return answerOfFunction(state, answer);
  if (integration.service == "dynamodb")
    return answerOfTable(state, integration.action, answer);
  return answer;
}

} // namespace aslc::analysis
