"""What the models of AWS's services do not say: the optimized integrations of Step Functions, which members of responses
are always there, and names that differ from their rules.

A type is TEXT, NUMBER, BOOLEAN or ANY; TIME, which is ANY for all but mocks; a text of values `A|B`; `[element]`;
`{"*": values}` for a map; an object, whose names may end in `!` (must be given, is always there), in `!!` (the service's
model says so too) or `?` (is absent at times, also when the call succeeds); or a shape of a service's model,
`Shape("ecs", "Task")`, with members added and left out."""

TEXT, NUMBER, BOOLEAN, ANY, TIME = "Text", "Number", "Boolean", "Any", "Time"


class Shape:
    def __init__(self, service, name, add=None, without=()):
        self.service, self.name, self.add, self.without = service, name, add or {}, without


METADATA = {
    "SdkHttpMetadata!": {
        "AllHttpHeaders!": {"*": [TEXT]},
        "HttpHeaders!": {"*": TEXT},
        "HttpStatusCode!": NUMBER,
    },
    "SdkResponseMetadata!": {"RequestId!": TEXT},
}

METHOD = "GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS"

LAMBDA_RESPONSE = {"ExecutedVersion!": TEXT, "Payload!": ANY, "StatusCode!": NUMBER, **METADATA}

EXECUTION = {
    "ExecutionArn!!": TEXT, "Input!": TEXT, "InputDetails!": {"Included!": BOOLEAN}, "Name!": TEXT,
    "Output!": TEXT, "OutputDetails!": {"Included!": BOOLEAN}, "StartDate!!": TIME, "StateMachineArn!!": TEXT,
    "Status!!": "SUCCEEDED", "StopDate!": TIME, "RedriveCount": NUMBER, "RedriveStatus": TEXT,
    "RedriveStatusReason": TEXT, "StateMachineAliasArn?": TEXT, "StateMachineVersionArn?": TEXT,
    "MapRunArn?": TEXT, "TraceHeader?": TEXT,
}

