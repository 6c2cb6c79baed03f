// Addresses of HTTP requests.
#pragma once

#include "runtime/support/expected.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace asl::http {

struct Url {
  bool secure = false; ///< https
  std::string host;    ///< a name or an address, without brackets
  uint16_t port = 80;
  std::string target = "/"; ///< path and query, percent-encoded

  /// As the Host header says it: brackets around IPv6 addresses, the port where it is not the
  /// scheme's own.
  std::string authority() const;
  /// Without the query, which may hold secrets.
  std::string withoutQuery() const;
};

/// Reads `http://host[:port]/path?query` or `https://...`. Spaces and bytes beyond ASCII in path
/// and query become percent-encoded; a fragment is dropped.
Expected<Url> parseUrl(std::string_view text);

} // namespace asl::http
