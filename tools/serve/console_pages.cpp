// The page itself: files of the bundle, with the headers that keep it to itself.
#include "runtime/dom/text.h"
#include "tools/serve/console.h"
#include "tools/serve/console_bundle.h"

namespace aslc::serve {

namespace {

using asl::http::server::Request;
using asl::http::server::Responder;
using asl::http::server::Response;

/// Nothing comes from elsewhere, nothing goes elsewhere, no other page frames this one, and text
/// becomes markup only in the policy `aslc-graph`, which makes graphs of the server's SVG.
constexpr const char *policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' "
    "data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types aslc-graph";

constexpr std::string_view notBuilt =
    "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>aslc serve</title>\n"
    "<h1>The console was not built in</h1>\n<p>The API of this server works. The console is a part "
    "of it when <code>npm</code> is there while it is built.</p></html>\n";

Response pageOf(std::string_view type, std::string_view body) {
  Response response;
  response.headers = {{"Content-Type", std::string(type)},
                      {"Content-Security-Policy", policy},
                      {"X-Content-Type-Options", "nosniff"},
                      {"X-Frame-Options", "DENY"},
                      {"Referrer-Policy", "no-referrer"},
                      {"Cross-Origin-Opener-Policy", "same-origin"},
                      {"Cross-Origin-Resource-Policy", "same-origin"},
                      {"Cache-Control", "no-cache"}};
  response.body = body;
  return response;
}

/// Whether a list of entity tags, as in If-None-Match (RFC 9110, 13.1.2), has `etag`.
bool hasTag(std::string_view list, std::string_view etag) {
  if (list == "*")
    return true;
  for (size_t at = list.find(etag); at != list.npos; at = list.find(etag, at + 1)) {
    std::string_view rest = list.substr(at + etag.size());
    if (rest.empty() || rest.front() == ',' || rest.front() == ' ')
      return true;
  }
  return false;
}

/// The same file again costs no transfer.
Response fileOf(const BundleFile &file, const Request &request) {
  bool isSame = hasTag(request.list("if-none-match"), file.etag);
  Response response = pageOf(file.type, isSame ? std::string_view() : file.body);
  response.headers.push_back({"ETag", std::string(file.etag)});
  response.headers.push_back({"Vary", "Accept-Encoding"});
  if (isSame)
    response.status = 304;
  else if (file.isGzip)
    response.headers.push_back({"Content-Encoding", "gzip"});
  return response;
}

} // namespace

void routePages(asl::api::Front &front, const ConsoleInfo &info) {
  asl::api::Json json{{"region", info.region},
                      {"account", info.account},
                      {"needsLogin", info.needsLogin},
                      {"isBuilt", !consoleBundle().empty()}};
  front.route("/console/info",
              [text = asl::dom::write(json)](const Request &, const Responder &responder) {
                responder.respond(pageOf("application/json", text));
              });
  if (consoleBundle().empty())
    front.route("/", [](const Request &, const Responder &responder) {
      responder.respond(pageOf("text/html; charset=utf-8", notBuilt));
    });
  for (const BundleFile &file : consoleBundle())
    front.route(std::string(file.path),
                [&file](const Request &request, const Responder &responder) {
                  responder.respond(fileOf(file, request));
                });
}

} // namespace aslc::serve
