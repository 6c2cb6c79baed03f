#include "tools/calls/mock.h"

#include "runtime/dom/text.h"
#include "tools/mocks/shape.h"

namespace aslc::calls {

namespace {

using asl::api::Error;
using Json = nlohmann::ordered_json;

std::string resultProblem(const Mock &mock, const Json &result, const Subject &subject) {
  if (subject.is<ast::ParallelState>()) {
    if (!result.is_array())
      return "Mocked result must be an array.";
    if (result.size() != subject.branches)
      return "Mocked result must contain the same number of items as number of Parallel branches.";
  } else if (subject.is<ast::MapState>()) {
    if (subject.writesResults && !result.is_object())
      return "Mocked result must be a JSON object.";
    if (!subject.writesResults && !result.is_array())
      return "Mocked result must be an array.";
  } else if (mock.validation != FieldValidation::None) {
    return mocks::shapeProblem(subject.calls, result, mock.validation == FieldValidation::Strict);
  }
  return "";
}

std::optional<Error> unmockedProblem(const TestRequest &request, const Subject &subject) {
  if (subject.is<ast::MapState>() || subject.is<ast::ParallelState>())
    return Error{"InvalidDefinition",
                 "TestState API does not support Map or Parallel states. Supported state types "
                 "include: [Task, Wait, Pass, Succeed, Fail, Choice]"};
  if (!subject.is<ast::TaskState>())
    return std::nullopt;
  using Kind = catalogue::Integration::Kind;
  if (subject.calls.kind == Kind::Activity)
    return Error{"InvalidDefinition",
                 "TestState API does not support Activity tasks when a mock is not specified."};
  if (subject.calls.pattern != catalogue::Pattern::RequestResponse) {
    bool waits = subject.calls.pattern == catalogue::Pattern::WaitForTaskToken;
    return Error{"InvalidDefinition", std::string("TestState API does not support the '") +
                                          (waits ? ".waitForTaskToken" : ".sync") +
                                          "' service integration pattern when a mock is not "
                                          "specified."};
  }
  if (!request.roleArn)
    return validationError("RoleArn must be specified when testing a Task state");
  return std::nullopt;
}

/// Whether the state that a mocked error is said to come from can be one.
std::string originProblem(const TestRequest &request, const Subject &subject) {
  if (!request.errorCausedByState)
    return "";
  if (!subject.is<ast::MapState>() && !subject.is<ast::ParallelState>())
    return "TestState supports ErrorCausedByState for Map and Parallel states only.";
  if (!request.mock->fails())
    return "TestState does not support ErrorCausedByState when no error is mocked.";
  if (!subject.inside.contains(*request.errorCausedByState))
    return "State not found in definition";
  return "";
}

} // namespace

std::optional<Error> mockProblem(const TestRequest &request, const Subject &subject) {
  if (!request.mock)
    return unmockedProblem(request, subject);
  bool isBranching = subject.is<ast::MapState>() || subject.is<ast::ParallelState>();
  if (!isBranching && !subject.is<ast::TaskState>())
    return validationError("State type '" + std::string(subject.type) +
                           "' is not supported when a mock is specified");
  if (std::string problem = originProblem(request, subject); !problem.empty())
    return validationError(problem);
  if (request.mock->fails())
    return std::nullopt;
  Json result = asl::dom::parseOrdered(*request.mock->result);
  std::string problem = resultProblem(*request.mock, result, subject);
  if (problem.empty())
    return std::nullopt;
  return validationError(problem);
}

} // namespace aslc::calls
