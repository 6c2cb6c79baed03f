// Judging calls by statements.
#include "runtime/api/policy.h"

#include "runtime/api/signature_text.h"

#include <algorithm>

namespace asl::api {
namespace {

bool matchesAny(const std::vector<std::string> &patterns, std::string_view text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string &pattern) { return matchesGlob(pattern, text); });
}

bool matchesAction(const std::vector<std::string> &patterns, std::string_view action) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string &pattern) {
    return matchesGlob(lower(pattern), lower(action));
  });
}

std::string textMember(const Json &request, std::string_view name) {
  auto found = request.find(name);
  return found != request.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The first version that an alias is to lead to, without its number: the machine.
std::string machineOfRoutes(const Json &request) {
  auto routes = request.find("routingConfiguration");
  if (routes == request.end() || !routes->is_array() || routes->empty() ||
      !routes->front().is_object())
    return {};
  std::string version = textMember(routes->front(), "stateMachineVersionArn");
  return version.substr(0, version.rfind(':'));
}

} // namespace

bool matchesGlob(std::string_view pattern, std::string_view text) {
  // Where the last `*` was, and what it stood for so far.
  size_t star = pattern.npos, covered = 0, p = 0, t = 0;
  while (t < text.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || (pattern[p] == text[t] && pattern[p] != '*'))) {
      ++p;
      ++t;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      covered = t;
    } else if (star != pattern.npos) {
      p = star + 1;
      t = ++covered;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*')
    ++p;
  return p == pattern.size();
}

Verdict judge(const std::vector<Statement> &statements, std::string_view action,
              std::string_view resource) {
  Verdict verdict = Verdict::NotAllowed;
  for (const Statement &statement : statements) {
    if (!matchesAction(statement.actions, action) || !matchesAny(statement.resources, resource))
      continue;
    if (!statement.allows)
      return Verdict::Denied;
    verdict = Verdict::Allowed;
  }
  return verdict;
}

std::string resourceOf(const Call &call) {
  const Caller &caller = call.caller;
  std::string prefix =
      "arn:" + caller.partition + ":states:" + caller.region + ":" + caller.account + ":";
  if (call.operation == "CreateStateMachine")
    return prefix + "stateMachine:" + textMember(call.request, "name");
  if (call.operation == "CreateActivity")
    return prefix + "activity:" + textMember(call.request, "name");
  if (call.operation == "CreateStateMachineAlias")
    return machineOfRoutes(call.request);
  for (const char *member : {"executionArn", "stateMachineArn", "activityArn", "mapRunArn",
                             "resourceArn", "stateMachineAliasArn", "stateMachineVersionArn"})
    if (std::string arn = textMember(call.request, member); !arn.empty())
      return arn;
  return prefix + "*";
}

} // namespace asl::api
