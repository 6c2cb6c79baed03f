#include "runtime/http/fields.h"

#include <algorithm>

namespace asl::http {

bool isToken(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kMarks.find(c) != kMarks.npos;
  });
}

bool isFieldValue(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos;
}

bool isSetByClient(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return name == "content-length" || name == "transfer-encoding" || name == "connection";
}

std::string problemOf(const Request &request) {
  if (!isToken(request.method))
    return "`" + request.method + "` is not an HTTP method";
  for (const auto &[name, value] : request.headers) {
    if (!isToken(name))
      return "`" + name + "` is not a valid header name";
    if (isSetByClient(name))
      return "the header `" + name + "` is set by asl::http itself";
    if (!isFieldValue(value))
      return "the value of the header `" + name + "` contains a line break";
  }
  return {};
}

} // namespace asl::http
