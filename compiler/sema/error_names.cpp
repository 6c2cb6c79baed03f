// The tables of known errors, and the search for the one that a name is a misspelling of. See
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
#include "compiler/sema/error_names.h"

#include "compiler/diag/engine.h"
#include "compiler/sema/integrations.h"

#include <algorithm>
#include <vector>

namespace aslc::sema {

namespace {

constexpr std::string_view reservedPrefix = "States.";

/// The reserved names, without their `States.`.
const std::vector<std::string> &reservedNames() {
  static const std::vector<std::string> names = {
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
  return names;
}

/// The prefix, before the dot, of the errors of a service.
struct Prefix {
  std::string_view service; ///< as resources name it
  std::string_view direct;  ///< of its optimized integration; empty when it has none
  std::string_view sdk;     ///< of `aws-sdk:` calls
};

constexpr Prefix prefixes[] = {
    {"lambda", "Lambda", "Lambda"},
    {"sqs", "SQS", "Sqs"},
    {"sns", "SNS", "Sns"},
    {"dynamodb", "DynamoDB", "DynamoDb"},
    {"ecs", "ECS", "Ecs"},
    {"states", "StepFunctions", ""},
    {"sfn", "", "Sfn"},
    {"apigateway", "ApiGateway", "ApiGateway"},
    {"events", "EventBridge", ""},
    {"eventbridge", "", "EventBridge"},
    {"batch", "Batch", "Batch"},
    {"glue", "Glue", "Glue"},
    {"athena", "Athena", "Athena"},
    {"sagemaker", "SageMaker", "SageMaker"},
    {"codebuild", "CodeBuild", "CodeBuild"},
    {"elasticmapreduce", "ElasticMapReduce", ""},
    {"mediaconvert", "MediaConvert", "MediaConvert"},
    {"bedrock", "Bedrock", "Bedrock"},
    {"eks", "Eks", "Eks"},
    {"s3", "", "S3"},
    {"ec2", "", "Ec2"},
    {"ssm", "", "Ssm"},
    {"rds", "", "Rds"},
    {"kms", "", "Kms"},
    {"iam", "", "Iam"},
    {"secretsmanager", "", "SecretsManager"},
    {"cloudwatchlogs", "", "CloudWatchLogs"},
};

/// Errors of each service, without the prefix of the service.
struct Known {
  std::string_view service;
  std::string_view name;
};

constexpr Known knownNames[] = {
    {"lambda", "ServiceException"},
    {"lambda", "AWSLambdaException"},
    {"lambda", "SdkClientException"},
    {"lambda", "TooManyRequestsException"},
    {"lambda", "ClientExecutionTimeoutException"},
    {"lambda", "ResourceNotFoundException"},
    {"lambda", "Unknown"},
    {"sqs", "AmazonSQSException"},
    {"sqs", "SdkClientException"},
    {"sns", "NotFoundException"},
    {"sns", "InvalidParameterException"},
    {"dynamodb", "ResourceNotFoundException"},
    {"dynamodb", "ConditionalCheckFailedException"},
    {"dynamodb", "ProvisionedThroughputExceededException"},
    {"dynamodb", "TransactionCanceledException"},
    {"dynamodb", "AmazonDynamoDBException"},
    {"dynamodb", "DynamoDbException"},
    {"states", "StateMachineDoesNotExistException"},
    {"states", "ExecutionAlreadyExistsException"},
    {"events", "FailedEntry"},
    {"glue", "ConcurrentRunsExceededException"},
    {"glue", "EntityNotFoundException"},
    {"s3", "NoSuchKeyException"},
    {"s3", "NoSuchBucketException"},
    {"s3", "S3Exception"},
    {"s3", "SdkClientException"},
    {"secretsmanager", "ResourceNotFoundException"},
};

/// Errors of the Lambda runtimes. Their names do not begin with the name of a service.
constexpr std::string_view wholeNames[] = {"Sandbox.Timedout", "Runtime.ExitError",
                                           "Runtime.ImportModuleError", "Runtime.HandlerNotFound",
                                           "AmazonECS.Unknown"};

bool equalsInAnyCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

/// The service that the resource calls, and whether it calls the API of the service directly.
struct Called {
  std::string_view service;
  bool sdk = false;
};

Called calledBy(std::string_view text) {
  std::optional<Resource> resource = splitResource(text);
  if (!resource)
    return {};
  switch (resource->kind) {
  case Resource::Kind::Lambda:
    return {"lambda"};
  case Resource::Kind::Integration:
    return {resource->service};
  case Resource::Kind::Sdk:
    return {resource->service, true};
  default:
    return {};
  }
}

/// The prefix that `written` is a misspelling of: that of the task's service, else any that differs
/// in case only. `written` itself when it is correct, empty when it is not known.
std::string_view meantPrefix(std::string_view written, Called called) {
  std::string_view meant;
  for (const Prefix &prefix : prefixes) {
    bool fits = equalsInAnyCase(written, prefix.direct) || equalsInAnyCase(written, prefix.sdk);
    if (!fits)
      continue;
    bool isCalled = called.service == prefix.service;
    std::string_view ofTask = called.sdk ? prefix.sdk : prefix.direct;
    if (isCalled && !ofTask.empty())
      return ofTask;
    // In a Parallel or Map the way in which the service is called is not known.
    if (written == prefix.direct || written == prefix.sdk)
      return written;
    meant = prefix.direct.empty() ? prefix.sdk : prefix.direct;
  }
  return meant;
}

/// The known name after the dot that `written` is a misspelling of, else `written`.
std::string meantName(std::string_view prefix, std::string_view written) {
  std::vector<std::string> candidates;
  for (const Known &known : knownNames)
    for (const Prefix &each : prefixes)
      if (each.service == known.service && (each.direct == prefix || each.sdk == prefix)) {
        if (known.name == written)
          return std::string(written);
        candidates.emplace_back(known.name);
      }
  for (const std::string &candidate : candidates)
    if (candidate == std::string(written) + "Exception")
      return candidate;
  constexpr size_t slips = 2;
  return diag::closest(written, candidates, slips).value_or(std::string(written));
}

/// `State.ALL`, `states.timeout`.
std::optional<std::string> meantReserved(std::string_view name, size_t dot) {
  std::string_view prefix = name.substr(0, dot), rest = name.substr(dot + 1);
  if (!equalsInAnyCase(prefix, "States") && !equalsInAnyCase(prefix, "State"))
    return std::nullopt;
  for (const std::string &known : reservedNames())
    if (equalsInAnyCase(rest, known))
      return std::string(reservedPrefix) + known;
  return std::nullopt;
}

} // namespace

bool isReservedError(std::string_view name) {
  if (!name.starts_with(reservedPrefix))
    return false;
  name.remove_prefix(reservedPrefix.size());
  const std::vector<std::string> &known = reservedNames();
  return name.starts_with("Http.StatusCode.") ||
         std::find(known.begin(), known.end(), name) != known.end();
}

std::optional<std::string> closestReserved(std::string_view name) {
  auto close = diag::closest(name.substr(reservedPrefix.size()), reservedNames());
  return close ? std::optional(std::string(reservedPrefix) + *close) : std::nullopt;
}

std::optional<std::string> meantError(std::string_view name, std::string_view resource) {
  size_t dot = name.find('.');
  if (dot == name.npos || name.starts_with(reservedPrefix))
    return std::nullopt;
  for (std::string_view known : wholeNames)
    if (equalsInAnyCase(name, known))
      return name == known ? std::nullopt : std::optional(std::string(known));
  if (auto reserved = meantReserved(name, dot))
    return reserved;
  std::string_view prefix = meantPrefix(name.substr(0, dot), calledBy(resource));
  if (prefix.empty())
    return std::nullopt;
  std::string meant = std::string(prefix) + "." + meantName(prefix, name.substr(dot + 1));
  return meant == name ? std::nullopt : std::optional(std::move(meant));
}

} // namespace aslc::sema
