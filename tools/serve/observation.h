// The observability of the server: logs, events, metrics, traces, the stream of events.
#pragma once

#include "runtime/api/front.h"
#include "runtime/api/step_functions.h"
#include "runtime/observe/event_stream.h"
#include "runtime/observe/execution_metrics.h"
#include "runtime/observe/hub.h"
#include "runtime/observe/log_writer.h"
#include "runtime/observe/record_queue.h"
#include "runtime/observe/status_feed.h"
#include "runtime/observe/trace_writer.h"
#include "tools/serve/options.h"

#include <chrono>
#include <memory>
#include <optional>

namespace aslc::serve {

/// Made before the operations and ended after them.
class Observation {
public:
  explicit Observation(std::function<void(const std::string &)> report)
      : report_(std::move(report)) {}

  /// Opens the targets that `options` names. `journal` must outlive it.
  asl::Expected<void> open(const Options &options, asl::journal::Journal &journal);
  asl::observe::Hub &hub() { return hub_; }
  /// Delivers status changes from now on, until `stopEvents`.
  void start(asl::api::StepFunctions &operations);
  /// Counts calls.
  void watch(asl::api::FrontOptions &front);
  /// Adds the paths `/events` and, when it was asked for, `/metrics`.
  void route(asl::api::Front &front);
  /// Ends the streams of events, so that the server need not wait for their clients.
  void stopStreams() { stream_.stop(); }
  /// Delivers the status changes that there are, for at most `limit`. To be called while the
  /// operations are there.
  void stopEvents(std::chrono::milliseconds limit);
  /// Delivers what is left, in the time that `stopEvents` was given, but for a second at least. To
  /// be called when the operations have ended.
  void finish();
  /// For `stopEvents` at the end of a process.
  static constexpr std::chrono::seconds finishTime{5};

private:
  using Form = asl::observe::HttpForm;
  asl::Expected<void> openLogs(const Options &options);
  asl::Expected<void> openEvents(const Options &options, asl::journal::Journal &journal);
  asl::Expected<void> openTraces(const Options &options);
  void openMetrics(const Options &options);
  void askForRecords();

  static constexpr std::chrono::seconds lastRecordsTime{1};

  const std::function<void(const std::string &)> report_;
  std::chrono::steady_clock::time_point end_; ///< of all deliveries
  std::vector<std::unique_ptr<asl::observe::RecordQueue>> queues_;
  std::vector<std::unique_ptr<asl::observe::StatusFeed>> feeds_;
  asl::observe::Metrics metrics_;
  bool hasMetrics_ = false, isOpen_ = false;
  asl::observe::Family<asl::observe::Counter> *calls_ = nullptr;
  std::optional<asl::observe::LogWriter> logs_;
  std::optional<asl::observe::TraceWriter> traces_;
  std::optional<asl::observe::ExecutionMetrics> executions_;
  asl::observe::EventStream stream_;
  asl::observe::Hub hub_; ///< ends first: it uses the others
};

} // namespace aslc::serve
