// The types whose names state machines use most. Others get an ARN made of their type.
#include "compiler/project/resource_types.h"

namespace aslc::project {

namespace {

using Ref = ResourceType::Ref;

constexpr ResourceType types[] = {
    {"AWS::ApiGateway::RestApi", "", "apigateway:{r}::/restapis/{n}"},
    {"AWS::Athena::WorkGroup", "Name", "athena:{r}:{a}:workgroup/{n}"},
    {"AWS::Batch::ComputeEnvironment", "ComputeEnvironmentName",
     "batch:{r}:{a}:compute-environment/{n}", Ref::Arn},
    {"AWS::Batch::JobDefinition", "JobDefinitionName", "batch:{r}:{a}:job-definition/{n}:1",
     Ref::Arn},
    {"AWS::Batch::JobQueue", "JobQueueName", "batch:{r}:{a}:job-queue/{n}", Ref::Arn},
    {"AWS::CodeBuild::Project", "Name", "codebuild:{r}:{a}:project/{n}"},
    {"AWS::Cognito::UserPool", "", "cognito-idp:{r}:{a}:userpool/{n}"},
    {"AWS::DynamoDB::GlobalTable", "TableName", "dynamodb:{r}:{a}:table/{n}"},
    {"AWS::DynamoDB::Table", "TableName", "dynamodb:{r}:{a}:table/{n}"},
    {"AWS::ECS::Cluster", "ClusterName", "ecs:{r}:{a}:cluster/{n}"},
    {"AWS::ECS::Service", "ServiceName", "ecs:{r}:{a}:service/{n}", Ref::Arn},
    {"AWS::ECS::TaskDefinition", "Family", "ecs:{r}:{a}:task-definition/{n}:1", Ref::Arn},
    {"AWS::Events::ApiDestination", "Name", "events:{r}:{a}:api-destination/{n}"},
    {"AWS::Events::Connection", "Name",
     "events:{r}:{a}:connection/{n}/00000000-0000-0000-0000-000000000000"},
    {"AWS::Events::EventBus", "Name", "events:{r}:{a}:event-bus/{n}"},
    {"AWS::Events::Rule", "Name", "events:{r}:{a}:rule/{n}"},
    {"AWS::IAM::ManagedPolicy", "ManagedPolicyName", "iam::{a}:policy/{n}", Ref::Arn},
    {"AWS::IAM::Role", "RoleName", "iam::{a}:role/{n}"},
    {"AWS::KMS::Key", "", "kms:{r}:{a}:key/{n}"},
    {"AWS::Kinesis::Stream", "Name", "kinesis:{r}:{a}:stream/{n}"},
    {"AWS::KinesisFirehose::DeliveryStream", "DeliveryStreamName",
     "firehose:{r}:{a}:deliverystream/{n}"},
    {"AWS::Lambda::Alias", "Name", "lambda:{r}:{a}:function:{n}", Ref::Arn},
    {"AWS::Lambda::Function", "FunctionName", "lambda:{r}:{a}:function:{n}"},
    {"AWS::Lambda::Version", "", "lambda:{r}:{a}:function:{n}:1", Ref::Arn},
    {"AWS::Logs::LogGroup", "LogGroupName", "logs:{r}:{a}:log-group:{n}:*"},
    {"AWS::S3::Bucket", "BucketName", "s3:::{n}"},
    {"AWS::SNS::Topic", "TopicName", "sns:{r}:{a}:{n}", Ref::Arn},
    {"AWS::SQS::Queue", "QueueName", "sqs:{r}:{a}:{n}", Ref::QueueUrl},
    {"AWS::SSM::Parameter", "Name", "ssm:{r}:{a}:parameter/{n}"},
    {"AWS::SageMaker::Model", "ModelName", "sagemaker:{r}:{a}:model/{n}"},
    {"AWS::SecretsManager::Secret", "Name", "secretsmanager:{r}:{a}:secret:{n}-AbCdEf", Ref::Arn},
    {"AWS::Serverless::Function", "FunctionName", "lambda:{r}:{a}:function:{n}"},
    {"AWS::Serverless::SimpleTable", "TableName", "dynamodb:{r}:{a}:table/{n}"},
    {"AWS::Serverless::StateMachine", "Name", "states:{r}:{a}:stateMachine:{n}", Ref::Arn},
    {"AWS::StepFunctions::Activity", "Name", "states:{r}:{a}:activity:{n}", Ref::Arn},
    {"AWS::StepFunctions::StateMachine", "StateMachineName", "states:{r}:{a}:stateMachine:{n}",
     Ref::Arn},
    {"AWS::StepFunctions::StateMachineAlias", "Name", "states:{r}:{a}:stateMachine:{n}", Ref::Arn},
    {"AWS::StepFunctions::StateMachineVersion", "", "states:{r}:{a}:stateMachine:{n}:1", Ref::Arn},
};

/// Types and their attributes, as the reference of CloudFormation lists them.
constexpr std::string_view attributes[][2] = {
    {"AWS::ApiGateway::RestApi", "RestApiId RootResourceId"},
    {"AWS::Batch::ComputeEnvironment", "ComputeEnvironmentArn"},
    {"AWS::Batch::JobQueue", "JobQueueArn"},
    {"AWS::CodeBuild::Project", "Arn Id"},
    {"AWS::Cognito::UserPool", "Arn ProviderName ProviderURL UserPoolId"},
    {"AWS::DynamoDB::GlobalTable", "Arn StreamArn TableId"},
    {"AWS::DynamoDB::Table", "Arn StreamArn"},
    {"AWS::ECS::Cluster", "Arn"},
    {"AWS::ECS::Service", "Name ServiceArn"},
    {"AWS::ECS::TaskDefinition", "TaskDefinitionArn"},
    {"AWS::Events::ApiDestination", "Arn ArnForPolicy"},
    {"AWS::Events::Connection", "Arn ArnForPolicy SecretArn"},
    {"AWS::Events::EventBus", "Arn Name Policy"},
    {"AWS::Events::Rule", "Arn"},
    {"AWS::IAM::Role", "Arn RoleId"},
    {"AWS::KMS::Key", "Arn KeyId"},
    {"AWS::Kinesis::Stream", "Arn"},
    {"AWS::KinesisFirehose::DeliveryStream", "Arn"},
    {"AWS::Lambda::Alias", "AliasArn"},
    {"AWS::Lambda::Function", "Arn SnapStartResponse"},
    {"AWS::Lambda::Version", "FunctionArn Version"},
    {"AWS::Logs::LogGroup", "Arn"},
    {"AWS::S3::Bucket", "Arn DomainName DualStackDomainName RegionalDomainName WebsiteURL"},
    {"AWS::SNS::Topic", "TopicArn TopicName"},
    {"AWS::SQS::Queue", "Arn QueueName QueueUrl"},
    {"AWS::SSM::Parameter", "Type Value"},
    {"AWS::SecretsManager::Secret", "Id"},
    {"AWS::Serverless::Function", "Arn SnapStartResponse"},
    {"AWS::Serverless::SimpleTable", "Arn StreamArn"},
    {"AWS::Serverless::StateMachine", "Arn Name StateMachineRevisionId"},
    {"AWS::StepFunctions::Activity", "Arn Name"},
    {"AWS::StepFunctions::StateMachine", "Arn Name StateMachineRevisionId"},
    {"AWS::StepFunctions::StateMachineAlias", "Arn"},
    {"AWS::StepFunctions::StateMachineVersion", "Arn"},
};

} // namespace

std::string_view attributesOf(std::string_view type) {
  for (const auto &[each, names] : attributes)
    if (each == type)
      return names;
  return {};
}

const ResourceType *resourceType(std::string_view type) {
  for (const ResourceType &each : types)
    if (each.type == type)
      return &each;
  return nullptr;
}

} // namespace aslc::project
