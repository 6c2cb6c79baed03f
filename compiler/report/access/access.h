// The operations that a machine calls, and the permissions that its role needs.
#pragma once

#include "compiler/ast/machine.h"

#include <string>
#include <vector>

namespace aslc::report {

/// A condition of a statement, such as `StringEquals`, `iam:PassedToService`, a value.
struct Condition {
  std::string test, key, value;
  bool operator==(const Condition &) const = default;
};

/// A statement of a policy. `resources` are ARNs, with `*` for what the definition does not say.
struct Permission {
  std::vector<std::string> actions;
  std::vector<std::string> resources;
  std::vector<Condition> conditions;
  std::vector<std::string> states; ///< that need it; none for what the whole machine needs
};

/// An operation that some states call.
struct Call {
  std::string operation;            ///< `dynamodb:putItem`, `aws-sdk:s3:getObject`, `activity`
  std::vector<std::string> targets; ///< ARNs, as in the policy
  std::vector<std::string> states;
};

struct AccessOptions {
  std::string machine = "*"; ///< the name of the state machine, for what it does to itself
  bool logging = false;      ///< it writes to CloudWatch Logs
  bool tracing = false;      ///< it writes to X-Ray
};

struct Access {
  std::vector<Permission> permissions; ///< in the order of the states
  std::vector<Call> calls;             ///< in the order of the states
};

Access accessOf(const ast::Machine &machine, const AccessOptions &options);

/// A policy document. Each statement's Sid names states that need it.
std::string policyOf(const Access &access);
/// The calls as text, a line for each target of an operation, with the states behind it.
std::string listOf(const Access &access);

} // namespace aslc::report
