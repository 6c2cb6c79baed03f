// Connections, to which a task's ConnectionArn refers. In AWS they are kept by EventBridge; here
// the file of bindings defines them.
#pragma once

#include "asl/abi/abi.h"
#include "runtime/support/expected.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asl::invoke {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// What is added to a request.
struct Additions {
  Fields headers;
  Fields query;
  Fields body; ///< members of a JSON object or a form, as plain texts
};

struct OAuth {
  std::string endpoint; ///< the URL that issues tokens
  std::string method = "POST";
  std::string clientId, clientSecret;
  /// The client's id and secret go into the header Authorization, not into the body.
  bool inHeader = false;
  Additions additions; ///< to the request for a token, such as `scope` in the body
};

struct Connection {
  unsigned line = 0;                                         ///< of its file
  std::string pattern;                                       ///< of its ARN
  std::optional<std::pair<std::string, std::string>> basic;  ///< user and password
  std::optional<std::pair<std::string, std::string>> apiKey; ///< a header and its value
  std::optional<OAuth> oauth;
  Additions additions; ///< to each request; they win over what the task says
};

/// The connection that a task's parameters name: in `InvocationConfig` or `Authentication`. Empty
/// when they name none.
std::string connectionArn(asl_value parameters);

/// The value of Authorization for a user and a password.
std::string basicAuthorization(const std::string &user, const std::string &password);

} // namespace asl::invoke
