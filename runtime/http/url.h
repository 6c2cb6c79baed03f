// URLs of HTTP requests.
#pragma once

#include "runtime/support/expected.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace asl::http {

/// A parsed http or https URL.
struct Url {
  bool secure = false; ///< https
  std::string host;    ///< a name or an address, without brackets
  uint16_t port = 80;
  std::string target = "/"; ///< path and query, percent-encoded

  /// The Host header: IPv6 addresses in brackets, the port unless it is the scheme's default.
  std::string authority() const;
  /// The URL without its query, which may contain secrets.
  std::string withoutQuery() const;
};

/// Parses `http://host[:port]/path?query` or `https://...`. Spaces and bytes outside ASCII in path
/// and query are percent-encoded; a fragment is dropped. For other text the failure is a sentence.
Expected<Url> parseUrl(std::string_view text);

} // namespace asl::http
