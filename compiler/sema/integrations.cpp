// The table of optimized integrations, and parsing a Resource. See
// https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
#include "compiler/sema/integrations.h"

#include <algorithm>
#include <array>

namespace aslc::sema {

namespace {

constexpr unsigned R = RequestResponse;
constexpr unsigned RS = RequestResponse | Sync;
constexpr unsigned RW = RequestResponse | WaitForToken;
constexpr unsigned RSW = RequestResponse | Sync | WaitForToken;

constexpr Integration table[] = {
    {"apigateway", "invoke", RW, "ApiEndpoint Method"},
    {"athena", "startQueryExecution", RS, "QueryString"},
    {"athena", "stopQueryExecution", R, "QueryExecutionId"},
    {"athena", "getQueryExecution", R, "QueryExecutionId"},
    {"athena", "getQueryResults", R, "QueryExecutionId"},
    {"batch", "submitJob", RSW, "JobName JobQueue JobDefinition"},
    {"bedrock", "invokeModel", RW, "ModelId"},
    {"bedrock", "createModelCustomizationJob", RS},
    {"codebuild", "startBuild", RS, "ProjectName"},
    {"codebuild", "stopBuild", R, "Id"},
    {"codebuild", "startBuildBatch", RS, "ProjectName"},
    {"codebuild", "stopBuildBatch", R, "Id"},
    {"codebuild", "deleteBuildBatch", R, "Id"},
    {"codebuild", "batchDeleteBuilds", R, "Ids"},
    {"codebuild", "batchGetReports", R},
    {"databrew", "startJobRun", RS, "Name"},
    {"dynamodb", "getItem", R, "TableName Key"},
    {"dynamodb", "putItem", R, "TableName Item"},
    {"dynamodb", "updateItem", R, "TableName Key"},
    {"dynamodb", "deleteItem", R, "TableName Key"},
    {"ecs", "runTask", RSW, "TaskDefinition"},
    {"eks", "call", RW},
    {"eks", "runJob", RSW},
    {"eks", "createCluster", RS},
    {"eks", "deleteCluster", RS},
    {"eks", "createFargateProfile", RS},
    {"eks", "deleteFargateProfile", RS},
    {"eks", "createNodegroup", RS},
    {"eks", "deleteNodegroup", RS},
    {"elasticmapreduce", "createCluster", RS},
    {"elasticmapreduce", "terminateCluster", RS, "ClusterId"},
    {"elasticmapreduce", "addStep", RS, "ClusterId Step"},
    {"elasticmapreduce", "cancelStep", R, "ClusterId StepId"},
    {"elasticmapreduce", "setClusterTerminationProtection", R, "ClusterId"},
    {"elasticmapreduce", "modifyInstanceFleetByName", R, "ClusterId"},
    {"elasticmapreduce", "modifyInstanceGroupByName", R, "ClusterId"},
    {"emr-containers", "createVirtualCluster", R},
    {"emr-containers", "deleteVirtualCluster", RS},
    {"emr-containers", "startJobRun", RS},
    {"emr-serverless", "createApplication", RS},
    {"emr-serverless", "startApplication", RS},
    {"emr-serverless", "stopApplication", RS},
    {"emr-serverless", "deleteApplication", RS},
    {"emr-serverless", "startJobRun", RS},
    {"emr-serverless", "cancelJobRun", RS},
    {"events", "putEvents", RW, "Entries"},
    {"glue", "startJobRun", RS, "JobName"},
    {"http", "invoke", R, "ApiEndpoint Method Authentication|InvocationConfig"},
    {"lambda", "invoke", RW, "FunctionName"},
    {"mediaconvert", "createJob", RS},
    {"sagemaker", "createEndpoint", R},
    {"sagemaker", "createEndpointConfig", R},
    {"sagemaker", "createHyperParameterTuningJob", RS},
    {"sagemaker", "createLabelingJob", RS},
    {"sagemaker", "createModel", R},
    {"sagemaker", "createProcessingJob", RS},
    {"sagemaker", "createTrainingJob", RS},
    {"sagemaker", "createTransformJob", RS},
    {"sagemaker", "updateEndpoint", R},
    {"sns", "publish", RW, "Message"},
    {"sqs", "sendMessage", RW, "QueueUrl MessageBody"},
    {"states", "startExecution", RequestResponse | Sync | Sync2 | WaitForToken, "StateMachineArn"},
};

/// Splits `text` at the first `count` - 1 colons.
std::vector<std::string_view> parts(std::string_view text, size_t count) {
  std::vector<std::string_view> result;
  while (result.size() + 1 < count) {
    size_t colon = text.find(':');
    if (colon == std::string_view::npos)
      break;
    result.push_back(text.substr(0, colon));
    text.remove_prefix(colon + 1);
  }
  result.push_back(text);
  return result;
}

std::optional<Pattern> patternOf(std::string_view suffix) {
  if (suffix.empty())
    return RequestResponse;
  if (suffix == "sync")
    return Sync;
  if (suffix == "sync:2")
    return Sync2;
  if (suffix == "waitForTaskToken")
    return WaitForToken;
  return std::nullopt;
}

/// `service:action[.suffix]`.
std::optional<Resource> parseAction(Resource::Kind kind, std::string_view text) {
  size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size())
    return std::nullopt;
  Resource resource;
  resource.kind = kind;
  resource.service = text.substr(0, colon);
  resource.action = text.substr(colon + 1);
  if (size_t dot = resource.action.find('.'); dot != std::string_view::npos) {
    resource.suffix = resource.action.substr(dot + 1);
    resource.action = resource.action.substr(0, dot);
    if (resource.suffix.empty())
      return resource; // a dot and nothing: no pattern
  }
  resource.pattern = patternOf(resource.suffix);
  return resource;
}

std::optional<Resource> parseLambda(std::string_view text) {
  constexpr std::string_view head = "function:";
  if (!text.starts_with(head) || text.size() == head.size())
    return std::nullopt;
  Resource resource;
  resource.kind = Resource::Kind::Lambda;
  resource.name = text.substr(head.size());
  if (size_t colon = resource.name.find(':'); colon != std::string_view::npos) {
    resource.qualifier = resource.name.substr(colon + 1);
    resource.name = resource.name.substr(0, colon);
  }
  return resource;
}

std::optional<Resource> parseStates(std::string_view text) {
  if (text.starts_with("activity:")) {
    Resource resource;
    resource.kind = Resource::Kind::Activity;
    resource.name = text.substr(std::string_view("activity:").size());
    return resource.name.empty() ? std::nullopt : std::optional(resource);
  }
  constexpr std::string_view sdk = "aws-sdk:";
  if (text.starts_with(sdk))
    return parseAction(Resource::Kind::Sdk, text.substr(sdk.size()));
  return parseAction(Resource::Kind::Integration, text);
}

} // namespace

