// A Task's Resource, split into its parts.
#pragma once

#include <cstdint>
#include <string_view>

namespace asl::task {

/// A Task's Resource, parsed. The forms are described at
/// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-service-integrations.html. Views
/// refer to the parsed text.
struct Resource {
  enum class Kind : uint8_t {
    LambdaFunction, ///< arn:aws:lambda:REGION:ACCOUNT:function:NAME
    Activity,       ///< arn:aws:states:REGION:ACCOUNT:activity:NAME
    Service,        ///< arn:aws:states:::SERVICE:ACTION, also by way of `aws-sdk:`
    Unknown         ///< none of the forms that AWS documents
  };
  /// When the state continues: after the call returned, after the job ended (`.sync`, `.sync:2`),
  /// or after someone called SendTaskSuccess or SendTaskFailure.
  enum class Pattern : uint8_t { RequestResponse, Sync, Sync2, WaitForTaskToken };
  Kind kind = Kind::Unknown;
  Pattern pattern = Pattern::RequestResponse;
  std::string_view text; ///< as written
  /// Only for Service: `resourceType` of history events: `lambda`, `aws-sdk:dynamodb`, `http`.
  std::string_view service;
  /// Only for Service: `resource` of history events: `invoke.waitForTaskToken`.
  std::string_view action;
};
/// Parses a Resource. Never fails: text of no known form gives Kind::Unknown. `text` must outlive
/// the result.
Resource parseResource(std::string_view text);

} // namespace asl::task
