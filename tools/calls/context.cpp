#include "tools/calls/context.h"

#include "runtime/dom/text.h"
#include "runtime/exec/arn.h"
#include "runtime/exec/task_token.h"
#include "runtime/expr/time.h"
#include "runtime/support/system_time.h"
#include "tools/calls/definition.h"

#include <chrono>
#include <initializer_list>
#include <string_view>

namespace aslc::calls {

namespace {

using asl::api::Error;
using Json = nlohmann::ordered_json;

enum class MemberType : uint8_t { Any, Text, Number, Object };

struct MemberRule {
  std::string_view name;
  MemberType type = MemberType::Text;
};

struct PartRule {
  std::string_view name;
  std::initializer_list<MemberRule> members;
};

constexpr MemberRule executionMembers[] = {
    {"Id"},        {"Input", MemberType::Any},           {"Name"},       {"RoleArn"},
    {"StartTime"}, {"RedriveCount", MemberType::Number}, {"RedriveTime"}};
constexpr MemberRule machineMembers[] = {{"Id"}, {"Name"}};
constexpr MemberRule stateMembers[] = {
    {"EnteredTime"}, {"Name"}, {"RetryCount", MemberType::Number}};
constexpr MemberRule taskMembers[] = {{"Token"}};

std::span<const MemberRule> membersOf(std::string_view part) {
  if (part == "Execution")
    return executionMembers;
  if (part == "StateMachine")
    return machineMembers;
  if (part == "State")
    return stateMembers;
  return part == "Task" ? std::span<const MemberRule>(taskMembers) : std::span<const MemberRule>();
}

/// What a value should be; empty when it is that.
std::string_view wantedInstead(MemberType type, const Json &value) {
  switch (type) {
  case MemberType::Text:
    return value.is_string() ? "" : "a string";
  case MemberType::Number:
    return value.is_number() ? "" : "a number";
  case MemberType::Object:
    return value.is_object() ? "" : "an object";
  case MemberType::Any:
    break;
  }
  return "";
}

std::string mustBe(const std::string &field, std::string_view what) {
  return field + " must be " + std::string(what);
}

std::string partProblem(const std::string &part, const Json &members) {
  if (!members.is_object())
    return mustBe(part, "an object");
  std::span<const MemberRule> rules = membersOf(part);
  for (const auto &[name, value] : members.items()) {
    auto rule = std::ranges::find(rules, std::string_view(name), &MemberRule::name);
    std::string field = part + "." + name;
    if (rule == rules.end())
      return "Field '" + field + "' is not allowed";
    if (std::string_view wanted = wantedInstead(rule->type, value); !wanted.empty())
      return mustBe(field, wanted);
  }
  return "";
}

bool hasToken(const Subject &subject) {
  return subject.is<ast::TaskState>() &&
         subject.calls.pattern != catalogue::Pattern::RequestResponse;
}

std::string problemOf(const std::string &text, const Subject &subject) {
  Json context = asl::dom::parseOrdered(text, ASL_DEPTH_LIMIT);
  if (!context.is_object())
    return "it must be a valid JSON object";
  for (const auto &[part, members] : context.items()) {
    if (part == "Map")
      return "'Map' field is not supported when mocking a Context object";
    if (membersOf(part).empty())
      return "Field '" + part + "' is not allowed";
    if (part == "Task" && !hasToken(subject))
      return "Context object contains 'Task' when state is not a Task state with a '.sync' or "
             "'.waitForTaskToken' service integration pattern";
    if (std::string problem = partProblem(part, members); !problem.empty())
      return problem;
  }
  return "";
}

} // namespace

std::optional<Error> contextProblem(const TestRequest &request, const Subject &subject) {
  if (!request.context)
    return std::nullopt;
  std::string problem = problemOf(*request.context, subject);
  if (problem.empty())
    return std::nullopt;
  return validationError("Invalid Context object provided: " + problem);
}

std::string contextOf(const TestRequest &request, const Subject &subject,
                      const asl::api::Caller &caller) {
  if (request.context)
    return *request.context;
  asl::Heap random(nullptr);
  std::string machine = asl::exec::uuid(random), name = asl::exec::uuid(random);
  std::string prefix =
      "arn:" + caller.partition + ":states:" + caller.region + ":" + caller.account + ":";
  std::string now = asl::formatTimestamp(asl::systemMs());
  Json context;
  context["Execution"] = {{"Id", prefix + "express:" + machine + ":" + name},
                          {"Input", nullptr},
                          {"Name", name},
                          {"RoleArn", request.roleArn ? Json(*request.roleArn) : Json()},
                          {"StartTime", now}};
  context["StateMachine"] = {{"Id", prefix + "stateMachine:" + machine}, {"Name", machine}};
  context["State"] = {{"Name", loneStateName}, {"EnteredTime", now}};
  if (subject.is<ast::TaskState>() || subject.is<ast::MapState>() ||
      subject.is<ast::ParallelState>())
    context["State"]["RetryCount"] = 0;
  if (hasToken(subject))
    context["Task"] = {{"Token", asl::text(asl::exec::makeTaskToken(random, 0, 1))}};
  return asl::dom::write(context);
}

} // namespace aslc::calls
