#include "tools/calls/request.h"

#include "runtime/api/json_problem.h"
#include "runtime/dom/text.h"

#include <array>
#include <string_view>

namespace aslc::calls {

namespace {

using asl::api::Error;
using asl::api::Json;
using asl::api::jsonProblem;

std::optional<std::string> textIn(const Json &object, const char *name) {
  auto found = object.find(name);
  if (found == object.end() || !found->is_string())
    return std::nullopt;
  return found->get<std::string>();
}

/// The index of the member's value among `words`; 0 when it is not given.
template <size_t Count>
size_t wordIn(const Json &object, const char *name,
              const std::array<std::string_view, Count> &words) {
  std::optional<std::string> text = textIn(object, name);
  for (size_t i = 0; text && i < Count; ++i)
    if (*text == words[i])
      return i;
  return 0;
}

std::optional<Error> readMock(const Json &given, TestRequest &request) {
  Mock &mock = request.mock.emplace();
  mock.result = textIn(given, "result");
  constexpr std::array<std::string_view, 3> modes{"STRICT", "PRESENT", "NONE"};
  mock.validation = static_cast<FieldValidation>(wordIn(given, "fieldValidationMode", modes));
  auto error = given.find("errorOutput");
  bool fails = error != given.end() && error->is_object();
  if (mock.result.has_value() == fails)
    return validationError("A test mock should have only one of the following fields: "
                           "[result, errorOutput].");
  if (request.revealSecrets)
    return validationError("TestState does not support RevealSecrets when a mock is specified.");
  if (fails) {
    mock.error = textIn(*error, "error");
    mock.cause = textIn(*error, "cause");
  } else if (!jsonProblem(*mock.result).empty()) {
    return validationError("Mocked result must be valid JSON");
  }
  return std::nullopt;
}

std::optional<Error> readConfiguration(const Json &given, TestRequest &request) {
  request.retryCount = given.value("retrierRetryCount", uint32_t(0));
  request.errorCausedByState = textIn(given, "errorCausedByState");
  request.mapItemReaderData = textIn(given, "mapItemReaderData");
  auto failures = given.find("mapIterationFailureCount");
  if (failures != given.end() && failures->is_number_integer())
    request.mapIterationFailureCount = failures->get<int64_t>();
  auto needsMock = [&](bool isGiven, const std::string &name) -> std::optional<Error> {
    if (!isGiven || request.mock)
      return std::nullopt;
    return validationError("TestState does not support " + name + " when a mock is not specified.");
  };
  if (auto error =
          needsMock(request.mapIterationFailureCount.has_value(), "MapIterationFailureCount"))
    return error;
  if (auto error = needsMock(request.errorCausedByState.has_value(), "ErrorCausedByState"))
    return error;
  return needsMock(request.mapItemReaderData.has_value(), "MapItemReaderData");
}

std::optional<Error> readData(const Json &given, TestRequest &request) {
  if (std::string problem = jsonProblem(request.input); !problem.empty())
    return Error{"InvalidExecutionInput",
                 "Invalid State Machine Execution Input: '" + problem + "'"};
  if (std::optional<std::string> text = textIn(given, "variables")) {
    request.variables = asl::dom::parseOrdered(*text, ASL_DEPTH_LIMIT);
    if (!request.variables.is_object())
      return validationError("Variables must be a valid JSON object");
  }
  request.context = textIn(given, "context");
  if (request.context && !request.mock)
    return validationError("TestState does not support Context when a mock is not specified.");
  return std::nullopt;
}

} // namespace

Error validationError(std::string message) { return {"ValidationException", std::move(message)}; }

std::variant<TestRequest, Error> readRequest(const Json &given) {
  TestRequest request;
  request.definition = given.at("definition").get<std::string>();
  request.stateName = textIn(given, "stateName");
  request.roleArn = textIn(given, "roleArn");
  request.input = textIn(given, "input").value_or(request.input);
  constexpr std::array<std::string_view, 3> levels{"INFO", "DEBUG", "TRACE"};
  request.level = static_cast<InspectionLevel>(wordIn(given, "inspectionLevel", levels));
  request.revealSecrets = given.value("revealSecrets", false);
  std::optional<Error> refused;
  if (auto mock = given.find("mock"); mock != given.end() && mock->is_object())
    refused = readMock(*mock, request);
  auto configuration = given.find("stateConfiguration");
  if (!refused && configuration != given.end() && configuration->is_object())
    refused = readConfiguration(*configuration, request);
  if (!refused)
    refused = readData(given, request);
  if (refused)
    return *refused;
  return request;
}

} // namespace aslc::calls
