// The table of the optimized integrations of Step Functions (AWS, "Integrating optimized
// services").
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

} // namespace aslc::sema
