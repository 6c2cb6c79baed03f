// From options to consumers and targets, and the paths of the server.
#include "tools/serve/observation.h"

#include "runtime/api/signature_text.h"
#include "runtime/support/file.h"

#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <map>

namespace aslc::serve {

using asl::Expected;
using asl::Failure;
using asl::api::Front;
using asl::api::Viewer;
using asl::http::server::Request;
using asl::http::server::Responder;
using asl::http::server::Response;
namespace observe = asl::observe;

namespace {

/// `Name: value`, or `Name: @FILE` with the first line of a file.
Expected<observe::Headers> headersOf(const std::vector<std::string> &texts) {
  observe::Headers headers;
  for (const std::string &text : texts) {
    size_t colon = text.find(':');
    if (colon == text.npos || colon == 0)
      return Failure{"`" + text + "` is not a header: write \"Name: value\""};
    std::string value(asl::api::trim(std::string_view(text).substr(colon + 1)));
    if (value.starts_with('@')) {
      Expected<std::string> file = asl::readFile(value.substr(1));
      if (!file)
        return file.failure();
      value = asl::api::trim(std::string_view(*file).substr(0, file->find('\n')));
    }
    if (value.find_first_of("\r\n") != value.npos)
      return Failure{"the value of the header `" + text.substr(0, colon) + "` has a line break"};
    headers.emplace_back(text.substr(0, colon), std::move(value));
  }
  return headers;
}

/// `/v1/traces`, unless the URL has a path.
std::string traceUrl(const std::string &url) {
  size_t host = url.find("://");
  size_t path = host == url.npos ? url.npos : url.find('/', host + 3);
  if (path == url.npos)
    return url + "/v1/traces";
  return path + 1 == url.size() ? url + "v1/traces" : url;
}

observe::Attributes resourceOfProcess() {
  char host[256] = "";
  (void)::gethostname(host, sizeof host - 1);
  return {{"service.name", std::string("aslc")},
          {"service.version", std::string(ASLC_VERSION)},
          {"host.name", std::string(host)},
          {"process.pid", int64_t(::getpid())}};
}

Failure named(const std::string &option, const Failure &failure) {
  return {"`" + option + "`: " + failure.message};
}

} // namespace

Expected<void> Observation::open(const Options &options, asl::journal::Journal &journal) {
  if (auto opened = openLogs(options); !opened)
    return named("--logs", opened.failure());
  if (auto opened = openEvents(options, journal); !opened)
    return named("--events", opened.failure());
  if (auto opened = openTraces(options); !opened)
    return named("--traces", opened.failure());
  openMetrics(options);
  hub_.add(stream_);
  hub_.start();
  return {};
}

Expected<void> Observation::openLogs(const Options &options) {
  auto headers = headersOf(options.logHeaders);
  if (!headers)
    return headers.failure();
  std::vector<observe::RecordQueue *> queues;
  for (const std::string &text : options.logs) {
    auto target =
        observe::openTarget(text, Form{"application/x-ndjson", *headers, observe::linesOf});
    if (!target)
      return target.failure();
    queues_.push_back(
        std::make_unique<observe::RecordQueue>(*std::move(target), "log records", report_));
    queues.push_back(queues_.back().get());
  }
  if (queues.empty())
    return {};
  hub_.add(logs_.emplace(std::move(queues)));
  return {};
}

Expected<void> Observation::openEvents(const Options &options, asl::journal::Journal &journal) {
  auto headers = headersOf(options.eventHeaders);
  if (!headers)
    return headers.failure();
  for (const std::string &text : options.events) {
    auto target =
        observe::openTarget(text, Form{"application/json", *headers, observe::linesOf, true});
    if (!target)
      return target.failure();
    auto feed = observe::StatusFeed::open(journal, *std::move(target), text, report_);
    if (!feed)
      return feed.failure();
    feeds_.push_back(*std::move(feed));
  }
  return {};
}

Expected<void> Observation::openTraces(const Options &options) {
  if (options.traces.empty())
    return {};
  auto headers = headersOf(options.traceHeaders);
  if (!headers)
    return headers.failure();
  auto body = [resource = resourceOfProcess()](const std::vector<std::string> &spans) {
    return observe::exportRequest(spans, resource, ASLC_VERSION);
  };
  auto target = observe::httpTarget(traceUrl(options.traces),
                                    Form{"application/json", *std::move(headers), body});
  if (!target)
    return target.failure();
  queues_.push_back(std::make_unique<observe::RecordQueue>(*std::move(target), "spans", report_));
  hub_.add(traces_.emplace(*queues_.back()));
  hub_.setNeedsTraces();
  return {};
}

void Observation::openMetrics(const Options &options) {
  isOpen_ = options.metricsOpen;
  hasMetrics_ = options.metrics || options.metricsOpen;
  if (!hasMetrics_)
    return;
  hub_.add(executions_.emplace(metrics_));
  calls_ = &metrics_.counter("aslc_api_calls_total",
                             "Calls of the API; `code` is the error, empty for a success.",
                             {"operation", "code"});
  metrics_.ask("aslc_build_info", "gauge", "The version of the server.", {"version"},
               [](const auto &give) { give({ASLC_VERSION}, 1); });
  metrics_.ask(
      "process_start_time_seconds", "gauge", "When the process began, since 1970.", {},
      [start = static_cast<double>(std::time(nullptr))](const auto &give) { give({}, start); });
  metrics_.ask("aslc_event_stream_clients", "gauge", "Clients of /events.", {},
               [this](const auto &give) { give({}, static_cast<double>(stream_.clients())); });
  askForRecords();
}

/// What is delivered, and what is not.
void Observation::askForRecords() {
  auto ask = [this](const char *name, const char *help,
                    std::atomic<uint64_t> observe::Counts::*member) {
    metrics_.ask(name, "counter", help, {"records"}, [this, member](const auto &give) {
      std::map<std::string, double> sums;
      for (const auto &queue : queues_)
        sums[queue->name()] += static_cast<double>((queue->counts().*member).load());
      for (const auto &feed : feeds_)
        sums["status change events"] += static_cast<double>((feed->counts().*member).load());
      for (const auto &[kind, sum] : sums)
        give({kind}, sum);
    });
  };
  ask("aslc_records_delivered_total", "Records that their target has taken.",
      &observe::Counts::delivered);
  ask("aslc_records_dropped_total", "Records for which there was no room, or that were refused.",
      &observe::Counts::dropped);
  ask("aslc_delivery_failures_total", "Deliveries that failed; most are tried again.",
      &observe::Counts::failures);
  metrics_.ask("aslc_observed_events_dropped_total", "counter",
               "Events that nobody saw: `consumers` were too slow, or a client of /events was.",
               {"by"}, [this](const auto &give) {
                 give({"consumers"}, static_cast<double>(hub_.dropped()));
                 give({"event stream"}, static_cast<double>(stream_.dropped()));
               });
  metrics_.ask("aslc_status_changes_behind", "gauge",
               "Rows of the journal in which status changes were not looked for yet.", {},
               [this](const auto &give) {
                 double behind = 0;
                 for (const auto &feed : feeds_)
                   behind = std::max(behind, static_cast<double>(feed->behind()));
                 give({}, behind);
               });
}

void Observation::start(asl::api::StepFunctions &operations) {
  if (hasMetrics_)
    metrics_.ask("aslc_damaged_executions", "gauge",
                 "Executions that do not go on because their records cannot be read.", {},
                 [&operations](const auto &give) {
                   give({}, static_cast<double>(operations.damagedExecutions()));
                 });
  for (const auto &feed : feeds_)
    feed->start(
        [&operations](const asl::journal::Record &row) { return operations.statusChange(row); });
}

void Observation::watch(asl::api::FrontOptions &front) {
  if (!hasMetrics_)
    return;
  front.answered = [this](const asl::api::Call &call, const std::string &error) {
    calls_->at({call.operation, error}).add();
    bool isStart = call.operation == "StartExecution" || call.operation == "StartSyncExecution";
    if (isStart && error == "ThrottlingException")
      executions_->throttled(call.request.value("stateMachineArn", ""));
  };
}

namespace {

observe::StreamFilter filterOf(const Request &request, const Viewer &viewer) {
  asl::api::Query query(request.target);
  observe::StreamFilter filter;
  filter.allows = viewer.allows;
  filter.stateMachineArn = query.value("stateMachineArn");
  filter.executionArn = query.value("executionArn");
  filter.onlyStatus = query.value("only") == "status";
  filter.withData = query.value("data") == "true";
  return filter;
}

} // namespace

void Observation::route(Front &front) {
  front.look("/events", "GetExecutionHistory", /*onAnything=*/false,
             [this](const Request &request, Responder responder, const Viewer &viewer) {
               stream_.add(std::move(responder), filterOf(request, viewer));
             });
  if (!hasMetrics_) {
    front.route("/metrics", [](const Request &, const Responder &responder) {
      Response response;
      response.status = 404;
      response.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
      response.body = "Metrics are off. Start the server with --metrics, or with --metrics-open to "
                      "show them without credentials.\n";
      responder.respond(std::move(response));
    });
    return;
  }
  auto show = [this](const Responder &responder) {
    Response response;
    response.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}};
    response.body = metrics_.text();
    responder.respond(std::move(response));
  };
  if (isOpen_)
    front.route("/metrics",
                [show](const Request &, const Responder &responder) { show(responder); });
  else
    front.look(
        "/metrics", "GetMetrics", /*onAnything=*/true,
        [show](const Request &, const Responder &responder, const Viewer &) { show(responder); });
}

namespace {

using Clock = std::chrono::steady_clock;

/// Stops them side by side, so that one which nobody reads takes no time of the others.
template <typename Each> void stopAll(const Each &each, Clock::time_point end) {
  for (const auto &one : each)
    one->beginStop();
  for (const auto &one : each)
    one->stop(std::max(std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()),
                       std::chrono::milliseconds(0)));
}

} // namespace

void Observation::stopEvents(std::chrono::milliseconds limit) {
  end_ = Clock::now() + limit;
  stopAll(feeds_, end_);
}

void Observation::finish() {
  hub_.stop();
  stopAll(queues_, std::max(end_, Clock::now() + lastRecordsTime));
}

} // namespace aslc::serve
