// A function or action that only looks at something is recognised by its name, since a definition
// does not say it.
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

bool hasName(std::string_view text, std::string_view name) {
  for (size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    size_t end = at + name.size();
    if ((at == 0 || !isNamePart(text[at - 1])) && (end == text.size() || !isNamePart(text[end])))
      return true;
  }
  return false;
}

/// Whether a text of the node, or a key, has `name` in it.
bool mentions(const source::Node &node, std::string_view name) {
  if (node.is(source::Node::Kind::String) && hasName(node.text, name))
    return true;
  for (const source::Node *item : node.items)
    if (mentions(*item, name))
      return true;
  for (const source::Member &member : node.members)
    if (hasName(member.key, name) || mentions(*member.value, name))
      return true;
  return false;
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

std::vector<JobStatus> lookedAt(const ast::State &state) {
  if (!isReadOnly(state))
    return {};
  auto integration = catalogue::integrationOf(state.as<ast::TaskState>()->resource->value);
  return integration.operation ? statusesIn(integration.operation->response)
                               : std::vector<JobStatus>();
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

} // namespace aslc::analysis::flow
