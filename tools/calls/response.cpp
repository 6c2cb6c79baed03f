#include "tools/calls/response.h"

#include "runtime/dom/text.h"
#include "tools/calls/http_exchange.h"

#include <cmath>
#include <string_view>

namespace aslc::calls {

namespace {

using asl::api::Json;

std::string_view nameOf(Seen::Status status) {
  switch (status) {
  case Seen::Status::Succeeded:
    return "SUCCEEDED";
  case Seen::Status::Retriable:
    return "RETRIABLE";
  case Seen::Status::CaughtError:
    return "CAUGHT_ERROR";
  case Seen::Status::Failed:
    break;
  }
  return "FAILED";
}

/// Whether a value between fields is a member of `inspectionData`. As the service has it, a
/// Parallel shows nothing of what its branches would get, and no state with flows their result.
bool isShown(std::string_view name, const Subject &subject) {
  if (subject.is<ast::ParallelState>())
    return name.starts_with("afterResult");
  return name != "result" || !subject.is<ast::MapState>();
}

Json errorDetailsOf(const Seen &seen) {
  Json details = Json::object();
  if (seen.catchIndex)
    details["catchIndex"] = *seen.catchIndex;
  else if (seen.retryIndex)
    details["retryIndex"] = *seen.retryIndex;
  if (seen.retrySeconds)
    details["retryBackoffIntervalSeconds"] = std::llround(*seen.retrySeconds);
  return details;
}

Json inspectionOf(const Seen &seen, const Subject &subject, const TestRequest &request) {
  Json data = {{"input", request.input}};
  for (const auto &[name, text] : seen.values)
    if (isShown(name, subject))
      data[name] = text;
  if (subject.is<ast::FailState>() && !subject.isJsonata())
    data["afterInputPath"] = request.input;
  if (seen.maxConcurrency)
    data["maxConcurrency"] = *seen.maxConcurrency;
  if (seen.toleratedFailureCount)
    data["toleratedFailureCount"] = *seen.toleratedFailureCount;
  if (seen.toleratedFailurePercentage)
    data["toleratedFailurePercentage"] = *seen.toleratedFailurePercentage;
  if (!seen.variables.empty())
    data["variables"] = asl::dom::write(seen.variables);
  if (Json details = errorDetailsOf(seen); !details.empty())
    data["errorDetails"] = std::move(details);
  if (request.level == InspectionLevel::Trace)
    addHttpExchange(data, seen, subject, request);
  return data;
}

} // namespace

Json responseOf(const Seen &seen, const Subject &subject, const TestRequest &request) {
  Json response = {{"status", nameOf(seen.status)}};
  bool goesOn = seen.status == Seen::Status::Succeeded || seen.status == Seen::Status::CaughtError;
  if (goesOn && seen.output)
    response["output"] = *seen.output;
  if (goesOn && seen.nextState)
    response["nextState"] = *seen.nextState;
  if (seen.status != Seen::Status::Succeeded && seen.error)
    response["error"] = *seen.error;
  if (seen.status != Seen::Status::Succeeded && seen.cause)
    response["cause"] = *seen.cause;
  if (request.level != InspectionLevel::Info)
    response["inspectionData"] = inspectionOf(seen, subject, request);
  return response;
}

} // namespace aslc::calls
