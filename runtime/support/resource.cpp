// Splitting the Resource of a Task.
#include "runtime/support/resource.h"

#include <vector>

namespace asl {

namespace {

/// Splits `text` at the first `count` - 1 colons.
std::vector<std::string_view> parts(std::string_view text, size_t count) {
  std::vector<std::string_view> result;
  while (result.size() + 1 < count) {
    size_t colon = text.find(':');
    if (colon == std::string_view::npos)
      break;
    result.push_back(text.substr(0, colon));
    text.remove_prefix(colon + 1);
  }
  result.push_back(text);
  return result;
}

std::optional<task::Resource::Pattern> patternOf(std::string_view suffix) {
  if (suffix.empty())
    return task::Resource::Pattern::RequestResponse;
  if (suffix == "sync")
    return task::Resource::Pattern::Sync;
  if (suffix == "sync:2")
    return task::Resource::Pattern::Sync2;
  if (suffix == "waitForTaskToken")
    return task::Resource::Pattern::WaitForTaskToken;
  return std::nullopt;
}

/// `service:action[.suffix]`.
std::optional<ResourceParts> parseAction(ResourceParts::Kind kind, std::string_view text) {
  size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size())
    return std::nullopt;
  ResourceParts resource;
  resource.kind = kind;
  resource.service = text.substr(0, colon);
  resource.action = text.substr(colon + 1);
  if (size_t dot = resource.action.find('.'); dot != std::string_view::npos) {
    resource.suffix = resource.action.substr(dot + 1);
    resource.action = resource.action.substr(0, dot);
    if (resource.suffix.empty())
      return resource; // a dot and nothing: no pattern
  }
  resource.pattern = patternOf(resource.suffix);
  return resource;
}

std::optional<ResourceParts> parseLambda(std::string_view text) {
  constexpr std::string_view head = "function:";
  if (!text.starts_with(head) || text.size() == head.size())
    return std::nullopt;
  ResourceParts resource;
  resource.kind = ResourceParts::Kind::Lambda;
  resource.name = text.substr(head.size());
  if (size_t colon = resource.name.find(':'); colon != std::string_view::npos) {
    resource.qualifier = resource.name.substr(colon + 1);
    resource.name = resource.name.substr(0, colon);
  }
  return resource;
}

std::optional<ResourceParts> parseStates(std::string_view text) {
  if (text.starts_with("activity:")) {
    ResourceParts resource;
    resource.kind = ResourceParts::Kind::Activity;
    resource.name = text.substr(std::string_view("activity:").size());
    return resource.name.empty() ? std::nullopt : std::optional(resource);
  }
  constexpr std::string_view sdk = "aws-sdk:";
  if (text.starts_with(sdk))
    return parseAction(ResourceParts::Kind::Sdk, text.substr(sdk.size()));
  return parseAction(ResourceParts::Kind::Integration, text);
}

} // namespace

std::optional<ResourceParts> splitResource(std::string_view text) {
  if (!text.starts_with("arn:"))
    return ResourceParts{};
  // arn:partition:service:region:account:resource
  auto arn = parts(text, 6);
  if (arn.size() < 6 || arn[5].empty())
    return std::nullopt;
  if (arn[2] == "lambda")
    return parseLambda(arn[5]);
  if (arn[2] == "states")
    return parseStates(arn[5]);
  ResourceParts resource;
  resource.kind = ResourceParts::Kind::OtherArn;
  resource.service = arn[2];
  return resource;
}

task::Resource task::parseResource(std::string_view text) {
  using Kind = ResourceParts::Kind;
  Resource resource;
  resource.text = text;
  std::optional<ResourceParts> parts = splitResource(text);
  if (!parts || !text.starts_with("arn:aws"))
    return resource;
  switch (parts->kind) {
  case Kind::Lambda:
    resource.kind = Resource::Kind::LambdaFunction;
    break;
  case Kind::Activity:
    resource.kind = Resource::Kind::Activity;
    break;
  case Kind::Integration:
  case Kind::Sdk: {
    // With `aws-sdk:` before the service, and the suffix after the action.
    size_t lead = parts->kind == Kind::Sdk ? std::string_view("aws-sdk:").size() : 0;
    resource.kind = Resource::Kind::Service;
    resource.service = {parts->service.data() - lead, parts->service.size() + lead};
    resource.action = text.substr(static_cast<size_t>(parts->action.data() - text.data()));
    resource.pattern = parts->pattern.value_or(Resource::Pattern::RequestResponse);
    break;
  }
  case Kind::OtherArn:
  case Kind::Other:
    break;
  }
  return resource;
}

} // namespace asl
