// ARNs of the resources that a request names.
#pragma once

#include "compiler/ast/machine.h"

#include <optional>
#include <string>
#include <string_view>

namespace aslc::report {

/// The literal text of a member of a request; none when it is evaluated or absent.
std::optional<std::string> literalOf(const source::Node *request, std::string_view name);

/// The ARN by `pattern`, such as `arn:aws:dynamodb:*:*:table/{}`, of the first of the members
/// (`TopicArn|TargetArn`) that is a literal: an ARN stays, a name is put in for `{}`. `*` stands
/// for a name that is not known.
std::string arnOf(const source::Node *request, std::string_view members, std::string_view pattern);

/// `https://sqs.eu-west-1.amazonaws.com/111122223333/orders` as an ARN.
std::string queueArn(const std::optional<std::string> &url);

/// The execution ARNs of a state machine's ARN, with `*` for their names.
std::string executionsOf(std::string_view machineArn);

} // namespace aslc::report