# Patterns: R request and response, S `.sync`, 2 `.sync:2`, W `.waitForTaskToken`.
# (service, action): patterns, and what differs from the operation of the model that is named `api`:
#   request, response: the type instead of that of the model
#   more: members of the request that the model has not; without: members that cannot be given
#   always, sometimes: members of the response, by name
#   job: what `.sync` gives; job2: what `.sync:2` gives
#   errors: False when those that it raises are not known
#   repetition: see REPETITION; key: the member that makes a repetition harmless
OPTIMIZED = {
    ("apigateway", "invoke"): dict(
        patterns="RW", repetition="Unknown",
        request={"ApiEndpoint!": TEXT, "Method!": METHOD, "Stage": TEXT, "Path": TEXT,
                 "QueryParameters": {"*": [TEXT]}, "Headers": {"*": [TEXT]}, "RequestBody": ANY,
                 "AllowNullValues": BOOLEAN, "AuthType": "NO_AUTH|IAM_ROLE|RESOURCE_POLICY"},
        response={"Headers!": {"*": [TEXT]}, "ResponseBody!": ANY, "StatusCode!": NUMBER, "StatusText!": TEXT}),
    ("http", "invoke"): dict(
        patterns="R", repetition="Unknown",
        request={"ApiEndpoint!": TEXT, "Method!": METHOD, "Authentication": {"ConnectionArn!": TEXT},
                 "InvocationConfig": {"ConnectionArn!": TEXT}, "Headers": ANY, "QueryParameters": ANY,
                 "RequestBody": ANY,
                 "Transform": {"RequestBodyEncoding": "URL_ENCODED|NONE",
                               "RequestEncodingOptions": {"ArrayFormat": "INDICES|REPEAT|COMMAS|BRACKETS"}}},
        response={"Headers!": {"*": [TEXT]}, "ResponseBody!": ANY, "StatusCode!": NUMBER, "StatusText!": TEXT}),
    ("lambda", "invoke"): dict(
        patterns="RW", api=("lambda", "Invoke"), repetition="Unknown",
        request={"FunctionName!": TEXT, "Payload": ANY, "Qualifier": TEXT, "ClientContext": TEXT,
                 "InvocationType": "RequestResponse|Event|DryRun", "LogType": "None|Tail"},
        response=LAMBDA_RESPONSE),
    ("sqs", "sendMessage"): dict(
        patterns="RW", api=("sqs", "SendMessage"), repetition="Harmful", key="MessageDeduplicationId",
        more={"MessageBody!": ANY}, always="MD5OfMessageBody MessageId"),
    ("sns", "publish"): dict(
        patterns="RW", api=("sns", "Publish"), repetition="Harmful", key="MessageDeduplicationId",
        more={"Message!": ANY}, always="MessageId"),
    ("dynamodb", "getItem"): dict(patterns="R", api=("dynamodb", "GetItem"), sometimes="Item ConsumedCapacity"),
    ("dynamodb", "putItem"): dict(
        patterns="R", api=("dynamodb", "PutItem"), repetition="Idempotent", key="ConditionExpression",
        sometimes="Attributes ConsumedCapacity ItemCollectionMetrics"),
    ("dynamodb", "updateItem"): dict(
        patterns="R", api=("dynamodb", "UpdateItem"), repetition="Unknown", key="ConditionExpression",
        sometimes="ConsumedCapacity ItemCollectionMetrics"),
    ("dynamodb", "deleteItem"): dict(
        patterns="R", api=("dynamodb", "DeleteItem"), repetition="Idempotent", key="ConditionExpression",
        sometimes="Attributes ConsumedCapacity ItemCollectionMetrics"),
    ("events", "putEvents"): dict(
        patterns="RW", api=("events", "PutEvents"), repetition="Harmful",
        response={"Entries!": [{"EventId!": TEXT}], "FailedEntryCount!": NUMBER}),
    ("states", "startExecution"): dict(
        patterns="RS2W", api=("stepfunctions", "StartExecution"), repetition="Harmful", key="Name",
        more={"Input": ANY}, response={"ExecutionArn!!": TEXT, "StartDate!!": TIME, **METADATA},
        job=EXECUTION, job2={**EXECUTION, "Input!": ANY, "Output!": ANY}),
    ("ecs", "runTask"): dict(
        patterns="RSW", api=("ecs", "RunTask"), repetition="Harmful", key="ClientToken", always="Failures Tasks",
        job=Shape("ecs", "Task")),
    ("batch", "submitJob"): dict(
        patterns="RSW", api=("batch", "SubmitJob"), repetition="Harmful", always="JobArn JobId JobName",
        job=Shape("batch", "JobDetail")),
    ("glue", "startJobRun"): dict(
        patterns="RS", api=("glue", "StartJobRun"), repetition="Harmful", always="JobRunId",
        job=Shape("glue", "JobRun")),
    ("databrew", "startJobRun"): dict(
        patterns="RS", api=("databrew", "StartJobRun"), repetition="Harmful", always="RunId"),
    ("athena", "startQueryExecution"): dict(
        patterns="RS", api=("athena", "StartQueryExecution"), repetition="Harmful", key="ClientRequestToken",
        always="QueryExecutionId", job={"QueryExecution!": Shape("athena", "QueryExecution")}),
    ("athena", "stopQueryExecution"): dict(
        patterns="R", api=("athena", "StopQueryExecution"), repetition="Idempotent"),
    ("athena", "getQueryExecution"): dict(patterns="R", api=("athena", "GetQueryExecution"), always="QueryExecution"),
    ("athena", "getQueryResults"): dict(
        patterns="R", api=("athena", "GetQueryResults"), always="ResultSet", sometimes="NextToken"),
    ("bedrock", "invokeModel"): dict(
        patterns="RW", api=("bedrock-runtime", "InvokeModel"), repetition="ReadOnly",
        more={"Body": ANY, "Input": {"S3Uri": TEXT}, "Output": {"S3Uri": TEXT}},
        response={"Body": ANY, "ContentType": TEXT, "Output": ANY, "SdkHttpMetadata": ANY, "SdkResponseMetadata": ANY}),
    ("bedrock", "createModelCustomizationJob"): dict(
        patterns="RS", api=("bedrock", "CreateModelCustomizationJob"), repetition="Harmful",
        key="ClientRequestToken", job=ANY),
    ("bedrockagentcore", "invokeHarness"): dict(patterns="R", request=ANY, response=ANY, errors=False),
    ("codebuild", "startBuild"): dict(
        patterns="RS", api=("codebuild", "StartBuild"), repetition="Harmful", key="IdempotencyToken",
        always="Build", job={"Build!": Shape("codebuild", "Build")}),
    ("codebuild", "stopBuild"): dict(patterns="RS", api=("codebuild", "StopBuild"), repetition="Idempotent"),
    ("codebuild", "startBuildBatch"): dict(
        patterns="RS", api=("codebuild", "StartBuildBatch"), repetition="Harmful", key="IdempotencyToken",
        always="BuildBatch", job={"BuildBatch!": Shape("codebuild", "BuildBatch")}),
    ("codebuild", "stopBuildBatch"): dict(patterns="RS", api=("codebuild", "StopBuildBatch"), repetition="Idempotent"),
    ("codebuild", "deleteBuildBatch"): dict(patterns="R", api=("codebuild", "DeleteBuildBatch")),
    ("codebuild", "batchDeleteBuilds"): dict(patterns="R", api=("codebuild", "BatchDeleteBuilds")),
    ("codebuild", "batchGetReports"): dict(patterns="R", api=("codebuild", "BatchGetReports")),
    ("eks", "call"): dict(
        patterns="RW", repetition="Unknown", response=ANY, errors=False,
        request={"ClusterName!": TEXT, "CertificateAuthority!": TEXT, "Endpoint!": TEXT, "Method!": METHOD,
                 "Path!": TEXT, "QueryParameters": ANY, "RequestBody": ANY}),
    ("eks", "runJob"): dict(
        patterns="RSW", repetition="Unknown", response=ANY, job=ANY, errors=False,
        request={"ClusterName!": TEXT, "CertificateAuthority!": TEXT, "Endpoint!": TEXT, "Job!": ANY,
                 "Namespace": TEXT, "LogOptions": ANY}),
    ("eks", "createCluster"): dict(patterns="RS", api=("eks", "CreateCluster"), job=ANY),
    ("eks", "deleteCluster"): dict(patterns="RS", api=("eks", "DeleteCluster"), job=ANY),
    ("eks", "createFargateProfile"): dict(patterns="RS", api=("eks", "CreateFargateProfile"), job=ANY),
    ("eks", "deleteFargateProfile"): dict(patterns="RS", api=("eks", "DeleteFargateProfile"), job=ANY),
    ("eks", "createNodegroup"): dict(patterns="RS", api=("eks", "CreateNodegroup"), job=ANY),
    ("eks", "deleteNodegroup"): dict(patterns="RS", api=("eks", "DeleteNodegroup"), job=ANY),
    ("elasticmapreduce", "createCluster"): dict(
        patterns="RS", api=("emr", "RunJobFlow"), repetition="Harmful", response=ANY, job=ANY),
    ("elasticmapreduce", "terminateCluster"): dict(
        patterns="RS", repetition="Idempotent", request={"ClusterId!": TEXT}, response=ANY, job=ANY),
    ("elasticmapreduce", "addStep"): dict(
        patterns="RS", repetition="Harmful", response={"StepId!": TEXT, **METADATA},
        request={"ClusterId!": TEXT, "Step!": Shape("emr", "StepConfig"), "ExecutionRoleArn": TEXT},
        job=ANY),
    ("elasticmapreduce", "cancelStep"): dict(
        patterns="R", repetition="Idempotent", request={"ClusterId!": TEXT, "StepId!": TEXT}, response=ANY),
    ("elasticmapreduce", "setClusterTerminationProtection"): dict(
        patterns="R", repetition="Idempotent", request={"ClusterId!": TEXT, "TerminationProtected": BOOLEAN},
        response=ANY),
    ("elasticmapreduce", "modifyInstanceFleetByName"): dict(
        patterns="R", repetition="Idempotent",
        request={"ClusterId!": TEXT, "InstanceFleetName": TEXT, "InstanceFleet": ANY}, response=ANY),
    ("elasticmapreduce", "modifyInstanceGroupByName"): dict(
        patterns="R", repetition="Idempotent",
        request={"ClusterId!": TEXT, "InstanceGroupName": TEXT, "InstanceGroup": ANY}, response=ANY),
    ("emr-containers", "createVirtualCluster"): dict(
        patterns="R", api=("emr-containers", "CreateVirtualCluster"), repetition="Harmful", key="ClientToken"),
    ("emr-containers", "deleteVirtualCluster"): dict(
        patterns="RS", api=("emr-containers", "DeleteVirtualCluster"), job=ANY),
    ("emr-containers", "startJobRun"): dict(
        patterns="RS", api=("emr-containers", "StartJobRun"), repetition="Harmful", key="ClientToken", job=ANY),
    ("emr-serverless", "createApplication"): dict(
        patterns="RS", api=("emr-serverless", "CreateApplication"), repetition="Harmful", key="ClientToken", job=ANY),
    ("emr-serverless", "startApplication"): dict(
        patterns="RS", api=("emr-serverless", "StartApplication"), repetition="Idempotent", job=ANY),
    ("emr-serverless", "stopApplication"): dict(
        patterns="RS", api=("emr-serverless", "StopApplication"), repetition="Idempotent", job=ANY),
    ("emr-serverless", "deleteApplication"): dict(
        patterns="RS", api=("emr-serverless", "DeleteApplication"), job=ANY),
    ("emr-serverless", "startJobRun"): dict(
        patterns="RS", api=("emr-serverless", "StartJobRun"), repetition="Harmful", key="ClientToken", job=ANY),
    ("emr-serverless", "cancelJobRun"): dict(
        patterns="RS", api=("emr-serverless", "CancelJobRun"), repetition="Idempotent", job=ANY),
    ("mediaconvert", "createJob"): dict(
        patterns="RS", api=("mediaconvert", "CreateJob"), repetition="Harmful", key="ClientRequestToken", job=ANY),
    ("sagemaker", "createEndpoint"): dict(patterns="R", api=("sagemaker", "CreateEndpoint")),
    ("sagemaker", "createEndpointConfig"): dict(patterns="R", api=("sagemaker", "CreateEndpointConfig")),
    ("sagemaker", "createHyperParameterTuningJob"): dict(
        patterns="RS", api=("sagemaker", "CreateHyperParameterTuningJob"), job=ANY),
    ("sagemaker", "createLabelingJob"): dict(patterns="RS", api=("sagemaker", "CreateLabelingJob"), job=ANY),
    ("sagemaker", "createModel"): dict(patterns="R", api=("sagemaker", "CreateModel")),
    ("sagemaker", "createProcessingJob"): dict(
        patterns="RS", api=("sagemaker", "CreateProcessingJob"),
        job=Shape("sagemaker", "DescribeProcessingJobResponse")),
    ("sagemaker", "createTrainingJob"): dict(
        patterns="RS", api=("sagemaker", "CreateTrainingJob"), job=Shape("sagemaker", "DescribeTrainingJobResponse")),
    ("sagemaker", "createTransformJob"): dict(
        patterns="RS", api=("sagemaker", "CreateTransformJob"),
        job=Shape("sagemaker", "DescribeTransformJobResponse")),
    ("sagemaker", "updateEndpoint"): dict(patterns="R", api=("sagemaker", "UpdateEndpoint")),
}

