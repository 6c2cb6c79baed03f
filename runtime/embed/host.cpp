// Hosts, and the handles of their executions.
#include "asl/host/host.h"

#include "runtime/handlers/call.h"
#include "runtime/handlers/handler_table.h"
#include "runtime/handlers/json_text.h"
#include "runtime/objects/folder_store.h"
#include "runtime/record/events.h"
#include "runtime/support/system_time.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <stdexcept>
#include <utility>

namespace asl {
namespace embed {

using handlers::Call;

/// The state that the handles of an execution share with the host.
class Hosted {
public:
  std::optional<Result> poll() const {
    std::lock_guard lock(mutex_);
    return result_;
  }

  void end(const Outcome &outcome) {
    Result result;
    result.status = outcome.status;
    if (outcome.status == Status::Succeeded)
      result.output = handlers::parseJson(outcome.output);
    result.text = outcome.output;
    result.error = outcome.error;
    result.cause = outcome.cause;
    std::vector<std::function<void()>> waiting;
    {
      std::lock_guard lock(mutex_);
      result_ = std::move(result);
      waiting.swap(waiting_);
    }
    changed_.notify_all();
    for (const std::function<void()> &resume : waiting)
      resume();
  }

  void wait() const {
    if (Call::onFiber())
      return this_task::await([&](const this_task::Resume &resume) {
        std::lock_guard lock(mutex_);
        if (result_)
          resume();
        else
          waiting_.push_back(resume);
      });
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return result_.has_value(); });
  }

  void waitFor(std::chrono::milliseconds duration) const {
    using namespace std::chrono_literals;
    constexpr std::chrono::milliseconds pollInterval = 20ms;
    auto end = std::chrono::steady_clock::now() +
               std::clamp<std::chrono::milliseconds>(duration, 0ms, longestWait);
    auto over = [&] { return result_.has_value(); };
    this_task::blocking([&] {
      const Call *call = Call::current();
      std::unique_lock lock(mutex_);
      if (!call)
        changed_.wait_until(lock, end, over);
      else // blocking work must check for cancellation by itself
        while (!call->cancelled() && std::chrono::steady_clock::now() < end &&
               !changed_.wait_for(lock, pollInterval, over))
          ;
    });
  }

  std::weak_ptr<HostState> host;
  ExecutionId id;

private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  mutable std::vector<std::function<void()>> waiting_; ///< of waiting handlers
  std::optional<Result> result_;
};

class HostState : public std::enable_shared_from_this<HostState> {
public:
  HostState(const HandlerRegistry &tasks, EngineOptions options,
            std::unique_ptr<objects::ObjectStore> objects)
      : objects_(std::move(objects)), tasks_(tasks),
        engine_(std::in_place, withObjects(std::move(options))) {}

  /// Ends all executions. Later requests of handles and handlers have no effect.
  void close() {
    {
      std::unique_lock lock(closing_);
      closed_ = true;
    }
    engine_.reset();
    tasks_.registry()->waitForLeftovers();
  }

  void load(const asl_module &machine) {
    std::shared_lock open(closing_);
    std::lock_guard lock(loading_);
    if (closed_ || loaded_.contains(&machine))
      return;
    if (std::string problem = engine_->load(machine); !problem.empty())
      throw ModuleError(problem);
    loaded_.insert(&machine);
  }

  Execution start(const asl_module &machine, std::string_view input, ExecutionOptions options) {
    load(machine);
    auto hosted = std::make_shared<Hosted>();
    hosted->host = weak_from_this();
    std::shared_lock lock(closing_);
    if (closed_)
      hosted->end({Status::Aborted, {}, {}, {}});
    else
      hosted->id = engine_->start(machine, input, std::move(options),
                                  [hosted](const Outcome &outcome) { hosted->end(outcome); });
    return Execution(hosted);
  }

  void abort(ExecutionId id, std::optional<std::string> error, std::optional<std::string> cause) {
    std::shared_lock lock(closing_);
    if (!closed_)
      engine_->abort(id, std::move(error), std::move(cause));
  }

