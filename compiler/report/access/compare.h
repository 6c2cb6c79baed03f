// Compares a policy that exists with what a machine needs.
#pragma once

#include "compiler/report/access/access.h"

#include <optional>
#include <string_view>

namespace aslc::report {

struct PolicyDifferences {
  std::vector<std::string> missing; ///< "dynamodb:PutItem on arn:... for Save"
  std::vector<std::string> broad;   ///< what is allowed for more than the machine needs
  std::vector<std::string> unused;  ///< what is allowed and never needed
};

/// `policy` is the JSON text of a policy document. Returns nullopt when it is not a policy
/// document. Statements that deny, and those with `NotAction` or `NotResource`, are not looked at.
std::optional<PolicyDifferences> compare(const Access &needed, std::string_view policy);

/// The differences as text, a line each.
std::string listOf(const PolicyDifferences &differences);

} // namespace aslc::report
