// Recognises looking by names: there is no other sign of it.
#include "compiler/analysis/flow/looker.h"

#include "compiler/catalogue/catalogue.h"
#include "runtime/support/resource.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace aslc::analysis::flow {

namespace {

using Kind = asl::ResourceParts::Kind;

std::optional<asl::ResourceParts> resourceOf(const ast::State &state) {
  const auto *task = state.as<ast::TaskState>();
  return task && task->resource ? asl::splitResource(task->resource->value) : std::nullopt;
}

bool isNamePart(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/// The name that a path ends with.
std::string_view lastName(std::string_view path) {
  size_t end = path.size();
  while (end > 0 && !isNamePart(path[end - 1]))
    --end;
  size_t begin = end;
  while (begin > 0 && isNamePart(path[begin - 1]))
    --begin;
  return path.substr(begin, end - begin);
}

/// Whether a text of the node, or a key, contains `part`.
bool mentions(const source::Node &node, std::string_view part) {
  if (node.is(source::Node::Kind::String) && node.text.find(part) != std::string::npos)
    return true;
  for (const source::Node *item : node.items)
    if (mentions(*item, part))
      return true;
  for (const source::Member &member : node.members)
    if (member.key.find(part) != std::string::npos || mentions(*member.value, part))
      return true;
  return false;
}

/// Letters of the text only, in lower case.
std::string letters(std::string_view text) {
  std::string result;
  for (char c : text)
    if (std::isalpha(static_cast<unsigned char>(c)))
      result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

bool namesLooking(std::string_view name) {
  std::string text = letters(name);
  if (text.find("checksum") != text.npos)
    return false;
  constexpr std::array<std::string_view, 6> words = {"status",   "check", "poll",
                                                     "describe", "look",  "progress"};
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != text.npos; });
}

} // namespace

const JobStatus *lookedAt(const ast::State &state) {
  auto resource = resourceOf(state);
  if (!resource || (resource->kind != Kind::Sdk && resource->kind != Kind::Integration))
    return nullptr;
  return findJobStatus(resource->service, resource->action);
}

bool isStatusOf(const ast::State &state, const JobStatus &status, std::string_view subject) {
  std::string_view name = lastName(subject);
  if (name.empty())
    return false;
  bool shaped = false;
  for (const ast::TemplateField *field : {&state.resultSelector, &state.output, &state.assign}) {
    if (!*field)
      continue;
    shaped = true;
    if (mentions(*(*field)->node, status.member) && mentions(*(*field)->node, name))
      return true;
  }
  return !shaped && name == status.member;
}

bool isReadOnly(const ast::State &state) {
  auto resource = resourceOf(state);
  if (!resource || (resource->kind != Kind::Sdk && resource->kind != Kind::Integration) ||
      resource->pattern != asl::task::Resource::Pattern::RequestResponse)
    return false;
  auto integration = catalogue::integrationOf(state.as<ast::TaskState>()->resource->value);
  if (integration.operation && integration.operation->repetition != catalogue::Repetition::Unknown)
    return integration.operation->repetition == catalogue::Repetition::ReadOnly;
  constexpr std::array<std::string_view, 5> verbs = {"describe", "get", "list", "batchGet",
                                                     "query"};
  return std::any_of(verbs.begin(), verbs.end(),
                     [&](std::string_view verb) { return resource->action.starts_with(verb); });
}

bool onlyLooks(const ast::State &state) {
  auto resource = resourceOf(state);
  if (!resource)
    return false;
  if (resource->kind == Kind::Lambda)
    return namesLooking(state.name) || namesLooking(resource->name);
  bool invokes = resource->kind == Kind::Integration && resource->service == "lambda" &&
                 resource->pattern == asl::task::Resource::Pattern::RequestResponse;
  return isReadOnly(state) || (invokes && namesLooking(state.name));
}

bool isStatusText(std::string_view text) {
  constexpr std::array<std::string_view, 22> words = {
      "running",  "inprogress", "pending",   "queued",   "submitted", "starting",
      "creating", "processing", "executing", "started",  "scheduled", "succeeded",
      "succeed",  "success",    "completed", "complete", "finished",  "done",
      "failed",   "available",  "active",    "stopped"};
  return std::find(words.begin(), words.end(), letters(text)) != words.end();
}

} // namespace aslc::analysis::flow