# The prefixes of the errors of optimized integrations, and errors that no model names.
PREFIXES = {
    "apigateway": "ApiGateway", "athena": "Athena", "batch": "Batch", "bedrock": "Bedrock",
    "bedrockagentcore": "BedrockAgentCore", "codebuild": "CodeBuild", "databrew": "DataBrew",
    "dynamodb": "DynamoDB", "ecs": "ECS", "eks": "Eks", "elasticmapreduce": "ElasticMapReduce",
    "emr-containers": "EMRContainers", "emr-serverless": "EMRServerless", "events": "EventBridge", "glue": "Glue",
    "http": "", "lambda": "Lambda", "mediaconvert": "MediaConvert", "sagemaker": "SageMaker", "sns": "SNS",
    "sqs": "SQS", "states": "StepFunctions",
}
MORE_ERRORS = {
    "apigateway": [f"ApiGateway.{status}" for status in (
        300, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415,
        416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 507, 508, 511)],
    "athena": ["Athena.AmazonAthenaException"],
    "batch": ["Batch.AWSBatchException"],
    "codebuild": ["CodeBuild.AWSCodeBuildException"],
    "dynamodb": ["DynamoDB.AmazonDynamoDBException", "DynamoDB.ThrottlingException"],
    "ecs": ["ECS.AmazonECSException", "AmazonECS.Unknown"],
    "eks": ["Eks.AmazonEKSException", "EKS.AmazonEKSException"],
    "elasticmapreduce": ["ElasticMapReduce.AmazonElasticMapReduceException"],
    "events": ["EventBridge.FailedEntry", "EventBridge.AmazonEventBridgeException"],
    "glue": ["Glue.AWSGlueException"],
    "lambda": ["Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.TooManyRequestsException",
               "Lambda.ClientExecutionTimeoutException", "Lambda.ResourceNotFoundException", "Lambda.Unknown"],
    "mediaconvert": ["MediaConvert.AWSMediaConvertException"],
    "sagemaker": ["SageMaker.AmazonSageMakerException"],
    "sns": ["SNS.AmazonSNSException"],
    "sqs": ["SQS.AmazonSQSException"],
    "states": ["StepFunctions.AWSStepFunctionsException"],
    "http": ["States.Http.Socket"],
}

