// Status line, headers and body of a response.
#include "runtime/http/response_text.h"

#include "runtime/http/status_text.h"

#include <charconv>
#include <ctime>

namespace asl::http::server {
namespace {

void appendNumber(std::string &out, size_t number) {
  char digits[20];
  auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, end);
}

/// The Date header. It is the same for a second.
const std::string &date() {
  thread_local std::time_t second = 0;
  thread_local std::string line;
  std::time_t now = std::time(nullptr);
  if (now != second || line.empty()) {
    second = now;
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    // Not strftime's names, which depend on the locale.
    static constexpr const char *kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char *kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char rest[32];
    line = std::string("Date: ") + kDays[parts.tm_wday];
    std::strftime(rest, sizeof rest, ", %d ", &parts);
    line.append(rest).append(kMonths[parts.tm_mon]);
    std::strftime(rest, sizeof rest, " %Y %H:%M:%S GMT\r\n", &parts);
    line += rest;
  }
  return line;
}

void appendHeader(std::string &out, const Header &header) {
  out.append(header.name).append(": ");
  for (char c : header.value)
    out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
  out += "\r\n";
}

} // namespace

std::string responseText(const Response &response, ResponseForm form) {
  bool mayHaveBody = response.status >= 200 && response.status != 204 && response.status != 304;
  std::string out;
  out.reserve(512 + response.body.size());
  out = form.isOld ? "HTTP/1.0 " : "HTTP/1.1 ";
  appendNumber(out, static_cast<size_t>(response.status));
  std::string_view reason = statusText(static_cast<unsigned>(response.status));
  out.append(" ").append(reason).append("\r\n").append(date());
  for (const Header &header : response.headers)
    appendHeader(out, header);
  if (mayHaveBody && !response.isStream) {
    out += "Content-Length: ";
    appendNumber(out, response.body.size());
    out += "\r\n";
  }
  if (form.closes)
    out += "Connection: close\r\n";
  else if (form.isOld)
    out += "Connection: keep-alive\r\n";
  out += "\r\n";
  if (mayHaveBody && !form.isHead)
    out += response.body;
  return out;
}

} // namespace asl::http::server
