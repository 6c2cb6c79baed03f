// The parser of URLs. Rejects text that could change the meaning of a request.
#include "runtime/http/url.h"

#include "runtime/support/number_text.h"

#include <algorithm>

namespace asl::http {
namespace {

bool isAlphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isHostName(std::string_view text) {
  return !text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), [](char c) {
    return isAlphanumeric(c) || c == '-' || c == '.' || c == '_';
  });
}

bool isIpv6(std::string_view text) {
  return text.find(':') != text.npos && std::all_of(text.begin(), text.end(), [](char c) {
           return isAlphanumeric(c) || c == ':' || c == '.' || c == '%';
         });
}

/// Removes the scheme from `text`.
bool takeScheme(std::string_view &text, Url &url) {
  auto take = [&](std::string_view scheme) {
    auto isSame = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
    if (text.size() < scheme.size() ||
        !std::equal(scheme.begin(), scheme.end(), text.begin(),
                    [&](char expected, char c) { return isSame(c, expected); }))
      return false;
    text.remove_prefix(scheme.size());
    return true;
  };
  if (take("http://"))
    return true;
  url.secure = true;
  url.port = 443;
  return take("https://");
}

/// Parses `host`, `host:port`, `[address]` or `[address]:port`.
Expected<void> readAuthority(std::string_view text, Url &url) {
  if (text.find('@') != text.npos) {
    return Failure{"an address with a user name is not supported: set the header Authorization"};
  }
  bool inBrackets = text.starts_with('[');
  size_t end = inBrackets ? text.find(']') : text.find(':');
  std::string_view host =
      text.substr(inBrackets ? 1 : 0, end == text.npos ? end : end - inBrackets);
  std::string_view rest = end == text.npos ? "" : text.substr(end + inBrackets);
  if (inBrackets ? end == text.npos || !isIpv6(host) : !isHostName(host)) {
    return Failure{host.empty() ? "the address has no host name"
                                : "the address has no valid host name"};
  }
  url.host = host;
  if (rest.empty() || rest == ":")
    return {};
  url.port = parseNumber<decltype(url.port)>(rest.substr(1)).value_or(0);
  if (rest[0] == ':' && url.port != 0)
    return {};
  return Failure{"the port of the address is not a number from 1 to 65535"};
}

/// Appends path and query. Returns false when they contain a control character.
bool readTarget(std::string_view text, Url &url) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  text = text.substr(0, text.find('#'));
  if (!text.starts_with('?'))
    text.remove_prefix(std::min<size_t>(text.size(), 1)); // the `/` is already there
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f)
      return false;
    if (byte == ' ' || byte > 0x7f) {
      url.target += '%';
      url.target += kDigits[byte >> 4];
      url.target += kDigits[byte & 15];
    } else {
      url.target += c;
    }
  }
  return true;
}

} // namespace

std::string Url::authority() const {
  std::string text = host.find(':') == host.npos ? host : "[" + host + "]";
  if (port != (secure ? 443 : 80))
    text += ":" + std::to_string(port);
  return text;
}

std::string Url::withoutQuery() const {
  return (secure ? "https://" : "http://") + authority() + target.substr(0, target.find('?'));
}

Expected<Url> parseUrl(std::string_view text) {
  Url url;
  if (!takeScheme(text, url))
    return Failure{"the address does not begin with http:// or https://"};
  size_t end = std::min(text.find_first_of("/?#"), text.size());
  if (Expected<void> authority = readAuthority(text.substr(0, end), url); !authority)
    return authority.failure();
  if (!readTarget(text.substr(end), url))
    return Failure{"the address contains a control character"};
  return url;
}

} // namespace asl::http
