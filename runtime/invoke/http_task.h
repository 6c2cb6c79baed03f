// From the parameters of an HTTP task to a request, and from an answer to the task's end.
#pragma once

#include "asl/host/http.h"
#include "runtime/invoke/connection.h"

#include <chrono>
#include <optional>
#include <string>

namespace asl::invoke {

/// How the tasks of a binding are carried out.
struct HttpOptions {
  std::string caFile; ///< PEM; empty: the authorities of the system
  /// `http://127.0.0.1:8080`: takes the place of scheme, host and port of every ApiEndpoint; empty:
  /// requests go where the task says.
  std::string base;
  bool allowsPlain = false; ///< ApiEndpoint may begin with http://
  std::chrono::milliseconds timeout{60'000};
};

/// The failure of a task.
struct TaskFailure {
  std::string error, cause;
};

/// Makes the request of a task, with the additions of `connection` (except its OAuth token), which
/// may be null. Sets `failure` when the task cannot be carried out.
std::optional<http::Request> requestOf(asl_value parameters, const HttpOptions &options,
                                       const Connection *connection, TaskFailure &failure);

/// Sets a header, whatever the case of its letters.
void setHeader(http::Request &request, const std::string &name, const std::string &value);

/// The result of a task for `response`, as JSON text. Sets `failure` for a status other than 2xx.
std::optional<std::string> resultOf(const http::Response &response, TaskFailure &failure);

/// The cause of a task that fails for the status of `response`: the body, or else what there is to
/// say of the status.
std::string causeOf(const http::Response &response);

} // namespace asl::invoke
