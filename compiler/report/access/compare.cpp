// A policy against what is needed: patterns of actions and of ARNs.
#include "compiler/report/access/compare.h"
#include "runtime/dom/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace aslc::report {

namespace {

using Json = nlohmann::json;

/// What a policy allows: each action on each resource.
struct Allowed {
  std::vector<std::string> actions, resources;
};

/// Whether some text matches both patterns; `*` stands for any text.
bool overlap(std::string_view a, std::string_view b) {
  // rest[j]: whether what follows in `a` overlaps with `b` from its byte j on. From the ends on.
  std::vector<bool> rest(b.size() + 1), next;
  for (size_t i = a.size() + 1; i-- > 0;) {
    next = std::move(rest);
    rest.assign(b.size() + 1, false);
    for (size_t j = b.size() + 1; j-- > 0;) {
      bool isEndA = i == a.size(), isEndB = j == b.size();
      if (isEndA && isEndB)
        rest[j] = true;
      else if (!isEndA && a[i] == '*')
        rest[j] = next[j] || (!isEndB && rest[j + 1]);
      else if (!isEndB && b[j] == '*')
        rest[j] = rest[j + 1] || (!isEndA && next[j]);
      else
        rest[j] = !isEndA && !isEndB && a[i] == b[j] && next[j + 1];
    }
  }
  return rest[0];
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool allows(const std::vector<std::string> &patterns, const std::string &action) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string &pattern) {
    return overlap(lower(pattern), lower(action));
  });
}

bool reaches(const std::vector<std::string> &patterns, const std::string &resource) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string &pattern) { return overlap(pattern, resource); });
}

/// One text, or an array of texts.
std::vector<std::string> textsOf(const Json &object, const char *name) {
  std::vector<std::string> texts;
  auto found = object.find(name);
  if (found == object.end())
    return texts;
  if (found->is_string())
    texts.push_back(*found->get_ptr<const std::string *>());
  if (found->is_array())
    for (const Json &each : *found)
      if (each.is_string())
        texts.push_back(*each.get_ptr<const std::string *>());
  return texts;
}

std::optional<std::vector<Allowed>> allowedBy(std::string_view text) {
  Json policy = asl::dom::parse(text);
  if (!policy.is_object() || !policy.contains("Statement"))
    return std::nullopt;
  const Json &statements = policy["Statement"];
  std::vector<Allowed> result;
  auto add = [&](const Json &statement) {
    if (statement.is_object() && statement.contains("Effect") && statement["Effect"] == "Allow")
      result.push_back({textsOf(statement, "Action"), textsOf(statement, "Resource")});
  };
  if (statements.is_array())
    for (const Json &statement : statements)
      add(statement);
  else
    add(statements);
  return result;
}

std::string joined(const std::vector<std::string> &texts) {
  std::string result;
  for (const std::string &text : texts)
    result += (result.empty() ? "" : ", ") + text;
  return result;
}

/// Each action with its resources that nothing allows.
void addMissing(const Permission &needed, const std::vector<Allowed> &policy,
                std::vector<std::string> &missing) {
  for (const std::string &action : needed.actions)
    for (const std::string &resource : needed.resources) {
      bool isAllowed = std::any_of(policy.begin(), policy.end(), [&](const Allowed &each) {
        return allows(each.actions, action) && reaches(each.resources, resource);
      });
      if (!isAllowed)
        missing.push_back(action + " on " + resource +
                          (needed.states.empty() ? "" : " for " + joined(needed.states)));
    }
}

/// What a statement allows beyond the need.
void addExcess(const Allowed &allowed, const Access &needed, PolicyDifferences &differences) {
  for (const std::string &action : allowed.actions) {
    std::vector<std::string> resources;
    for (const Permission &each : needed.permissions)
      if (allows(each.actions, action))
        resources.insert(resources.end(), each.resources.begin(), each.resources.end());
    if (resources.empty()) {
      differences.unused.push_back(action);
      continue;
    }
    bool needsAll = std::find(resources.begin(), resources.end(), "*") != resources.end();
    bool isAll = std::find(allowed.resources.begin(), allowed.resources.end(), "*") !=
                 allowed.resources.end();
    if (action.find('*') != action.npos || (isAll && !needsAll))
      differences.broad.push_back(action + " on " + joined(allowed.resources) + ", needed is " +
                                  joined(resources));
  }
}

} // namespace

std::optional<PolicyDifferences> compare(const Access &needed, std::string_view policy) {
  auto allowed = allowedBy(policy);
  if (!allowed)
    return std::nullopt;
  PolicyDifferences differences;
  for (const Permission &each : needed.permissions)
    addMissing(each, *allowed, differences.missing);
  for (const Allowed &each : *allowed)
    addExcess(each, needed, differences);
  return differences;
}

std::string listOf(const PolicyDifferences &differences) {
  std::string text;
  for (const std::string &each : differences.missing)
    text += "missing: " + each + "\n";
  for (const std::string &each : differences.broad)
    text += "too broad: " + each + "\n";
  for (const std::string &each : differences.unused)
    text += "not needed: " + each + "\n";
  return text;
}

} // namespace aslc::report
