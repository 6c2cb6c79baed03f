// Addresses to listen at, and what requests say.
#include "runtime/http/server.h"
#include "runtime/support/number_text.h"

#include <boost/asio/ip/address.hpp>
#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <utility>

namespace asl::http::server {

std::string_view Request::header(std::string_view name) const {
  auto found = std::find_if(headers.begin(), headers.end(), [&](const Header &header) {
    return boost::beast::iequals(header.name, name);
  });
  return found == headers.end() ? std::string_view() : found->value;
}

std::string Request::list(std::string_view name) const {
  std::string joined;
  bool isFirst = true;
  for (const Header &header : headers)
    if (boost::beast::iequals(header.name, name))
      joined += (std::exchange(isFirst, false) ? "" : ", ") + header.value;
  return joined;
}

bool Request::hasHeader(std::string_view name) const {
  return std::any_of(headers.begin(), headers.end(), [&](const Header &header) {
    return boost::beast::iequals(header.name, name);
  });
}

int statusOf(Fault fault) {
  switch (fault) {
  case Fault::BadRequest:
    return 400;
  case Fault::HeadTooLarge:
    return 431;
  case Fault::BodyTooLarge:
    return 413;
  case Fault::TooSlow:
    return 408;
  case Fault::TooManyConnections:
    return 503;
  case Fault::NoAnswer:
    return 500;
  }
  return 500;
}

std::string Endpoint::text() const {
  bool isV6 = host.find(':') != host.npos;
  return (isV6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Expected<Endpoint> parseEndpoint(std::string_view text) {
  Failure failure{
      "`" + std::string(text) +
      "` is not an address to listen at: write `127.0.0.1:8083`, `[::1]:8083` or a port"};
  Endpoint result{"127.0.0.1"};
  std::string_view port = text;
  if (size_t colon = text.rfind(':'); colon != text.npos) {
    std::string_view host = text.substr(0, colon);
    port = text.substr(colon + 1);
    bool isBracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (isBracketed)
      host = host.substr(1, host.size() - 2);
    result.host = host;
    boost::system::error_code error;
    auto address = boost::asio::ip::make_address(result.host, error);
    if (result.host != "localhost" && (error || address.is_v6() != isBracketed))
      return failure;
  }
  auto number = parseNumber<decltype(result.port)>(port);
  if (!number)
    return failure;
  result.port = *number;
  return result;
}

bool isLoopback(std::string_view host) {
  if (host == "localhost")
    return true;
  boost::system::error_code error;
  auto address = boost::asio::ip::make_address(std::string(host), error);
  return !error && address.is_loopback();
}

} // namespace asl::http::server
