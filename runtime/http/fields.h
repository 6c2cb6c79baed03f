// The rules of header fields.
#pragma once

#include "asl/host/http.h"

#include <string>
#include <string_view>

namespace asl::http {

/// Whether `text` is a token: the form of methods and header names.
bool isToken(std::string_view text);

/// Whether `text` may be the value of a header: it adds no line to the message.
bool isFieldValue(std::string_view text);

/// Whether this client sets the header `name` itself, because it determines where a message ends.
bool isSetByClient(std::string name);

/// Why the method or a header of `request` cannot be sent; empty when they can. Data in a request
/// must not be able to add lines or to change where the message ends.
std::string problemOf(const Request &request);

} // namespace asl::http
