// What the tests of TestState share.
#pragma once

#include "tools/calls/calls.h"

#include <gtest/gtest.h>

#include <string>

namespace aslc::calls {

/// A request with these members, whose values are given as JSON, in the form of the API.
inline Json requestOf(Json members) {
  for (const char *name : {"definition", "input", "variables", "context"})
    if (members.contains(name) && !members[name].is_string())
      members[name] = members[name].dump();
  if (members.contains("mock") && members["mock"].contains("result"))
    members["mock"]["result"] = members["mock"]["result"].dump();
  if (!members.contains("roleArn"))
    members["roleArn"] = "arn:aws:iam::123456789012:role/test";
  return members;
}

inline Answer testState(const Json &members, asl::task::TaskExecutor *executor = nullptr) {
  static StateTester tester;
  return tester.test(requestOf(members), {}, executor);
}

/// The response, with the JSON in its texts; `{"refused": "Code: message"}` when there is none.
inline Json responseTo(const Json &members, asl::task::TaskExecutor *executor = nullptr) {
  Answer answer = testState(members, executor);
  if (const auto *error = std::get_if<Error>(&answer))
    return {{"refused", error->code + ": " + error->message}};
  Json response = std::get<Json>(answer);
  if (response.contains("output"))
    response["output"] = Json::parse(response["output"].get<std::string>());
  if (response.contains("inspectionData"))
    for (auto &[name, value] : response["inspectionData"].items())
      if (value.is_string())
        value = Json::parse(value.get<std::string>());
  return response;
}

/// The JSON text of arrays in each other.
inline std::string nested(size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

/// The definition of a Task that calls a Lambda function by JSONata.
inline Json lambdaTask(Json more = Json::object()) {
  Json task = {{"Type", "Task"},
               {"QueryLanguage", "JSONata"},
               {"Resource", "arn:aws:states:::lambda:invoke"},
               {"Arguments", {{"FunctionName", "f"}}},
               {"Next", "Then"}};
  task.update(more);
  return task;
}

inline Json map(Json more = Json::object()) {
  Json state = {{"Type", "Map"},
                {"ItemProcessor",
                 {{"StartAt", "Each"}, {"States", {{"Each", {{"Type", "Pass"}, {"End", true}}}}}}},
                {"End", true}};
  state.update(more);
  return state;
}

inline Json distributedMap(Json more = Json::object()) {
  Json state = map(std::move(more));
  state["ItemProcessor"]["ProcessorConfig"] = {{"Mode", "DISTRIBUTED"},
                                               {"ExecutionType", "STANDARD"}};
  return state;
}

} // namespace aslc::calls
