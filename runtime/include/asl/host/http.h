// HTTP requests of handlers.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace asl::http {

struct Request {
  std::string method = "GET";
  std::string url; ///< `http://host[:port]/path?query` or `https://...`
  std::multimap<std::string, std::string> headers{};
  std::string body{};
  std::chrono::milliseconds timeout{30000}; ///< of real time, for all of it
  /// A PEM file of the authorities that https trusts; empty: those of the system.
  std::string caFile{};
  uint64_t maxResponseBytes = uint64_t(16) << 20; ///< of the answer's body
};

struct Response {
  unsigned status = 0;
  std::multimap<std::string, std::string> headers; ///< names in lower case
  std::string body;
};

/// Sends a request and waits for its answer; other handlers and executions run meanwhile. Gives
/// every answer, whatever its status; redirections are not followed. Certificates of https are
/// verified, with the name of the host.
///
/// Throws TaskError `States.Http.Socket`, with method, address (without its query) and reason, when
/// there is no answer: no such host, no connection, an untrusted certificate, no answer in time,
/// one that is not HTTP, has more than 64 KiB of headers or a longer body than `maxResponseBytes`;
/// or when the request has no valid address, method or header. Throws Cancelled as all of this_task
/// does. Half of the descriptors of the process (`ulimit -n`) are used at most: further requests
/// wait for their turn, and `timeout` begins with it.
Response request(Request request);
/// The short form.
Response get(std::string_view url);
Response post(std::string_view url, std::string body,
              std::string_view contentType = "application/json");

} // namespace asl::http
