// Responses of the API in AWS JSON 1.0.
#pragma once

#include "runtime/api/call.h"
#include "runtime/http/server.h"

#include <string>

namespace asl::api {

/// A new id for `x-amzn-RequestId`: a random UUID, which is not a secret.
std::string newRequestId();
http::server::Response responseOf(const Answer &answer, const std::string &requestId);
http::server::Response responseOf(const Error &error, const std::string &requestId);

} // namespace asl::api
