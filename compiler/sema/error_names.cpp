// The reserved names of errors, and the search for the known error that a name is a misspelling of.
// See https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
#include "compiler/sema/error_names.h"

#include "compiler/diag/engine.h"
#include "compiler/sema/request.h"

#include <algorithm>
#include <array>
#include <vector>

namespace aslc::sema {

namespace {

using catalogue::Operation;
using catalogue::Service;

constexpr std::string_view reservedPrefix = "States.";
constexpr std::string_view statusPrefix = "States.Http.StatusCode.";

/// The reserved names, without their `States.`.
constexpr std::string_view reservedNames[] = {
    "ALL",
    "Runtime",
    "DataLimitExceeded",
    "Timeout",
    "HeartbeatTimeout",
    "TaskFailed",
    "Permissions",
    "ResultPathMatchFailure",
    "ParameterPathFailure",
    "QueryEvaluationError",
    "IntrinsicFailure",
    "BranchFailed",
    "NoChoiceMatched",
    "ExceedToleratedFailureThreshold",
    "ItemReaderFailed",
    "ResultWriterFailed",
    "Http.Socket",
};

/// Errors of the Lambda runtimes. Their names do not begin with the name of a service.
constexpr std::string_view lambdaNames[] = {"Sandbox.Timedout", "Runtime.ExitError",
                                            "Runtime.ImportModuleError", "Runtime.HandlerNotFound"};

/// Words in the names of errors that any service may raise, though their descriptions lack them.
constexpr std::string_view commonWords[] = {
    "AccessDenied",    "Amazon",           "AWS",
    "Internal",        "LimitExceeded",    "SdkClient",
    "ServerException", "ServiceException", "ServiceUnavailable",
    "Throttl",         "TooManyRequests",  "Unauthorized",
    "Unknown",         "Validation"};

constexpr size_t slips = 2; // a misspelling has at most so many typing errors

std::string joined(std::string_view prefix, std::string_view rest) {
  return std::string(prefix) + "." + std::string(rest);
}

/// The names after `prefix.` of all errors in the tables; `prefix` in its exact case.
std::vector<std::string> namesBehind(std::string_view prefix) {
  std::vector<std::string> names;
  std::string head = joined(prefix, "");
  size_t low = 0, high = catalogue::errorNameCount();
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (catalogue::errorName(middle) < head)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < catalogue::errorNameCount() && catalogue::errorName(low).starts_with(head); ++low)
    names.emplace_back(catalogue::errorName(low).substr(head.size()));
  return names;
}

/// Of `names` the one that is `written` but for its case, a missing `Exception` or typing errors.
std::optional<std::string> meantOf(std::string_view written,
                                   const std::vector<std::string> &names) {
  if (std::find(names.begin(), names.end(), written) != names.end())
    return std::string(written);
  for (const std::string &name : names)
    if (equalInAnyCase(name, written) || equalInAnyCase(name, std::string(written) + "Exception"))
      return name;
  return diag::closest(written, names, slips);
}

} // namespace

bool isReservedError(std::string_view name) {
  if (!name.starts_with(reservedPrefix))
    return false;
  return name.starts_with(statusPrefix) ||
         std::find(std::begin(reservedNames), std::end(reservedNames),
                   name.substr(reservedPrefix.size())) != std::end(reservedNames);
}

std::optional<std::string> closestReserved(std::string_view name) {
  std::vector<std::string> names(std::begin(reservedNames), std::end(reservedNames));
  auto close = diag::closest(name.substr(reservedPrefix.size()), names);
  return close ? std::optional(std::string(reservedPrefix) + *close) : std::nullopt;
}

std::optional<std::string> meantReserved(std::string_view name) {
  size_t dot = name.find('.');
  std::string_view prefix = name.substr(0, dot);
  if (dot == name.npos || (!equalInAnyCase(prefix, "States") && !equalInAnyCase(prefix, "State")))
    return std::nullopt;
  for (std::string_view known : reservedNames)
    if (equalInAnyCase(name.substr(dot + 1), known))
      return std::string(reservedPrefix) + std::string(known);
  return std::nullopt;
}