# Of operations of `aws-sdk:` resources: members of the response that are always there, or absent at times.
ALWAYS = {
    ("dynamodb", "Query"): "Count Items ScannedCount",
    ("dynamodb", "Scan"): "Count Items ScannedCount",
    ("s3", "GetObject"): "Body ContentLength ETag LastModified Metadata",
    ("s3", "HeadObject"): "ContentLength ETag LastModified Metadata",
    ("s3", "ListBuckets"): "Buckets",
    ("s3", "ListObjectsV2"): "IsTruncated KeyCount Name Prefix MaxKeys",
    ("stepfunctions", "StartExecution"): "ExecutionArn StartDate",
    ("stepfunctions", "StartSyncExecution"): "ExecutionArn StartDate StopDate Status",
    ("stepfunctions", "DescribeExecution"): "ExecutionArn StateMachineArn Status StartDate",
    ("stepfunctions", "ListExecutions"): "Executions",
    ("secretsmanager", "GetSecretValue"): "ARN Name VersionId",
    ("ssm", "GetParameter"): "Parameter",
    ("sqs", "SendMessage"): "MD5OfMessageBody MessageId",
    ("sns", "Publish"): "MessageId",
    ("events", "PutEvents"): "Entries FailedEntryCount",
    ("lambda", "Invoke"): "StatusCode",
}
# A member whose presence another member tells, such as a status, is not among these.
SOMETIMES = {
    ("dynamodb", "GetItem"): "Item ConsumedCapacity",
    ("dynamodb", "PutItem"): "Attributes ConsumedCapacity ItemCollectionMetrics",
    ("dynamodb", "UpdateItem"): "ConsumedCapacity ItemCollectionMetrics",
    ("dynamodb", "DeleteItem"): "Attributes ConsumedCapacity ItemCollectionMetrics",
    ("dynamodb", "Query"): "LastEvaluatedKey ConsumedCapacity",
    ("dynamodb", "Scan"): "LastEvaluatedKey ConsumedCapacity",
    ("sqs", "ReceiveMessage"): "Messages",
    ("s3", "ListObjects"): "Contents CommonPrefixes",
    ("s3", "ListObjectsV2"): "Contents CommonPrefixes",
    ("s3", "ListObjectVersions"): "Versions DeleteMarkers CommonPrefixes",
}
# Members that tell where the next page begins: they are absent on the last one.
PAGE_TOKENS = "NextToken NextMarker NextContinuationToken NextPageToken NextKeyMarker NextVersionIdMarker"

