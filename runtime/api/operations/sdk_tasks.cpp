#include "runtime/api/operations/sdk_tasks.h"

#include "runtime/api/constraints.h"
#include "runtime/api/model.h"
#include "runtime/api/operations/request.h"
#include "runtime/api/request_types.h"
#include "runtime/dom/text.h"
#include "runtime/exec/hash.h"
#include "runtime/expr/time.h"
#include "runtime/service/arn.h"

#include <cmath>

namespace asl::api {
namespace {

using model::Kind;
using model::Shape;
using task::FailedAt;
using task::Resource;

std::string withFirst(std::string_view name, int (*change)(int)) {
  std::string changed(name);
  if (!changed.empty())
    changed[0] = static_cast<char>(change(static_cast<unsigned char>(changed[0])));
  return changed;
}

/// A request with the names of the API. A value where the API takes a text becomes JSON text, as
/// AWS's integration does for `Input` and `Output`.
Json toApi(const Json &value, const Shape &shape) {
  if (shape.kind == Kind::String && value.is_structured())
    return asl::dom::write(value);
  if (shape.kind == Kind::List && value.is_array()) {
    Json list = Json::array();
    for (const Json &item : value)
      list.push_back(toApi(item, model::shapeOf(shape.item)));
    return list;
  }
  if (shape.kind != Kind::Structure || !value.is_object())
    return value;
  Json object = Json::object();
  for (const auto &[key, member] : value.items()) {
    std::string name = withFirst(key, std::tolower);
    const model::Member *known = model::findMember(shape, name);
    object[name] = known ? toApi(member, model::shapeOf(known->shape)) : member;
  }
  return object;
}

/// A response with the names of the SDK, and times as texts.
Json fromApi(const Json &value, const Shape &shape) {
  if (shape.kind == Kind::Timestamp && value.is_number())
    return formatTimestamp(std::llround(value.get<double>() * 1000));
  if (shape.kind == Kind::List && value.is_array()) {
    Json list = Json::array();
    for (const Json &item : value)
      list.push_back(fromApi(item, model::shapeOf(shape.item)));
    return list;
  }
  if (shape.kind != Kind::Structure || !value.is_object())
    return value;
  Json object = Json::object();
  for (const auto &[key, member] : value.items()) {
    const model::Member *known = model::findMember(shape, key);
    object[withFirst(key, std::toupper)] =
        known ? fromApi(member, model::shapeOf(known->shape)) : member;
  }
  return object;
}

/// The task fails as AWS's SDK for Java says it.
void fail(const Error &error, FailedAt at, task::Reply &reply) {
  std::string code = error.code.ends_with("Exception") ? error.code : error.code + "Exception";
  reply.failed("Sfn." + code,
               error.message + " (Service: Sfn, Status Code: " + std::to_string(error.status) +
                   ", Request ID: " + randomUuid() + ") (SDK Attempt Count: 1)",
               at);
}

/// The call of the task, checked; or why there is none.
std::variant<Call, Error> callOf(const task::Request &request, const model::Operation &operation) {
  Json parameters = asl::dom::parse(request.parametersJson());
  Json given = toApi(parameters, model::shapeOf(operation.input));
  std::variant<Json, Error> read = readRequest(operation, asl::dom::write(given));
  if (auto *error = std::get_if<Error>(&read))
    return std::move(*error);
  Call call;
  call.operation = operation.name;
  if (Expected<service::Arn> arn = service::parseArn(request.executionArn))
    call.caller = callerOf(arn->prefix);
  call.request = std::get<Json>(std::move(read));
  if (std::optional<Error> error = checkConstraints(operation, call.request))
    return *std::move(error);
  return call;
}

} // namespace

bool SdkTasks::isFor(const Resource &resource) {
  return resource.kind == Resource::Kind::Service && resource.service == "aws-sdk:sfn" &&
         model::findOperation(withFirst(resource.action, std::toupper)) != nullptr;
}

void SdkTasks::start(const task::Request &request, std::shared_ptr<task::Reply> reply) {
  const model::Operation &operation =
      *model::findOperation(withFirst(request.resource.action, std::toupper));
  bool waits = request.resource.pattern == Resource::Pattern::WaitForTaskToken;
  FailedAt at = waits ? FailedAt::Submit : FailedAt::Run;
  std::variant<Call, Error> made = callOf(request, operation);
  if (const auto *error = std::get_if<Error>(&made))
    return fail(*error, at, *reply);
  Call call = std::get<Call>(std::move(made));
  call.reply = [reply, waits, at, &operation](const Answer &answer) {
    if (const auto *error = std::get_if<Error>(&answer))
      return fail(*error, at, *reply);
    std::string result =
        asl::dom::write(fromApi(std::get<Json>(answer), model::shapeOf(operation.output)));
    waits ? reply->submitted(std::move(result)) : reply->succeeded(std::move(result));
  };
  background_.post([this, call = std::move(call)] { operations_.call(call); });
}

} // namespace asl::api
