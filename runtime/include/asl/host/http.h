// An HTTP client for handlers.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace asl::http {

/// A request to send.
struct Request {
  std::string method = "GET";
  std::string url; ///< `http://host[:port]/path?query` or `https://...`
  std::multimap<std::string, std::string> headers{};
  std::string body{};
  std::chrono::milliseconds timeout{30000}; ///< of real time, for the whole request
  /// A PEM file with the certificate authorities that https trusts; empty: those of the system.
  std::string caFile{};
  uint64_t maxResponseBytes = uint64_t(16) << 20; ///< limit of the body of the answer
};

/// The answer of a server.
struct Response {
  unsigned status = 0;
  std::multimap<std::string, std::string> headers; ///< names in lower case
  std::string body;
};

/// Sends a request and waits for the answer; on a handler's fiber other handlers and executions run
/// meanwhile. Returns every answer, whatever its status. Does not follow redirections. Verifies the
/// certificate of an https server, including its host name.
///
/// Throws TaskError `States.Http.Socket`, whose cause holds method, URL (without its query) and
/// reason, when the request has no valid URL, method or header, or when there is no valid answer:
/// unknown host, no connection, untrusted certificate, no answer in time, an answer that is not
/// HTTP, headers of more than 64 KiB, a body longer than `maxResponseBytes`. Throws Cancelled when
/// the handler is cancelled.
///
/// Requests use at most half of the descriptors that the process may open (`ulimit -n`). Further
/// requests are queued; their `timeout` begins when they leave the queue.
Response request(Request request);
/// Short forms of `request` with default options.
Response get(std::string_view url);
Response post(std::string_view url, std::string body,
              std::string_view contentType = "application/json");

} // namespace asl::http
