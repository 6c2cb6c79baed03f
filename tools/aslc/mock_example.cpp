#include "tools/aslc/mock_example.h"

#include "compiler/ast/walk.h"
#include "compiler/catalogue/catalogue.h"
#include "runtime/dom/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>

namespace aslc::tool {

namespace {

using Json = nlohmann::ordered_json;
using catalogue::Type;

/// Structures deeper than this are left out where they may be.
constexpr unsigned deepest = 4;

Json exampleOf(Type type, unsigned depth);

/// The status of a job that has done what it should, of all values of a status; else the first that
/// does not say that it failed. Empty when the type is no status.
std::string_view goodEnd(Type type) {
  std::string_view found;
  for (size_t i = 0; i < type.valueCount(); ++i) {
    std::string_view value = type.value(i);
    auto says = [&](std::string_view word) { return value.find(word) != value.npos; };
    if (!type.isFinal(i) || says("FAIL"))
      continue;
    if (says("SUCC") || says("Succ") || says("COMPLETED") || says("Completed"))
      return value;
    if (found.empty())
      found = value;
  }
  return found;
}

Json exampleText(Type type) {
  if (std::string_view end = goodEnd(type); !end.empty())
    return std::string(end);
  if (type.valueCount() > 0)
    return std::string(type.value(0));
  std::string text = "text";
  double least = type.bounds().least;
  if (least > static_cast<double>(text.size()) && least < 4096)
    text.resize(static_cast<size_t>(least), 't');
  return text;
}

Json exampleObject(Type type, unsigned depth) {
  Json object = Json::object();
  auto add = [&](auto isWanted) {
    for (size_t i = 0; i < type.memberCount(); ++i)
      if (catalogue::Member member = type.member(i); isWanted(member))
        object[std::string(member.name)] = exampleOf(member.type, depth + 1);
  };
  add([](const catalogue::Member &member) { return member.required || member.always; });
  if (object.empty() && depth < deepest)
    add([](const catalogue::Member &member) { return !member.sometimes; });
  return object;
}

/// A value of this type.
Json exampleOf(Type type, unsigned depth) {
  switch (type.kind()) {
  case Type::Kind::Text:
    return exampleText(type);
  case Type::Kind::Number: {
    catalogue::Bounds bounds = type.bounds();
    return static_cast<int64_t>(std::clamp(1.0, bounds.least, std::max(bounds.least, bounds.most)));
  }
  case Type::Kind::Boolean:
    return true;
  case Type::Kind::List:
    return depth < deepest ? Json::array({exampleOf(type.element(), depth + 1)}) : Json::array();
  case Type::Kind::Map:
    return Json::object();
  case Type::Kind::Object:
    return exampleObject(type, depth);
  case Type::Kind::Any:
    break;
  }
  return type.isTime() ? Json("2026-01-01T00:00:00Z") : Json::object();
}

/// Calls `visit` for each Task.
void forEachTask(
    const ast::Machine &machine,
    const std::function<void(const ast::State &, const std::string &resource)> &visit) {
  ast::forEachMachine(machine, [&](const ast::Machine &flow) {
    for (const ast::State &state : flow.states)
      if (const auto *task = state.as<ast::TaskState>(); task && task->resource)
        visit(state, task->resource->value);
  });
}

bool isLambdaInvoke(const catalogue::Integration &calls) {
  return calls.kind == catalogue::Integration::Kind::Optimized && calls.service == "lambda" &&
         calls.pattern == catalogue::Pattern::RequestResponse;
}

/// What a Task gives, without the envelope of `lambda:invoke`.
Json exampleResult(const std::string &resource) {
  catalogue::Integration calls = catalogue::integrationOf(resource);
  if (isLambdaInvoke(calls) || calls.pattern == catalogue::Pattern::WaitForTaskToken)
    return Json::object();
  Json result = exampleOf(calls.result(), 0);
  for (const char *metadata : {"SdkHttpMetadata", "SdkResponseMetadata"})
    if (result.is_object()) // which the envelope adds
      result.erase(metadata);
  return result;
}

std::string key(const std::string &name) { return asl::dom::write(Json(name)); }

} // namespace

std::string exampleMocks(const ast::Machine &machine, const std::string &path) {
  std::string text = "# Mocks of " + path +
                     ", for `aslc test` and `aslc run --mock`. The values are made up.\nmocks:";
  bool hasTasks = false;
  forEachTask(machine, [&](const ast::State &state, const std::string &resource) {
    hasTasks = true;
    text += "\n  # " + resource + "\n  " + key(state.name) +
            ":\n    result: " + asl::dom::write(exampleResult(resource));
  });
  return text + (hasTasks ? "\n" : " {}\n");
}

std::string exampleMockConfig(const ast::Machine &machine, const std::string &name) {
  Json testCase = Json::object(), responses = Json::object();
  forEachTask(machine, [&](const ast::State &state, const std::string &resource) {
    Json result = exampleResult(resource);
    if (isLambdaInvoke(catalogue::integrationOf(resource)))
      result = {{"StatusCode", 200}, {"Payload", result}};
    testCase[state.name] = state.name + " succeeds";
    responses[state.name + " succeeds"]["0"]["Return"] = result;
  });
  Json file;
  file["StateMachines"][name]["TestCases"]["HappyPath"] = testCase;
  file["MockedResponses"] = responses;
  return asl::dom::write(file, 2) + "\n";
}

} // namespace aslc::tool