const Integration *findIntegration(std::string_view service, std::string_view action) {
  auto found = std::find_if(std::begin(table), std::end(table), [&](const Integration &each) {
    return each.service == service && each.action == action;
  });
  return found == std::end(table) ? nullptr : found;
}

bool isIntegratedService(std::string_view service) {
  return std::any_of(std::begin(table), std::end(table),
                     [&](const Integration &each) { return each.service == service; });
}

std::vector<std::string> integratedServices() {
  std::vector<std::string> names;
  for (const Integration &each : table)
    if (names.empty() || names.back() != each.service)
      names.emplace_back(each.service);
  return names;
}

std::vector<std::string> actionsOf(std::string_view service) {
  std::vector<std::string> names;
  for (const Integration &each : table)
    if (each.service == service)
      names.emplace_back(each.action);
  return names;
}

std::optional<Resource> parseResource(std::string_view text) {
  if (!text.starts_with("arn:"))
    return Resource{};
  // arn:partition:service:region:account:resource
  auto arn = parts(text, 6);
  if (arn.size() < 6 || arn[5].empty())
    return std::nullopt;
  if (arn[2] == "lambda")
    return parseLambda(arn[5]);
  if (arn[2] == "states")
    return parseStates(arn[5]);
  Resource resource;
  resource.kind = Resource::Kind::OtherArn;
  resource.service = arn[2];
  return resource;
}

} // namespace aslc::sema
