// Prints what a machine calls: as a policy document, and as a list.
#include "compiler/report/access/access.h"
#include "runtime/dom/text.h"

#include <nlohmann/json.hpp>

#include <set>

namespace aslc::report {

namespace {

using Json = nlohmann::ordered_json;

/// The name of a statement: letters and digits of its states' names, unique in the policy.
std::string idOf(const Permission &permission, std::set<std::string> &used) {
  constexpr size_t longest = 100;
  std::string id;
  for (const std::string &state : permission.states)
    for (char c : state)
      if (std::isalnum(static_cast<unsigned char>(c)) && id.size() < longest)
        id += c;
  if (id.empty())
    id = "Machine";
  std::string unique = id;
  for (size_t number = 2; !used.insert(unique).second; ++number)
    unique = id + std::to_string(number);
  return unique;
}

/// One text as itself, several as an array.
Json oneOrMany(const std::vector<std::string> &texts) {
  return texts.size() == 1 ? Json(texts[0]) : Json(texts);
}

} // namespace

std::string policyOf(const Access &access) {
  Json policy;
  policy["Version"] = "2012-10-17";
  policy["Statement"] = Json::array();
  std::set<std::string> used;
  for (const Permission &each : access.permissions) {
    Json statement;
    statement["Sid"] = idOf(each, used);
    statement["Effect"] = "Allow";
    statement["Action"] = oneOrMany(each.actions);
    statement["Resource"] = oneOrMany(each.resources);
    for (const Condition &condition : each.conditions)
      statement["Condition"][condition.test][condition.key] = condition.value;
    policy["Statement"].push_back(std::move(statement));
  }
  return asl::dom::write(policy, 2) + "\n";
}

std::string listOf(const Access &access) {
  std::string text;
  for (const Call &call : access.calls) {
    std::string states;
    for (const std::string &state : call.states)
      states += (states.empty() ? "" : ", ") + state;
    text += call.operation;
    for (const std::string &target : call.targets)
      text += " " + target;
    text += "\n    by " + states + "\n";
  }
  return text;
}

} // namespace aslc::report
