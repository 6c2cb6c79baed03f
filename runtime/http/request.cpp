// HTTP requests of handlers: the fiber is suspended until the exchange has ended.
#include "asl/host/http.h"

#include "asl/host/handlers.h"
#include "runtime/http/fields.h"
#include "runtime/http/http_exchange.h"
#include "runtime/http/url.h"

namespace asl::http {
namespace {

[[noreturn]] void fail(const std::string &cause) { throw TaskError("States.Http.Socket", cause); }

} // namespace

Response request(Request request) {
  Expected<Url> url = parseUrl(request.url);
  if (!url)
    fail("`" + request.url.substr(0, request.url.find('?')) + "`: " + url.error());
  if (std::string problem = problemOf(request); !problem.empty())
    fail(problem);
  std::string what = request.method + " " + url->withoutQuery() + ": ";
  auto outcome = std::make_shared<Outcome>();
  std::shared_ptr<Exchange> exchange;
  try {
    this_task::await([&](const this_task::Resume &resume) {
      exchange =
          Exchange::start(std::move(request), std::move(*url), [outcome, resume](Outcome given) {
            *outcome = std::move(given);
            resume();
          });
    });
  } catch (const Cancelled &) {
    if (exchange)
      exchange->abandon();
    throw;
  }
  if (!outcome->problem.empty())
    fail(what + outcome->problem);
  return std::move(outcome->response);
}

Response get(std::string_view url) {
  Request question;
  question.url = url;
  return request(std::move(question));
}

Response post(std::string_view url, std::string body, std::string_view contentType) {
  Request question;
  question.method = "POST";
  question.url = url;
  question.headers.emplace("Content-Type", contentType);
  question.body = std::move(body);
  return request(std::move(question));
}

} // namespace asl::http
