// Names that users choose, held to what the service takes.
#pragma once

#include <string>
#include <string_view>

namespace asl::program {

/// Why the service would refuse an execution of this name; empty when it would not. A name has 1 to
/// 80 characters, none of which is white space, a control character or one of
/// `< > { } [ ] ? * " # % \ ^ | ~ $ & , ; : /` and the backtick.
std::string executionNameProblem(std::string_view name);

/// The same for the ARN of a role: `arn:aws:iam::123456789012:role/name`, also of other partitions
/// and with a path before the name.
std::string roleArnProblem(std::string_view arn);

} // namespace asl::program