  void abortAll(std::optional<std::string> error, std::optional<std::string> cause) {
    std::shared_lock lock(closing_);
    if (!closed_)
      engine_->abortAll(std::move(error), std::move(cause));
  }

private:
  std::mutex loading_;
  std::set<const asl_module *> loaded_;
  std::shared_mutex closing_;
  bool closed_ = false;
  EngineOptions withObjects(EngineOptions options) const {
    options.objects = objects_.get();
    return options;
  }

  std::unique_ptr<objects::ObjectStore> objects_; ///< must outlive the engine
  HandlerRegistry tasks_;                         ///< likewise
  std::optional<Engine> engine_;
};

} // namespace embed

// ---- Result and Execution ----

const Json &Result::value() const {
  if (status != Status::Succeeded)
    throw ExecutionError("the execution " + std::string(statusName(status)) + ": " +
                         error.value_or("no error") + (cause ? ": " + *cause : ""));
  return output;
}

std::optional<Result> Execution::poll() const { return hosted_->poll(); }

Result Execution::wait() const {
  hosted_->wait();
  return *hosted_->poll();
}

std::optional<Result> Execution::wait_for(std::chrono::milliseconds duration) const {
  hosted_->waitFor(duration);
  return hosted_->poll();
}

void Execution::cancel(std::optional<std::string> error, std::optional<std::string> cause) const {
  if (std::shared_ptr<embed::HostState> host = hosted_->host.lock())
    host->abort(hosted_->id, std::move(error), std::move(cause));
}

// ---- Host ----

Host::Host(const HandlerRegistry &tasks, HostOptions options) {
  EngineOptions engine;
  engine.clock = options.clock;
  engine.shards = options.threads;
  engine.virtualStartMs = options.virtualStartMs;
  engine.executor = &tasks.executor();
  engine.region = std::move(options.region);
  engine.account = std::move(options.account);
  std::unique_ptr<objects::ObjectStore> objects;
  if (!options.s3Folder.empty()) {
    auto opened = objects::openFolder(options.s3Folder);
    if (!opened)
      throw std::invalid_argument(opened.error());
    objects = *std::move(opened);
  }
  state_ = std::make_shared<embed::HostState>(tasks, std::move(engine), std::move(objects));
}

Host::~Host() { state_->close(); }

void Host::load(const asl_module &machine) { state_->load(machine); }

Execution Host::start(const asl_module &machine, const Json &input, ExecutionOptions options) {
  return state_->start(machine, handlers::writeJson(input), std::move(options));
}

Execution Host::startText(const asl_module &machine, std::string_view input,
                          ExecutionOptions options) {
  return state_->start(machine, input, std::move(options));
}

Result Host::run(const asl_module &machine, const Json &input, ExecutionOptions options) {
  return start(machine, input, std::move(options)).wait();
}

void Host::abortAll(std::optional<std::string> error, std::optional<std::string> cause) {
  state_->abortAll(std::move(error), std::move(cause));
}

// ---- History ----

struct EventLog::Events {
  std::mutex mutex;
  record::EventRecorder recorder;
};

EventLog::EventLog() : events_(std::make_unique<Events>()) {}
EventLog::~EventLog() = default;

void EventLog::append(const HistoryEvent &event) {
  std::lock_guard lock(events_->mutex);
  events_->recorder.append(event);
}

void EventLog::valuesMoved() {
  std::lock_guard lock(events_->mutex);
  events_->recorder.valuesMoved();
}

Json EventLog::events() const {
  std::string bytes;
  {
    std::lock_guard lock(events_->mutex);
    bytes = events_->recorder.bytes();
  }
  Json events = Json::array();
  record::readEvents(bytes, [&](const HistoryEvent &event) {
    Json entry{{"id", event.id},
               {"previousEventId", event.previousId},
               {"timestamp", event.timestampMs},
               {"type", typeName(event.type)}};
    if (std::string_view key = detailsKey(event.type); !key.empty())
      entry[std::string(key)] = handlers::parseJson(event.detailsJson());
    events.push_back(std::move(entry));
  });
  return events;
}

} // namespace asl
