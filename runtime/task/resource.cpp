// The parser of Resources, and the helpers of Request.
#include "asl/engine/task_executor.h"
#include "runtime/value/json.h"

namespace asl::task {
namespace {

/// Removes and returns the text before the next `:`; the whole text when there is none.
std::string_view nextField(std::string_view &text) {
  size_t colon = text.find(':');
  std::string_view field = text.substr(0, colon);
  text.remove_prefix(colon == std::string_view::npos ? text.size() : colon + 1);
  return field;
}

Resource::Pattern patternOf(std::string_view action) {
  if (action.ends_with(".waitForTaskToken"))
    return Resource::Pattern::WaitForTaskToken;
  if (action.ends_with(".sync"))
    return Resource::Pattern::Sync;
  if (action.ends_with(".sync:2"))
    return Resource::Pattern::Sync2;
  return Resource::Pattern::RequestResponse;
}

} // namespace

Resource parseResource(std::string_view text) {
  Resource resource;
  resource.text = text;
  std::string_view rest = text;
  std::string_view scheme = nextField(rest);
  std::string_view partition = nextField(rest);
  if (scheme != "arn" || !partition.starts_with("aws"))
    return resource;
  std::string_view owner = nextField(rest);
  nextField(rest); // region
  nextField(rest); // account
  if (owner == "lambda" && rest.starts_with("function:")) {
    resource.kind = Resource::Kind::LambdaFunction;
    return resource;
  }
  if (owner != "states")
    return resource;
  if (rest.starts_with("activity:")) {
    resource.kind = Resource::Kind::Activity;
    return resource;
  }
  constexpr std::string_view kSdk = "aws-sdk:";
  size_t colon = rest.find(':', rest.starts_with(kSdk) ? kSdk.size() : 0);
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == rest.size())
    return resource;
  resource.kind = Resource::Kind::Service;
  resource.service = rest.substr(0, colon);
  resource.action = rest.substr(colon + 1);
  resource.pattern = patternOf(resource.action);
  return resource;
}

std::string Request::parametersJson() const { return json::write(parameters); }

} // namespace asl::task
