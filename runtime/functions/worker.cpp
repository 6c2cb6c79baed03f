#include "runtime/functions/worker.h"

#include "runtime/functions/log_lines.h"
#include "runtime/support/json_text.h"
#include "runtime/value/json.h"

namespace asl::functions {

namespace {

/// The longest line that is read.
constexpr size_t kMostLineBytes = 16 << 20;

class WorkerInstance : public Instance {
public:
  WorkerInstance(Worker &worker) : Instance(worker), spec_(worker.spec()) {}

protected:
  void begin() override {
    auto log = std::make_shared<LogLines>(spec_.name);
    auto errors = std::make_shared<LogLines>(spec_.name);
    process::ProcessSpec spec;
    spec.command = spec_.command;
    spec.directory = spec_.directory;
    spec.environment = spec_.environment;
    spec.keepsInput = true;
    spec.takeError = [errors](std::string_view text) { errors->take(text); };
    spec.takeOutput = [&host = pool_.host(), self = weak_from_this(),
                       log](std::string_view text) mutable {
      host.post([self, log, text = std::string(text)] {
        if (auto instance = std::static_pointer_cast<WorkerInstance>(self.lock()))
          instance->take(text, *log);
      });
    };
    spawn(std::move(spec));
    // Its input waits for it in the pipe.
    pool_.host().post([self = weak_from_this()] {
      if (auto instance = std::static_pointer_cast<WorkerInstance>(self.lock()))
        instance->ready();
    });
  }

  void send(const Call &call) override {
    std::string line = R"({"id":")" + std::to_string(call.id) + R"(","input":)" + call.input;
    if (!call.about.empty())
      line += "," + call.about;
    pool_.host().processes().write(process_, line + "}\n");
  }

  Ended died(const Call &, const process::ProcessEnd &end) override {
    using Kind = process::ProcessEnd::Kind;
    std::string text = "The worker `" + spec_.command.front() + "` (" + spec_.place + ") ";
    if (end.kind == Kind::NoRoom)
      return {Ended::Kind::NoRoom, text + end.text(), {}};
    bool isStarted = end.kind != Kind::NotStarted;
    return {Ended::Kind::Failed, text + (isStarted ? "ended without an answer: " : "") + end.text(),
            "States.TaskFailed"};
  }

  Ended timedOut(const Call &) override {
    return {Ended::Kind::Failed,
            "The worker `" + spec_.command.front() + "` (" + spec_.place +
                ") gave no answer within " + std::to_string(spec_.timeout.count()) + " ms",
            "States.Timeout"};
  }

private:
  void take(std::string_view text, LogLines &log) {
    rest_ += text;
    size_t begin = 0;
    for (size_t end; (end = rest_.find('\n', begin)) != rest_.npos; begin = end + 1)
      line(std::string_view(rest_).substr(begin, end - begin), log);
    rest_.erase(0, begin);
    if (rest_.size() > kMostLineBytes)
      fail({Ended::Kind::Failed,
            "The worker `" + spec_.command.front() + "` wrote a line of more than " +
                std::to_string(kMostLineBytes) + " bytes",
            "States.DataLimitExceeded"});
  }

  void line(std::string_view text, const LogLines &log) {
    Heap heap(nullptr, 1);
    Value answer = json::read(heap, text);
    if (!isAnswer(answer))
      return text.empty() ? void() : log.show(text);
    if (Value id = memberByText(answer, "id");
        isString(id) && call() && asl::text(id) != std::to_string(call()->id))
      return; // of a call that nobody waits for
    if (Value error = memberByText(answer, "error"); !isUndefined(error))
      return finish({Ended::Kind::Failed, plain(memberByText(answer, "cause")), plain(error)}),
             ready();
    if (Value result = memberByText(answer, "result"); !isUndefined(result))
      return finish({Ended::Kind::Succeeded, json::write(result), {}}), ready();
    if (call() && call()->heartbeat)
      call()->heartbeat();
  }

  static bool isAnswer(Value value) {
    return isObject(value) && (!isUndefined(memberByText(value, "result")) ||
                               !isUndefined(memberByText(value, "error")) ||
                               !isUndefined(memberByText(value, "heartbeat")));
  }

  static std::string plain(Value value) {
    if (isUndefined(value))
      return {};
    return isString(value) ? std::string(asl::text(value)) : json::write(value);
  }

  const WorkerSpec &spec_;
  std::string rest_; ///< the begin of a line
};

} // namespace

Worker::Worker(Host &host, WorkerSpec spec)
    : Pool(host, {.processes = spec.processes, .call = spec.timeout}), spec_(std::move(spec)) {}

std::shared_ptr<Instance> Worker::make() { return std::make_shared<WorkerInstance>(*this); }

} // namespace asl::functions
