// `aslc events`: shows what executions of a server do, as it happens.
#include "runtime/api/signature.h"
#include "runtime/api/signature_text.h"
#include "runtime/dom/text.h"
#include "runtime/exec/hash.h"
#include "runtime/expr/time.h"
#include "runtime/http/line_stream.h"
#include "runtime/service/arn.h"
#include "runtime/support/encoding.h"
#include "runtime/support/one_line.h"
#include "tools/aslc/backend/verbs.h"
#include "tools/aslc/command/command_line.h"
#include "tools/aslc/command/exit.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <thread>

namespace aslc::tool {

namespace {

using Json = nlohmann::ordered_json;
using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr std::chrono::seconds reconnectTime{1};

struct EventsOptions {
  std::string server = "http://127.0.0.1:8083";
  std::string machine, execution, caFile;
  bool status = false, data = false, json = false, follow = false;
  uint64_t count = UINT64_MAX; ///< events to show
};

std::string environment(const char *name, const char *otherwise = "") {
  const char *value = std::getenv(name);
  return value != nullptr && *value != 0 ? value : otherwise;
}

std::string encoded(const std::string &text) {
  std::string out;
  for (char c : text) {
    bool isPlain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                   c == '-' || c == '_' || c == '.' || c == '~';
    char code[4];
    std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned char>(c));
    out += isPlain ? std::string(1, c) : std::string(code);
  }
  return out;
}

std::string targetOf(const EventsOptions &options) {
  std::string query;
  auto add = [&](const char *name, const std::string &value) {
    if (!value.empty())
      query.append(query.empty() ? "?" : "&").append(name).append("=").append(encoded(value));
  };
  add("stateMachineArn", options.machine);
  add("executionArn", options.execution);
  add("only", options.status ? "status" : "");
  add("data", options.data ? "true" : "");
  return "/events" + query;
}

/// The headers of a request, signed with the keys in the environment when there are any.
Headers headersOf(const asl::http::Url &url) {
  std::string key = environment("AWS_ACCESS_KEY_ID");
  std::string secret = environment("AWS_SECRET_ACCESS_KEY");
  Headers headers = {{"Accept", "text/event-stream"}};
  if (key.empty() || secret.empty())
    return headers;
  asl::api::Signature signature;
  signature.accessKey = key;
  signature.date = asl::api::basicDate(std::time(nullptr));
  signature.day = signature.date.substr(0, 8);
  signature.region =
      environment("AWS_REGION", environment("AWS_DEFAULT_REGION", "us-east-1").c_str());
  signature.service = "states";
  signature.signedHeaders = {"host", "x-amz-date"};
  asl::http::server::Request request;
  request.method = "GET";
  request.target = url.target;
  request.headers = {{"host", url.authority()}, {"x-amz-date", signature.date}};
  std::string text = asl::api::canonicalRequest(request, signature, asl::hexOf(asl::sha256("")));
  std::string proof = asl::api::sign(secret, signature, asl::api::stringToSign(signature, text));
  headers.emplace_back("X-Amz-Date", signature.date);
  headers.emplace_back("Authorization", "AWS4-HMAC-SHA256 Credential=" + key + '/' + signature.day +
                                            '/' + signature.region +
                                            "/states/aws4_request, SignedHeaders=host;x-amz-date, "
                                            "Signature=" +
                                            proof);
  return headers;
}

/// A record as people read it: when, which execution, what.
std::string lineOf(const Json &record) {
  auto text = [](const Json &object, const char *key) {
    auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  std::string arn = text(record, "execution_arn");
  // `arn:aws:states:REGION:ACCOUNT:execution:MACHINE:NAME`
  size_t at = 0;
  for (int i = 0; i < 6 && at != arn.npos; ++i)
    at = arn.find(':', at == 0 ? 0 : at + 1);
  std::string line = asl::formatTimestamp(std::atoll(text(record, "event_timestamp").c_str())) +
                     "  " + (at == arn.npos ? arn : arn.substr(at + 1)) + "  " +
                     text(record, "type");
  const Json details = record.value("details", Json::object());
  for (const char *key : {"name", "resourceType", "resource", "error", "cause", "input", "output"})
    if (std::string value = text(details, key); !value.empty())
      line.append("  ").append(value);
  return line;
}

/// Shows the events of a stream.
class Printer {
public:
  explicit Printer(const EventsOptions &options) : options_(options), left_(options.count) {}
  bool isDone() const { return left_ == 0; }

  void take(const std::string &line) {
    if (line.starts_with("event: "))
      type_ = line.substr(7);
    if (!line.starts_with("data: ") || isDone())
      return;
    std::string data = line.substr(6);
    if (type_ == "dropped") {
      Json body = asl::dom::parseOrdered(data);
      uint64_t count = body.is_object() ? body.value("count", uint64_t(0)) : 0;
      std::fprintf(stderr, "aslc events: %llu events were missed: this end is too slow\n",
                   static_cast<unsigned long long>(count));
      return;
    }
    Json record = asl::dom::parseOrdered(data);
    std::string shown;
    asl::appendOnOneLine(shown, options_.json || !record.is_object() ? data : lineOf(record));
    std::printf("%s\n", shown.c_str());
    (void)std::fflush(stdout);
    --left_;
  }

private:
  const EventsOptions &options_;
  uint64_t left_;
  std::string type_;
};

/// Reads one stream to its end. Sets `isConnected` when it begins.
Expected<void> read(const asl::http::Url &url, const EventsOptions &options, Printer &printer,
                    bool &isConnected) {
  auto stream = asl::http::LineStream::open(url, headersOf(url), options.caFile);
  if (!stream)
    return stream.failure();
  if ((*stream)->status() != 200) {
    auto line = (*stream)->next();
    std::string what = line && *line ? **line : std::string();
    return Failure{url.withoutQuery() + " answers " + std::to_string((*stream)->status()) +
                   (what.empty() ? "" : ": " + what)};
  }
  isConnected = true;
  std::fprintf(stderr, "aslc events: connected to %s\n", url.authority().c_str());
  while (!printer.isDone()) {
    auto line = (*stream)->next();
    if (!line)
      return line.failure();
    if (!*line)
      return {};
    printer.take(**line);
  }
  return {};
}

/// What is wrong with the ARNs that were given: events of nothing would be shown.
std::string problemOfArns(const EventsOptions &options) {
  using asl::service::Arn;
  auto isOne = [](const std::string &text, std::initializer_list<Arn::Kind> kinds) {
    Expected<Arn> arn = asl::service::parseArn(text);
    return text.empty() || (arn && std::find(kinds.begin(), kinds.end(), arn->kind) != kinds.end());
  };
  if (!isOne(options.machine, {Arn::Kind::StateMachine}))
    return "--state-machine: `" + options.machine + "` is not the ARN of a state machine";
  if (!isOne(options.execution, {Arn::Kind::Execution, Arn::Kind::Express}))
    return "--execution: `" + options.execution + "` is not the ARN of an execution";
  return {};
}

} // namespace

int runEvents(std::span<const std::string> arguments) {
  EventsOptions options;
  CommandLine line(
      "events", "aslc events [OPTION...]",
      "Shows what the executions of a server do, as it happens: a line for each event, from\n"
      "when the command begins on. Requests are signed with AWS_ACCESS_KEY_ID and\n"
      "AWS_SECRET_ACCESS_KEY when they are set. Exit status: 0, or 2 when there is no stream.");
  line.addText("--server", 0, "URL", "of `aslc serve` (by default http://127.0.0.1:8083)",
               options.server);
  line.addText("--state-machine", 0, "ARN", "only executions of this state machine",
               options.machine);
  line.addText("--execution", 0, "ARN", "only this execution", options.execution);
  line.addFlag("--status", "only starts and ends of executions", options.status);
  line.addFlag("--data", "with inputs and outputs", options.data);
  line.addFlag("--json", "the records as the server sends them", options.json);
  line.addFlag("--follow", "connect again when the server ends the stream", options.follow);
  line.add({"--count", 0, "NUMBER", "end after so many events",
            asl::takeNumber<uint64_t>(options.count, 1)});
  line.addText("--ca-file", 0, "FILE", "certificate authorities to trust (PEM)", options.caFile);
  if (auto status = line.read(arguments))
    return *status;
  if (!line.operands().empty())
    return line.fail("there is nothing to do with `" + line.operands()[0] + "`");
  auto url = asl::http::parseUrl(options.server);
  if (!url)
    return line.fail("--server: " + url.error());
  if (url->target != "/")
    return line.fail("--server: the URL has a path or query, `" + url->target +
                     "`: only the scheme, host and port of the server are given");
  if (std::string problem = problemOfArns(options); !problem.empty())
    return line.fail(problem);
  url->target = targetOf(options);
  Printer printer(options);
  bool wasConnected = false;
  while (true) {
    Expected<void> ended = read(*url, options, printer, wasConnected);
    if (printer.isDone() || (ended && !options.follow))
      return exitClean;
    // A server that is started again is waited for; one that was never there is a mistake.
    if (!ended && !(options.follow && wasConnected)) {
      std::fprintf(stderr, "aslc events: %s\n", ended.error().c_str());
      return exitUsage;
    }
    std::this_thread::sleep_for(reconnectTime);
  }
}

} // namespace aslc::tool
