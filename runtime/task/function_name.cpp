// Names of Lambda functions.
#include "runtime/task/function_name.h"

#include "runtime/value/value.h"

namespace asl::task {

namespace {

/// `name`, `account:function:name` or an ARN, each with or without `:qualifier`.
std::string bareName(std::string_view name) {
  constexpr std::string_view kBefore = ":function:";
  size_t before = name.find(kBefore);
  if (before != std::string_view::npos)
    name.remove_prefix(before + kBefore.size());
  return std::string(name.substr(0, name.find(':')));
}

} // namespace

std::optional<std::string> functionName(const Resource &resource) {
  if (resource.kind != Resource::Kind::LambdaFunction)
    return std::nullopt;
  return bareName(resource.text);
}

std::optional<std::string> functionName(const Request &request) {
  if (request.resource.service != "lambda" || !request.resource.action.starts_with("invoke"))
    return functionName(request.resource);
  Value value = memberByText(request.parameters, "FunctionName");
  return isString(value) ? std::optional(bareName(text(value))) : std::nullopt;
}

} // namespace asl::task
