// A file of access keys that may call a server: their secrets, and what each key may do.
#pragma once

#include "runtime/api/policy.h"
#include "runtime/support/document/tree.h"
#include "runtime/support/expected.h"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace asl::api {

struct Key {
  std::string secret;
  std::string account; ///< 12 digits; empty: that of the server
  std::string user;    ///< shown in errors
  /// Nothing: it may call everything.
  std::optional<std::vector<Statement>> policy;
};

/// By access key.
using Credentials = std::map<std::string, Key, std::less<>>;

/// Reads YAML or JSON, a list of keys:
///
///     - accessKey: AKIDORDERS
///       secret: ...
///       account: "123456789012"
///       user: orders
///       policy:
///         Statement:
///           - {Effect: Allow, Action: "states:Start*", Resource: "*"}
///
/// An unknown field or value is an error: a policy that is only partly understood could allow too
/// much. Failures are lines of the form `file:line:column: error: ...`.
Expected<Credentials> parseCredentials(std::shared_ptr<const document::File> file);
Expected<Credentials> readCredentials(const std::string &path);

} // namespace asl::api
