// The rules of the service for names that users choose.
#pragma once

#include "runtime/support/expected.h"

#include <string_view>

namespace asl::program {

/// Fails when the service would refuse an execution of this name. A name has 1 to 80 characters,
/// none of which is white space, a control character or one of `< > { } [ ] ? * " # % \ ^ | ~ $ & ,
/// ; : /` and the backtick (AWS, StartExecution, parameter `name`).
Expected<void> checkExecutionName(std::string_view name);

/// The same for the ARN of a role: `arn:aws:iam::123456789012:role/name`, also of other partitions
/// and with a path before the name.
Expected<void> checkRoleArn(std::string_view arn);

} // namespace asl::program
