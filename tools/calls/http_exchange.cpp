#include "tools/calls/http_exchange.h"

#include "runtime/dom/text.h"
#include "runtime/support/encoding.h"

namespace aslc::calls {

namespace {

using asl::api::Json;
using Ordered = nlohmann::ordered_json;

/// The value that was seen between fields, or null.
Ordered seenAs(const Seen &seen, const std::string &name) {
  auto found = seen.values.find(name);
  return found == seen.values.end() ? Ordered() : asl::dom::parseOrdered(found->second);
}

std::string plain(const Ordered &value) {
  return value.is_string() ? value.get<std::string>() : asl::dom::write(value);
}

std::string urlOf(const Ordered &parameters) {
  std::string url = plain(parameters.value("ApiEndpoint", Ordered("")));
  char separator = url.find('?') == url.npos ? '?' : '&';
  for (const auto &[name, value] : parameters.value("QueryParameters", Ordered::object()).items())
    for (const Ordered &each : value.is_array() ? value : Ordered::array({value})) {
      url += separator + asl::percentEncoded(name) + "=" + asl::percentEncoded(plain(each));
      separator = '&';
    }
  return url;
}

/// The members of a request or a response that both have.
void addMessage(Json &shown, const Ordered &message, const char *body) {
  shown["protocol"] = "https";
  if (message.contains("Headers"))
    shown["headers"] = asl::dom::write(message["Headers"]);
  if (message.contains(body))
    shown["body"] = plain(message[body]);
}

} // namespace

void addHttpExchange(Json &inspection, const Seen &seen, const Subject &subject,
                     const TestRequest &request) {
  if (!subject.is<ast::TaskState>() || subject.calls.service != "http" || request.mock)
    return;
  Ordered sent = seenAs(seen, subject.isJsonata() ? "afterArguments" : "afterParameters");
  Ordered received = seenAs(seen, "result");
  if (sent.is_object()) {
    Json &shown = inspection["request"] = {{"method", plain(sent.value("Method", Ordered("")))},
                                           {"url", urlOf(sent)}};
    addMessage(shown, sent, "RequestBody");
  }
  if (received.is_object()) {
    Json &shown = inspection["response"] = Json::object();
    if (received.contains("StatusCode"))
      shown["statusCode"] = plain(received["StatusCode"]);
    if (received.contains("StatusText"))
      shown["statusMessage"] = plain(received["StatusText"]);
    addMessage(shown, received, "ResponseBody");
  }
}

} // namespace aslc::calls