# Members that the SDK names otherwise, or that are taken in two spellings: (service, shape): {name in the model: another
# name}. The name by the rule stays.
RENAMED = {
    ("dynamodb", "AttributeValue"): {"NULL": "Nul", "BOOL": "BOOL", "SS": "SS", "NS": "NS", "BS": "BS"},
    ("s3", "CopyObjectRequest"): {"Bucket": "DestinationBucket", "Key": "DestinationKey"},
    ("s3", "UploadPartCopyRequest"): {"Bucket": "DestinationBucket", "Key": "DestinationKey"},
}
ADDED = {
    ("s3", "CopyObjectRequest"): ("SourceBucket", "SourceKey", "SourceVersionId"),
    ("s3", "UploadPartCopyRequest"): ("SourceBucket", "SourceKey", "SourceVersionId"),
}
# Bounds that the service's newest model has widened, but Step Functions has not: (service, shape): members of the model.
OLDER_BOUNDS = {("lambda", "MemorySize"): {"max": 10240}}
OPTIONAL = {("s3", "CopyObjectRequest"): ("CopySource",), ("s3", "UploadPartCopyRequest"): ("CopySource",)}

# Services of the models whose names in resources are not the one of the rule: {name by the rule: other names}.
OTHER_NAMES = {
    "config": ["configservice"], "databasemigration": ["databasemigrationservice"],
    "applicationdiscovery": ["applicationdiscoveryservice"], "elasticsearch": ["elasticsearchservice"],
    "costandusagereport": ["costandusagereportservice"], "directory": ["directoryservice"],
    "lexmodelbuilding": ["lexmodelbuildingservice"], "lexruntime": ["lexruntimeservice"],
    "marketplaceentitlement": ["marketplaceentitlementservice"], "eventbridge": ["cloudwatchevents"],
}

