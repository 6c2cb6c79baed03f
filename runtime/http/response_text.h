// Responses as they are sent.
#pragma once

#include "runtime/http/server.h"

#include <string>

namespace asl::http::server {

/// What a response must know of its request and connection.
struct ResponseForm {
  bool isHead = false; ///< the response has no body, but says the length of one
  bool isOld = false;  ///< of HTTP/1.0
  bool closes = false; ///< the connection ends with it
};

/// The bytes of a response. Line breaks in the values of headers become blanks.
std::string responseText(const Response &response, ResponseForm form);

} // namespace asl::http::server