std::optional<std::string> meantError(std::string_view name) {
  size_t dot = name.find('.');
  if (dot == name.npos || name.starts_with(reservedPrefix) || catalogue::isServiceError(name))
    return std::nullopt;
  for (std::string_view known : lambdaNames)
    if (equalInAnyCase(name, known))
      return name == known ? std::nullopt : std::optional(std::string(known));
  std::string_view prefix = name.substr(0, dot), rest = name.substr(dot + 1);
  for (bool sdk : {false, true})
    for (size_t i = 0; i < catalogue::serviceCount(sdk); ++i) {
      std::string_view known = catalogue::serviceAt(i, sdk).errorPrefix();
      if (!equalInAnyCase(known, prefix) || known.empty())
        continue;
      // In another case the whole name must be known: the prefix may be a word of the user's.
      std::vector<std::string> names = namesBehind(known);
      auto meant = meantOf(rest, names);
      if (meant && (prefix == known || equalInAnyCase(*meant, rest)))
        return joined(known, *meant);
    }
  return std::nullopt;
}

namespace {

/// Whether `name` is a number behind `prefix`.
bool isStatus(std::string_view name, std::string_view prefix) {
  return name.starts_with(prefix) && name.size() > prefix.size() &&
         name.find_first_not_of("0123456789", prefix.size()) == name.npos;
}

/// Whether `written` begins the errors of another service than the one with `prefix`.
bool isOfOtherService(std::string_view written, std::string_view prefix) {
  auto isStates = [](std::string_view each) { return each == "StepFunctions" || each == "Sfn"; };
  if (equalInAnyCase(written, prefix) || (isStates(written) && isStates(prefix)))
    return false;
  for (bool sdk : {false, true})
    for (size_t i = 0; i < catalogue::serviceCount(sdk); ++i)
      if (equalInAnyCase(catalogue::serviceAt(i, sdk).errorPrefix(), written))
        return true;
  return false;
}

/// Whether the description of an operation does not list its errors: those of S3 hardly do.
bool isVague(const Operation &operation) {
  constexpr size_t generic = 2; // every list has those of the SDK itself
  return operation.service.starts_with("s3") || operation.errorCount() <= generic;
}

} // namespace

bool mayRaise(const Service &service, const Operation &operation, std::string_view name) {
  if (operation.service == "http" && (isStatus(name, statusPrefix) || name.starts_with("Events.")))
    return true;
  std::string_view prefix = service.errorPrefix();
  bool isPrefixed = name.starts_with(prefix) && name.substr(prefix.size()).starts_with('.');
  for (size_t i = 0; i < operation.errorCount(); ++i)
    if (operation.error(i) == name)
      return true;
  if (!isPrefixed)
    return false;
  if (isVague(operation) && catalogue::isServiceError(name))
    return true;
  std::string_view rest = name.substr(prefix.size() + 1);
  return std::any_of(std::begin(commonWords), std::end(commonWords),
                     [&](std::string_view word) { return rest.find(word) != rest.npos; });
}

std::optional<std::string> meantError(std::string_view name, const Service &service,
                                      const Operation &operation) {
  constexpr std::string_view gateway = "ApiGateway.";
  if (operation.service == "apigateway" && isStatus(name, statusPrefix))
    return std::string(gateway) + std::string(name.substr(statusPrefix.size()));
  if (operation.service == "http")
    for (std::string_view other : {gateway, statusPrefix.substr(reservedPrefix.size())})
      if (isStatus(name, other))
        return std::string(statusPrefix) + std::string(name.substr(other.size()));
  std::string_view prefix = service.errorPrefix();
  size_t dot = name.find('.');
  if (prefix.empty() || (dot != name.npos && isOfOtherService(name.substr(0, dot), prefix)))
    return std::nullopt;
  std::string_view rest = dot == name.npos ? name : name.substr(dot + 1);
  if (auto meant = meantOf(rest, namesBehind(prefix))) {
    std::string whole = joined(prefix, *meant);
    return whole == name ? std::nullopt : std::optional(std::move(whole));
  }
  std::string whole = joined(prefix, rest);
  return mayRaise(service, operation, whole) ? std::optional(whole) : std::nullopt;
}

} // namespace aslc::sema
