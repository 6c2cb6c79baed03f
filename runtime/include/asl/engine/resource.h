// A Task's Resource, split into its parts.
#pragma once

#include <cstdint>
#include <string_view>

namespace asl::task {

/// What a Resource names. The parts are views of the text that it was parsed from.
struct Resource {
  enum class Kind : uint8_t {
    LambdaFunction, ///< arn:aws:lambda:REGION:ACCOUNT:function:NAME
    Activity,       ///< arn:aws:states:REGION:ACCOUNT:activity:NAME
    Service,        ///< arn:aws:states:::SERVICE:ACTION, also by way of `aws-sdk:`
    Unknown
  };
  /// How the state waits for the end of the call.
  enum class Pattern : uint8_t { RequestResponse, Sync, Sync2, WaitForTaskToken };
  Kind kind = Kind::Unknown;
  Pattern pattern = Pattern::RequestResponse;
  std::string_view text; ///< as written
  std::string_view
      service; ///< Service: `lambda`, `aws-sdk:dynamodb`, `http`: history's resourceType
  std::string_view action; ///< Service: `invoke.waitForTaskToken`: history's resource
};
/// Never fails: what it does not know is Unknown.
Resource parseResource(std::string_view text);

} // namespace asl::task
