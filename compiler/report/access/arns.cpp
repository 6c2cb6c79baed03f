// From literals of requests to ARNs.
#include "compiler/report/access/arns.h"

#include <algorithm>

namespace aslc::report {

namespace {

/// The text up to the next `end`, which is removed from `text` together with it.
std::string_view take(std::string_view &text, char end) {
  size_t at = std::min(text.find(end), text.size());
  std::string_view part = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return part;
}

std::string filled(std::string_view pattern, std::string_view name) {
  size_t gap = pattern.find("{}");
  std::string text(pattern.substr(0, gap));
  if (gap != pattern.npos)
    text.append(name).append(pattern.substr(gap + 2));
  return text;
}

} // namespace

std::optional<std::string> literalOf(const source::Node *request, std::string_view name) {
  const source::Member *member = request ? request->find(name) : nullptr;
  if (!member || !member->value->is(source::Node::Kind::String) ||
      member->value->text.starts_with("{%"))
    return std::nullopt;
  return member->value->text;
}

std::string arnOf(const source::Node *request, std::string_view members, std::string_view pattern) {
  while (!members.empty())
    if (auto name = literalOf(request, take(members, '|')))
      return name->starts_with("arn:") ? *name : filled(pattern, *name);
  return filled(pattern, "*");
}

std::string queueArn(const std::optional<std::string> &url) {
  constexpr std::string_view scheme = "https://sqs.", domain = ".amazonaws.com";
  if (!url || !url->starts_with(scheme))
    return "arn:aws:sqs:*:*:*";
  std::string_view rest = std::string_view(*url).substr(scheme.size());
  std::string_view host = take(rest, '/'), account = take(rest, '/');
  std::string_view region = host.substr(0, host.find(domain));
  std::string arn = "arn:aws:sqs:";
  return arn.append(region).append(":").append(account).append(":").append(rest);
}

std::string executionsOf(std::string_view machineArn) {
  std::string arn(machineArn);
  constexpr std::string_view kind = ":stateMachine:";
  size_t at = arn.find(kind);
  if (at == arn.npos)
    return "arn:aws:states:*:*:execution:*:*";
  arn.replace(at, kind.size(), ":execution:");
  return arn + ":*";
}

} // namespace aslc::report
