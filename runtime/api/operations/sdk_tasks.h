// Tasks that call the service's own API: `arn:aws:states:::aws-sdk:sfn:ACTION`.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/api/call.h"
#include "runtime/api/operations/background.h"

#include <memory>

namespace asl::api {

/// Carries out such tasks as calls of `operations`, in the account and the region of the execution.
/// Requests and responses have the names that AWS's SDK for Java gives their members, which begin
/// with a capital letter, and times are texts. See
/// https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html. Any thread;
/// nothing blocks.
class SdkTasks {
public:
  SdkTasks(Operations &operations, Background &background)
      : operations_(operations), background_(background) {}

  static bool isFor(const task::Resource &resource);
  void start(const task::Request &request, std::shared_ptr<task::Reply> reply);

private:
  Operations &operations_;
  Background &background_; ///< operations may block, engines may not
};

} // namespace asl::api