# What the names of permissions begin with, where it is not the name that requests are signed with.
PERMISSION_PREFIXES = {
    "cloudwatch": "cloudwatch", "cloudcontrol": "cloudformation", "iotdataplane": "iot", "iotjobsdataplane": "iot",
    "ssooidc": "sso", "resourcegroupstaggingapi": "tag", "sagemakerruntime": "sagemaker",
}

# Services that no model describes any more, or not yet: their actions are unknown.
WITHOUT_MODEL = """
alexaforbusiness backupstorage codestar elastictranscoder evidently gamesparks honeycode iot1clickdevices
iot1clickprojects iotanalytics lookoutmetrics lookoutvision macie mobile nimble opsworks opsworkscm privatenetworks qldb
qldbsession robomaker smsvoice worklink
""".split()

# Services whose requests and responses are in the tables. Of the others only actions and errors are.
DETAILED = """
acm appflow appsync athena batch bedrock bedrock-agent bedrock-agent-runtime bedrock-runtime cloudformation cloudwatch
codebuild codepipeline cognito-idp comprehend config databrew datasync dynamodb ecr ecs eks emr emr-containers
emr-serverless events firehose fis frauddetector glue kinesis kms lambda logs mediaconvert organizations pipes polly rds
rds-data redshift redshift-data rekognition s3 s3control sagemaker scheduler secretsmanager ses sesv2 sns sqs ssm
stepfunctions sts support textract timestream-query timestream-write transcribe translate
""".split()
# Of services with very many operations only these.
DETAILED_OPERATIONS = {
    "ec2": """
AllocateAddress AssociateAddress AttachVolume AuthorizeSecurityGroupIngress CopyImage CopySnapshot CreateImage
CreateSnapshot CreateSnapshots CreateTags CreateVolume DeleteSnapshot DeleteVolume DeregisterImage DescribeImages
DescribeInstanceStatus DescribeInstances DescribeNetworkInterfaces DescribeRegions DescribeSecurityGroups
DescribeSnapshots DescribeSpotInstanceRequests DescribeSubnets DescribeTags DescribeVolumes DescribeVpcs DetachVolume
ModifyInstanceAttribute RebootInstances ReleaseAddress RevokeSecurityGroupIngress RunInstances StartInstances
StopInstances TerminateInstances
""".split(),
}

# What a second call does, by the first word of the action, where nothing else is known of it.
REPETITION = {
    "ReadOnly": "get list describe batchGet head query scan search lookup detect check validate estimate preview "
                "select lookup filter test",
    "Idempotent": "delete remove tag untag enable disable stop cancel terminate detach disassociate deregister revoke",
    "Harmful": "send publish run invoke start submit post",
}
