// The table of job statuses: enumerations of AWS's API models, sorted by hand into those that
// change and those that stay. What a job seldom ends in counts as changing. For example
// https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html and
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
#include "compiler/analysis/flow/statuses.h"

#include <algorithm>
#include <iterator>

namespace aslc::analysis::flow {

namespace {

constexpr JobStatus table[] = {
    {"athena", "getQueryExecution", "State", "QUEUED RUNNING", "SUCCEEDED", "FAILED CANCELLED"},
    {"backup", "describeBackupJob", "State", "CREATED PENDING RUNNING ABORTING PARTIAL EXPIRED",
     "COMPLETED", "ABORTED FAILED"},
    {"backup", "describeCopyJob", "State", "CREATED RUNNING PARTIAL", "COMPLETED", "FAILED"},
    {"backup", "describeRestoreJob", "Status", "PENDING RUNNING", "COMPLETED", "ABORTED FAILED"},
    {"batch", "describeJobs", "Status", "SUBMITTED PENDING RUNNABLE STARTING RUNNING", "SUCCEEDED",
     "FAILED"},
    {"bedrock", "getEvaluationJob", "Status", "InProgress Stopping Deleting", "Completed",
     "Failed Stopped"},
    {"bedrock", "getModelCustomizationJob", "Status", "InProgress Stopping", "Completed",
     "Failed Stopped"},
    {"bedrock", "getModelInvocationJob", "Status",
     "Submitted InProgress Stopping Validating Scheduled Expired", "Completed PartiallyCompleted",
     "Failed Stopped"},
    {"bedrockagent", "getIngestionJob", "Status", "STARTING IN_PROGRESS STOPPING", "COMPLETE",
     "FAILED STOPPED"},
    {"cloudformation", "describeStackSetOperation", "Status", "RUNNING STOPPING QUEUED",
     "SUCCEEDED", "FAILED STOPPED"},
    {"cloudwatchlogs", "getQueryResults", "Status", "Scheduled Running Unknown", "Complete",
     "Failed Cancelled Timeout"},
    {"codebuild", "batchGetBuilds", "BuildStatus", "IN_PROGRESS", "SUCCEEDED",
     "FAILED FAULT TIMED_OUT STOPPED"},
    {"codedeploy", "getDeployment", "Status", "Created Queued InProgress Baking Ready", "Succeeded",
     "Failed Stopped"},
    {"codepipeline", "getPipelineExecution", "Status", "InProgress Stopping Superseded",
     "Succeeded", "Cancelled Stopped Failed"},
    {"comprehend", "describeDocumentClassificationJob", "JobStatus",
     "SUBMITTED IN_PROGRESS STOP_REQUESTED", "COMPLETED", "FAILED STOPPED"},
    {"comprehend", "describeEntitiesDetectionJob", "JobStatus",
     "SUBMITTED IN_PROGRESS STOP_REQUESTED", "COMPLETED", "FAILED STOPPED"},
    {"comprehend", "describeKeyPhrasesDetectionJob", "JobStatus",
     "SUBMITTED IN_PROGRESS STOP_REQUESTED", "COMPLETED", "FAILED STOPPED"},
    {"comprehend", "describePiiEntitiesDetectionJob", "JobStatus",
     "SUBMITTED IN_PROGRESS STOP_REQUESTED", "COMPLETED", "FAILED STOPPED"},
    {"comprehend", "describeSentimentDetectionJob", "JobStatus",
     "SUBMITTED IN_PROGRESS STOP_REQUESTED", "COMPLETED", "FAILED STOPPED"},
    {"comprehend", "describeTopicsDetectionJob", "JobStatus",
     "SUBMITTED IN_PROGRESS STOP_REQUESTED", "COMPLETED", "FAILED STOPPED"},
    {"databrew", "describeJobRun", "State", "STARTING RUNNING STOPPING", "SUCCEEDED",
     "STOPPED FAILED TIMEOUT"},
    {"datasync", "describeTaskExecution", "Status",
     "QUEUED CANCELLING LAUNCHING PREPARING TRANSFERRING VERIFYING", "SUCCESS", "ERROR"},
    {"dynamodb", "describeExport", "ExportStatus", "IN_PROGRESS", "COMPLETED", "FAILED"},
    {"dynamodb", "describeImport", "ImportStatus", "IN_PROGRESS CANCELLING", "COMPLETED",
     "CANCELLED FAILED"},
    {"ecs", "describeTasks", "LastStatus",
     "PROVISIONING PENDING ACTIVATING DEACTIVATING STOPPING DEPROVISIONING DELETED", "RUNNING",
     "STOPPED"},
    {"eks", "describeCluster", "Status", "CREATING DELETING UPDATING PENDING", "ACTIVE", "FAILED"},
    {"emr", "describeCluster", "State", "STARTING BOOTSTRAPPING RUNNING TERMINATING", "WAITING",
     "TERMINATED TERMINATED_WITH_ERRORS"},
    {"emr", "describeStep", "State", "PENDING CANCEL_PENDING RUNNING", "COMPLETED",
     "CANCELLED FAILED INTERRUPTED"},
    {"emrcontainers", "describeJobRun", "State", "PENDING SUBMITTED RUNNING CANCEL_PENDING",
     "COMPLETED", "FAILED CANCELLED"},
    {"emrserverless", "getJobRun", "State", "SUBMITTED PENDING SCHEDULED RUNNING CANCELLING QUEUED",
     "SUCCESS", "FAILED CANCELLED"},
    {"fis", "getExperiment", "Status", "pending initiating running stopping", "completed",
     "stopped failed cancelled"},
    {"glue", "getDataQualityRuleRecommendationRun", "Status", "STARTING RUNNING STOPPING",
     "SUCCEEDED", "STOPPED FAILED TIMEOUT"},
    {"glue", "getDataQualityRulesetEvaluationRun", "Status", "STARTING RUNNING STOPPING",
     "SUCCEEDED", "STOPPED FAILED TIMEOUT"},
    {"glue", "getJobRun", "JobRunState", "STARTING RUNNING STOPPING WAITING EXPIRED", "SUCCEEDED",
     "STOPPED FAILED TIMEOUT ERROR"},
    {"glue", "getMLTaskRun", "Status", "STARTING RUNNING STOPPING", "SUCCEEDED",
     "STOPPED FAILED TIMEOUT"},
    {"glue", "getWorkflowRun", "Status", "RUNNING STOPPING", "COMPLETED", "STOPPED ERROR"},
    {"healthlake", "describeFHIRImportJob", "JobStatus",
     "SUBMITTED QUEUED IN_PROGRESS CANCEL_SUBMITTED CANCEL_IN_PROGRESS CANCEL_FAILED",
     "COMPLETED COMPLETED_WITH_ERRORS", "FAILED CANCEL_COMPLETED"},
    {"imagebuilder", "getImage", "Status",
     "PENDING CREATING BUILDING TESTING DISTRIBUTING INTEGRATING DEPRECATED DELETED DISABLED",
     "AVAILABLE", "CANCELLED FAILED"},
    {"lambda", "getFunction", "State",
     "Pending Inactive Deactivating Deactivated ActiveNonInvocable Deleting", "Active", "Failed"},
    {"mediaconvert", "getJob", "Status", "SUBMITTED PROGRESSING", "COMPLETE", "CANCELED ERROR"},
    {"omics", "getRun", "Status", "PENDING STARTING RUNNING STOPPING DELETED", "COMPLETED",
     "CANCELLED FAILED"},
    {"organizations", "describeCreateAccountStatus", "State", "IN_PROGRESS", "SUCCEEDED", "FAILED"},
    {"polly", "getSpeechSynthesisTask", "TaskStatus", "scheduled inProgress", "completed",
     "failed"},
    {"quicksight", "describeIngestion", "IngestionStatus", "INITIALIZED QUEUED RUNNING",
     "COMPLETED", "FAILED CANCELLED"},
    {"redshiftdata", "describeStatement", "Status", "SUBMITTED PICKED STARTED ALL", "FINISHED",
     "ABORTED FAILED"},
    {"rekognition", "getCelebrityRecognition", "JobStatus", "IN_PROGRESS", "SUCCEEDED", "FAILED"},
    {"rekognition", "getContentModeration", "JobStatus", "IN_PROGRESS", "SUCCEEDED", "FAILED"},
    {"rekognition", "getFaceDetection", "JobStatus", "IN_PROGRESS", "SUCCEEDED", "FAILED"},
    {"rekognition", "getFaceSearch", "JobStatus", "IN_PROGRESS", "SUCCEEDED", "FAILED"},
    {"rekognition", "getLabelDetection", "JobStatus", "IN_PROGRESS", "SUCCEEDED", "FAILED"},
    {"rekognition", "getPersonTracking", "JobStatus", "IN_PROGRESS", "SUCCEEDED", "FAILED"},
    {"rekognition", "getSegmentDetection", "JobStatus", "IN_PROGRESS", "SUCCEEDED", "FAILED"},
    {"rekognition", "getTextDetection", "JobStatus", "IN_PROGRESS", "SUCCEEDED", "FAILED"},
    {"sagemaker", "describeAutoMLJob", "AutoMLJobStatus", "InProgress Stopping", "Completed",
     "Failed Stopped"},
    {"sagemaker", "describeAutoMLJobV2", "AutoMLJobStatus", "InProgress Stopping", "Completed",
     "Failed Stopped"},
    {"sagemaker", "describeCompilationJob", "CompilationJobStatus", "INPROGRESS STARTING STOPPING",
     "COMPLETED", "FAILED STOPPED"},
    {"sagemaker", "describeEndpoint", "EndpointStatus",
     "Creating Updating SystemUpdating RollingBack Deleting", "InService",
     "Failed OutOfService UpdateRollbackFailed"},
    {"sagemaker", "describeHyperParameterTuningJob", "HyperParameterTuningJobStatus",
     "InProgress Stopping Deleting DeleteFailed", "Completed", "Failed Stopped"},
    {"sagemaker", "describeLabelingJob", "LabelingJobStatus", "Initializing InProgress Stopping",
     "Completed", "Failed Stopped"},
    {"sagemaker", "describePipelineExecution", "PipelineExecutionStatus", "Executing Stopping",
     "Succeeded", "Failed Stopped"},
    {"sagemaker", "describeProcessingJob", "ProcessingJobStatus", "InProgress Stopping",
     "Completed", "Failed Stopped"},
    {"sagemaker", "describeTrainingJob", "TrainingJobStatus", "InProgress Stopping Deleting",
     "Completed", "Failed Stopped"},
    {"sagemaker", "describeTransformJob", "TransformJobStatus", "InProgress Stopping", "Completed",
     "Failed Stopped"},
    {"servicecatalog", "describeRecord", "Status", "CREATED IN_PROGRESS IN_PROGRESS_IN_ERROR",
     "SUCCEEDED", "FAILED"},
    {"sfn", "describeExecution", "Status", "RUNNING PENDING_REDRIVE", "SUCCEEDED",
     "FAILED TIMED_OUT ABORTED"},
    {"sfn", "describeMapRun", "Status", "RUNNING", "SUCCEEDED", "FAILED ABORTED"},
    {"ssm", "getAutomationExecution", "AutomationExecutionStatus",
     "Pending InProgress Waiting Cancelling PendingApproval Approved Scheduled RunbookInProgress "
     "PendingChangeCalendarOverride ChangeCalendarOverrideApproved Rejected CompletedWithFailure "
     "Exited ChangeCalendarOverrideRejected",
     "Success CompletedWithSuccess", "TimedOut Cancelled Failed"},
    {"ssm", "getCommandInvocation", "Status", "Pending InProgress Delayed Cancelling", "Success",
     "Cancelled TimedOut Failed"},
    {"textract", "getDocumentAnalysis", "JobStatus", "IN_PROGRESS", "SUCCEEDED PARTIAL_SUCCESS",
     "FAILED"},
    {"textract", "getDocumentTextDetection", "JobStatus", "IN_PROGRESS",
     "SUCCEEDED PARTIAL_SUCCESS", "FAILED"},
    {"textract", "getExpenseAnalysis", "JobStatus", "IN_PROGRESS", "SUCCEEDED PARTIAL_SUCCESS",
     "FAILED"},
    {"textract", "getLendingAnalysis", "JobStatus", "IN_PROGRESS", "SUCCEEDED PARTIAL_SUCCESS",
     "FAILED"},
    {"transcribe", "getCallAnalyticsJob", "CallAnalyticsJobStatus", "QUEUED IN_PROGRESS",
     "COMPLETED", "FAILED"},
    {"transcribe", "getMedicalTranscriptionJob", "TranscriptionJobStatus", "QUEUED IN_PROGRESS",
     "COMPLETED", "FAILED"},
    {"transcribe", "getTranscriptionJob", "TranscriptionJobStatus", "QUEUED IN_PROGRESS",
     "COMPLETED", "FAILED"},
    {"translate", "describeTextTranslationJob", "JobStatus", "SUBMITTED IN_PROGRESS STOP_REQUESTED",
     "COMPLETED COMPLETED_WITH_ERROR", "FAILED STOPPED"},
};

} // namespace

const JobStatus *findJobStatus(std::string_view service, std::string_view action) {
  auto found = std::find_if(std::begin(table), std::end(table), [&](const JobStatus &each) {
    return each.service == service && each.action == action;
  });
  return found == std::end(table) ? nullptr : found;
}

bool isStatus(const JobStatus &status, std::string_view value) {
  bool found = false;
  for (std::string_view list : {status.changing, status.succeeded, status.failed})
    forEachWord(list, [&](std::string_view word) { found |= word == value; });
  return found;
}

} // namespace aslc::analysis::flow
