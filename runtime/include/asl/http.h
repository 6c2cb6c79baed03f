// HTTP requests of handlers.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace asl::http {

struct Request {
  std::string method = "GET";
  std::string url; ///< `http://host[:port]/path?query`
  std::multimap<std::string, std::string> headers{};
  std::string body{};
  std::chrono::milliseconds timeout{30000}; ///< for all of it
};

struct Response {
  unsigned status = 0;
  std::multimap<std::string, std::string> headers; ///< names in lower case
  std::string body;
};

/// Sends a request and waits for its answer; other handlers and executions run meanwhile. Gives
/// every answer, whatever its status. Throws TaskError `States.Http.Socket` when there is none: no
/// connection, no answer in time, an answer that is not HTTP or longer than 16 MiB, a url that is
/// not `http://`. Throws Cancelled as all of this_task does.
Response request(Request request);
/// The short form.
Response get(std::string_view url);
Response post(std::string_view url, std::string body,
              std::string_view contentType = "application/json");

} // namespace asl::http
