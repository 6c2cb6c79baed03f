// The tables of permissions. See
// https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
#include "compiler/report/access/rules.h"

#include "compiler/report/access/arns.h"

#include <algorithm>

namespace aslc::report {

namespace {

using catalogue::Integration;
using Node = source::Node;

/// An optimized integration: what the call needs, and what `.sync` needs besides.
struct Rule {
  std::string_view service, action;
  std::string_view actions;                          ///< separated by blanks
  std::string_view members, pattern;                 ///< of its resource, see arnOf
  std::string_view jobActions = {}, jobPattern = {}; ///< an empty pattern: the same resource
  std::string_view eventsRule = {};                  ///< after `StepFunctionsGetEvent`
  std::string_view passedTo = {};                    ///< the service that gets a role
};

constexpr Rule rules[] = {
    {"sns", "publish", "sns:Publish", "TopicArn|TargetArn", "arn:aws:sns:*:*:{}"},
    {"dynamodb", "getItem", "dynamodb:GetItem", "TableName", "arn:aws:dynamodb:*:*:table/{}"},
    {"dynamodb", "putItem", "dynamodb:PutItem", "TableName", "arn:aws:dynamodb:*:*:table/{}"},
    {"dynamodb", "updateItem", "dynamodb:UpdateItem", "TableName", "arn:aws:dynamodb:*:*:table/{}"},
    {"dynamodb", "deleteItem", "dynamodb:DeleteItem", "TableName", "arn:aws:dynamodb:*:*:table/{}"},
    {"batch", "submitJob", "batch:SubmitJob", "", "*", "batch:DescribeJobs batch:TerminateJob", "*",
     "sForBatchJobsRule"},
    {"ecs", "runTask", "ecs:RunTask", "TaskDefinition", "arn:aws:ecs:*:*:task-definition/{}",
     "ecs:StopTask ecs:DescribeTasks", "*", "sForECSTaskRule", "ecs-tasks.amazonaws.com"},
    {"glue", "startJobRun", "glue:StartJobRun", "JobName", "arn:aws:glue:*:*:job/{}",
     "glue:GetJobRun glue:GetJobRuns glue:BatchStopJobRun"},
    {"databrew", "startJobRun", "databrew:StartJobRun", "Name", "arn:aws:databrew:*:*:job/{}",
     "databrew:ListJobRuns databrew:StopJobRun"},
    {"athena", "startQueryExecution", "athena:StartQueryExecution", "WorkGroup",
     "arn:aws:athena:*:*:workgroup/{}", "athena:GetQueryExecution athena:StopQueryExecution"},
    {"athena", "stopQueryExecution", "athena:StopQueryExecution", "",
     "arn:aws:athena:*:*:workgroup/*"},
    {"athena", "getQueryExecution", "athena:GetQueryExecution", "",
     "arn:aws:athena:*:*:workgroup/*"},
    {"athena", "getQueryResults", "athena:GetQueryResults", "", "arn:aws:athena:*:*:workgroup/*"},
    {"codebuild", "startBuild", "codebuild:StartBuild", "ProjectName",
     "arn:aws:codebuild:*:*:project/{}", "codebuild:StopBuild codebuild:BatchGetBuilds", "",
     "ForCodeBuildStartBuildRule"},
    {"codebuild", "startBuildBatch", "codebuild:StartBuildBatch", "ProjectName",
     "arn:aws:codebuild:*:*:project/{}", "codebuild:StopBuildBatch codebuild:BatchGetBuildBatches",
     "", "ForCodeBuildStartBuildBatchRule"},
    {"sagemaker", "createTrainingJob", "sagemaker:CreateTrainingJob", "TrainingJobName",
     "arn:aws:sagemaker:*:*:training-job/{}",
     "sagemaker:DescribeTrainingJob sagemaker:StopTrainingJob", "", "sForSageMakerTrainingJobsRule",
     "sagemaker.amazonaws.com"},
    {"sagemaker", "createTransformJob", "sagemaker:CreateTransformJob", "TransformJobName",
     "arn:aws:sagemaker:*:*:transform-job/{}",
     "sagemaker:DescribeTransformJob sagemaker:StopTransformJob", "",
     "sForSageMakerTransformJobsRule"},
    {"sagemaker", "createProcessingJob", "sagemaker:CreateProcessingJob", "ProcessingJobName",
     "arn:aws:sagemaker:*:*:processing-job/{}",
     "sagemaker:DescribeProcessingJob sagemaker:StopProcessingJob", "",
     "sForSageMakerProcessingJobsRule", "sagemaker.amazonaws.com"},
    {"elasticmapreduce", "createCluster", "elasticmapreduce:RunJobFlow", "", "*",
     "elasticmapreduce:DescribeCluster elasticmapreduce:TerminateJobFlows", "*",
     "ForEMRRunJobFlowRule", "elasticmapreduce.amazonaws.com"},
    {"elasticmapreduce", "terminateCluster", "elasticmapreduce:TerminateJobFlows", "ClusterId",
     "arn:aws:elasticmapreduce:*:*:cluster/{}", "elasticmapreduce:DescribeCluster", "",
     "ForEMRTerminateJobFlowsRule"},
    {"elasticmapreduce", "addStep", "elasticmapreduce:AddJobFlowSteps", "ClusterId",
     "arn:aws:elasticmapreduce:*:*:cluster/{}",
     "elasticmapreduce:DescribeStep elasticmapreduce:CancelSteps", "", "ForEMRAddJobFlowStepsRule"},
    {"emr-serverless", "startJobRun", "emr-serverless:StartJobRun", "ApplicationId",
     "arn:aws:emr-serverless:*:*:/applications/{}",
     "emr-serverless:GetJobRun emr-serverless:CancelJobRun",
     "arn:aws:emr-serverless:*:*:/applications/*/jobruns/*", "sForEMRServerlessJobRule",
     "emr-serverless.amazonaws.com"},
    {"bedrock", "invokeModel", "bedrock:InvokeModel", "ModelId",
     "arn:aws:bedrock:*::foundation-model/{}"},
    {"mediaconvert", "createJob", "mediaconvert:CreateJob", "", "arn:aws:mediaconvert:*:*:queues/*",
     "mediaconvert:GetJob mediaconvert:CancelJob", "arn:aws:mediaconvert:*:*:jobs/*",
     "ForMediaConvertJobRule", "mediaconvert.amazonaws.com"},
};

std::vector<std::string> split(std::string_view words) {
  std::vector<std::string> result;
  while (!words.empty()) {
    size_t blank = std::min(words.find(' '), words.size());
    result.emplace_back(words.substr(0, blank));
    words.remove_prefix(std::min(blank + 1, words.size()));
  }
  return result;
}

Permission permission(std::string_view actions, std::string resource,
                      std::vector<Condition> conditions = {}) {
  return {split(actions), {std::move(resource)}, std::move(conditions), {}};
}

/// What Step Functions needs to be told that a job has ended.
Permission eventsOf(std::string_view rule) {
  return permission("events:PutTargets events:PutRule events:DescribeRule",
                    "arn:aws:events:*:*:rule/StepFunctionsGetEvent" + std::string(rule));
}

Permission passRole(std::string_view service) {
  return permission("iam:PassRole", "arn:aws:iam::*:role/*",
                    {{"StringEquals", "iam:PassedToService", std::string(service)}});
}

std::vector<Permission> byRule(const Rule &rule, const Node *request, bool waits) {
  std::string resource = arnOf(request, rule.members, rule.pattern);
  std::vector<Permission> result = {permission(rule.actions, resource)};
  if (!rule.passedTo.empty())
    result.push_back(passRole(rule.passedTo));
  if (!waits)
    return result;
  if (!rule.jobActions.empty())
    result.push_back(permission(rule.jobActions,
                                rule.jobPattern.empty() ? resource : std::string(rule.jobPattern)));
  if (!rule.eventsRule.empty())
    result.push_back(eventsOf(rule.eventsRule));
  return result;
}

Permission function(const std::string &arn) {
  // Versions and aliases are resources of their own.
  constexpr size_t unqualified = 6; // colons
  bool isQualified = std::count(arn.begin(), arn.end(), ':') > static_cast<ptrdiff_t>(unqualified);
  Permission result = permission("lambda:InvokeFunction", arn);
  if (!isQualified)
    result.resources.push_back(arn + ":*");
  return result;
}

std::vector<Permission> startExecution(const Node *request, bool waits) {
  std::string machine = arnOf(request, "StateMachineArn", "arn:aws:states:*:*:stateMachine:{}");
  std::vector<Permission> result = {permission("states:StartExecution", machine)};
  if (waits) {
    result.push_back(
        permission("states:DescribeExecution states:StopExecution", executionsOf(machine)));
    result.push_back(eventsOf("sForStepFunctionsExecutionRule"));
  }
  return result;
}

/// The buses of all entries; the default bus when an entry names none.
std::vector<Permission> putEvents(const Node *request) {
  Permission result = permission("events:PutEvents", "");
  result.resources.clear();
  const source::Member *entries = request ? request->find("Entries") : nullptr;
  if (entries && entries->value->is(Node::Kind::Array))
    for (const Node *entry : entries->value->items) {
      bool isOpen = entry->find("EventBusName.$") || entry->is(Node::Kind::String);
      std::string bus = literalOf(entry, "EventBusName").value_or(isOpen ? "*" : "default");
      result.resources.push_back(bus.starts_with("arn:") ? bus
                                                         : "arn:aws:events:*:*:event-bus/" + bus);
    }
  if (result.resources.empty())
    result.resources.emplace_back("arn:aws:events:*:*:event-bus/*");
  return {result};
}

std::vector<Permission> gateway(const Node *request) {
  std::string host = literalOf(request, "ApiEndpoint").value_or("*");
  std::string path = literalOf(request, "Path").value_or("/*");
  std::string arn = "arn:aws:execute-api:*:*:" + host.substr(0, host.find('.')) + "/" +
                    literalOf(request, "Stage").value_or("*") + "/" +
                    literalOf(request, "Method").value_or("*");
  return {permission("execute-api:Invoke", arn + (path.starts_with('/') ? path : "/" + path))};
}

std::vector<Permission> http(const Node *request) {
  std::vector<Condition> conditions;
  if (auto method = literalOf(request, "Method"))
    conditions.push_back({"StringEquals", "states:HTTPMethod", *method});
  if (auto endpoint = literalOf(request, "ApiEndpoint"))
    conditions.push_back({"StringLike", "states:HTTPEndpoint", *endpoint});
  std::string connection = "arn:aws:events:*:*:connection/*";
  for (std::string_view holder : {"InvocationConfig", "Authentication"})
    if (const source::Member *member = request ? request->find(holder) : nullptr)
      connection = literalOf(member->value, "ConnectionArn").value_or(connection);
  return {permission("states:InvokeHTTPEndpoint", "arn:aws:states:*:*:stateMachine:*", conditions),
          permission("events:RetrieveConnectionCredentials", connection),
          permission("secretsmanager:GetSecretValue secretsmanager:DescribeSecret",
                     "arn:aws:secretsmanager:*:*:secret:events!connection/*")};
}

/// Calls of APIs whose permission has another name, and the resources of some services.
struct SdkRule {
  std::string_view service, action; ///< an empty action: every other one
  std::string_view actions;         ///< empty: that of the API
  std::string_view members, pattern;
};
constexpr SdkRule sdkRules[] = {
    {"s3", "listBuckets", "s3:ListAllMyBuckets", "", "*"},
    {"s3", "listObjectsV2", "s3:ListBucket", "Bucket", "arn:aws:s3:::{}"},
    {"s3", "listObjects", "s3:ListBucket", "Bucket", "arn:aws:s3:::{}"},
    {"s3", "headBucket", "s3:ListBucket", "Bucket", "arn:aws:s3:::{}"},
    {"s3", "getObject", "", "Bucket", "arn:aws:s3:::{}/*"},
    {"s3", "putObject", "", "Bucket", "arn:aws:s3:::{}/*"},
    {"s3", "deleteObject", "", "Bucket", "arn:aws:s3:::{}/*"},
    {"s3", "headObject", "s3:GetObject", "Bucket", "arn:aws:s3:::{}/*"},
    {"s3", "getObjectAttributes", "s3:GetObject s3:GetObjectAttributes", "Bucket",
     "arn:aws:s3:::{}/*"},
    {"s3", "copyObject", "s3:GetObject s3:PutObject", "", "arn:aws:s3:::*/*"},
    {"s3", "", "", "Bucket", "arn:aws:s3:::{}"},
    {"lambda", "invoke", "lambda:InvokeFunction", "FunctionName", "arn:aws:lambda:*:*:function:{}"},
    {"lambda", "", "", "FunctionName", "arn:aws:lambda:*:*:function:{}"},
    {"dynamodb", "batchWriteItem", "", "", "arn:aws:dynamodb:*:*:table/*"},
    {"dynamodb", "batchGetItem", "", "", "arn:aws:dynamodb:*:*:table/*"},
    {"dynamodb", "transactWriteItems",
     "dynamodb:ConditionCheckItem dynamodb:DeleteItem dynamodb:PutItem dynamodb:UpdateItem", "",
     "arn:aws:dynamodb:*:*:table/*"},
    {"dynamodb", "transactGetItems", "dynamodb:GetItem", "", "arn:aws:dynamodb:*:*:table/*"},
    {"dynamodb", "", "", "TableName", "arn:aws:dynamodb:*:*:table/{}"},
    {"sns", "", "", "TopicArn|TargetArn", "arn:aws:sns:*:*:{}"},
    {"sfn", "startExecution", "", "StateMachineArn", "arn:aws:states:*:*:stateMachine:{}"},
    {"sfn", "startSyncExecution", "", "StateMachineArn", "arn:aws:states:*:*:stateMachine:{}"},
    {"sfn", "", "", "StateMachineArn|ExecutionArn|ActivityArn", "*"},
    {"secretsmanager", "", "", "SecretId", "arn:aws:secretsmanager:*:*:secret:{}-*"},
    {"ssm", "getParameter", "", "Name", "arn:aws:ssm:*:*:parameter/{}"},
    {"kinesis", "", "", "StreamARN|StreamName", "arn:aws:kinesis:*:*:stream/{}"},
    {"firehose", "", "", "DeliveryStreamName", "arn:aws:firehose:*:*:deliverystream/{}"},
};

/// An ARN among the members of the request; `*` when there is none.
std::string anyArn(const Node *request) {
  if (request)
    for (const source::Member &member : request->members)
      if (member.value->is(Node::Kind::String) && member.value->text.starts_with("arn:"))
        return member.value->text;
  return "*";
}

std::vector<Permission> sdkCall(const Integration &integration, const Node *request) {
  auto service = catalogue::findService(integration.service, true);
  bool isKnown = service && !service->permissionPrefix().empty();
  std::string action(isKnown ? service->permissionPrefix() : integration.service);
  action += ":" + std::string(integration.action);
  size_t first = action.size() - integration.action.size();
  action[first] = static_cast<char>(std::toupper(static_cast<unsigned char>(action[first])));
  if (integration.service == "sqs")
    return {permission(action, queueArn(literalOf(request, "QueueUrl")))};
  for (const SdkRule &rule : sdkRules)
    if (rule.service == integration.service &&
        (rule.action.empty() || rule.action == integration.action))
      return {permission(rule.actions.empty() ? std::string_view(action) : rule.actions,
                         arnOf(request, rule.members, rule.pattern))};
  return {permission(action, anyArn(request))};
}

std::vector<Permission> optimized(const Integration &integration, const Node *request, bool waits) {
  if (integration.service == "lambda")
    return {function(arnOf(request, "FunctionName", "arn:aws:lambda:*:*:function:{}"))};
  if (integration.service == "sqs")
    return {permission("sqs:SendMessage", queueArn(literalOf(request, "QueueUrl")))};
  if (integration.service == "states")
    return startExecution(request, waits);
  if (integration.service == "events")
    return putEvents(request);
  if (integration.service == "apigateway")
    return gateway(request);
  if (integration.service == "http")
    return http(request);
  for (const Rule &rule : rules)
    if (rule.service == integration.service && rule.action == integration.action)
      return byRule(rule, request, waits);
  return sdkCall(integration, request);
}

} // namespace

std::vector<Permission> permissionsOf(const Integration &integration, const Node *request) {
  bool waits = integration.pattern == catalogue::Pattern::Sync ||
               integration.pattern == catalogue::Pattern::Sync2;
  switch (integration.kind) {
  case Integration::Kind::Optimized:
    return optimized(integration, request, waits);
  case Integration::Kind::Sdk:
    return sdkCall(integration, request);
  case Integration::Kind::Function:
  case Integration::Kind::Activity:
  case Integration::Kind::Unknown:
    break;
  }
  return {};
}

std::vector<Permission> permissionsOf(const ast::MapState &map, const std::string &machine) {
  std::string arn = "arn:aws:states:*:*:stateMachine:" + machine;
  std::vector<Permission> result = {permission("states:StartExecution", arn),
                                    permission("states:DescribeExecution states:StopExecution",
                                               "arn:aws:states:*:*:execution:" + machine + "/*")};
  auto request = [](const ast::TemplateField &field) { return field ? field->node : nullptr; };
  if (map.itemReader && map.itemReader->resource) {
    const Node *reader = request(map.itemReader->arguments);
    bool lists = map.itemReader->resource->value.ends_with("listObjectsV2");
    result.push_back(
        lists ? permission("s3:ListBucket", arnOf(reader, "Bucket", "arn:aws:s3:::{}"))
              : permission("s3:GetObject", arnOf(reader, "Bucket", "arn:aws:s3:::{}") + "/" +
                                               literalOf(reader, "Key").value_or("*")));
  }
  if (map.resultWriter && map.resultWriter->resource) {
    const Node *writer = request(map.resultWriter->arguments);
    std::string prefix = literalOf(writer, "Prefix").value_or("");
    result.push_back(permission(
        "s3:PutObject s3:GetObject s3:ListMultipartUploadParts s3:AbortMultipartUpload",
        arnOf(writer, "Bucket", "arn:aws:s3:::{}") + "/" + prefix + (prefix.empty() ? "*" : "/*")));
  }
  return result;
}

} // namespace aslc::report
