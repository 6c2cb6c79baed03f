// Does what generated code does, driven by tables.
#include "support.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace asl::test {

const asl_string *constant(std::string_view text) {
  static std::mutex mutex;
  static auto &strings = *new std::map<std::string, asl_string *, std::less<>>;
  std::lock_guard lock(mutex);
  auto found = strings.find(text);
  if (found != strings.end())
    return found->second;
  auto *string = static_cast<asl_string *>(std::malloc(sizeof(asl_string) + text.size()));
  string->length = static_cast<uint32_t>(text.size());
  string->size = quotedSize(text);
  string->symbol = 0;
  std::memcpy(string->bytes, text.data(), text.size());
  strings.emplace(text, string);
  return string;
}

namespace {

/// A flow function that walks the states of a Flow as generated code would.
class Runner {
public:
  explicit Runner(asl_frame *frame)
      : frame_(frame), flow_(static_cast<const Flow &>(*exec::Frame::of(frame).flow)) {}

  void run() {
    uint32_t state = frame_->resume / 4;
    uint32_t point = frame_->resume % 4;
    Value in = frame_->data;
    while (step(state, point, in)) {
    }
  }

private:
  /// Returns true to continue in `state` at `point` with `in`.
  bool step(uint32_t &state, uint32_t &point, Value &in) {
    const State &s = flow_.states_[state];
    if (point == ASL_AT_ENTER) {
      in = asl_state_enter(frame_, state, in);
      if (isError(in))
        return asl_flow_fail(frame_, in), false;
    }
    std::string next = s.next;
    Value out = undefined();
    if (s.kind == ASL_TASK || s.kind == ASL_PARALLEL || s.kind == ASL_MAP || s.kind == ASL_WAIT) {
      if (point != ASL_AT_RESULT) {
        Value shaped = s.enter ? s.enter(frame_, frame_->data, undefined()) : frame_->data;
        if (isError(shaped))
          return failed(s, shaped, state, point, in);
        if (begin(s, shaped) == ASL_SUSPENDED)
          return false;
      }
      if (isError(frame_->result))
        return failed(s, frame_->result, state, point, in);
      out = s.kind == ASL_WAIT ? frame_->data : frame_->result;
    } else if (s.kind == ASL_FAIL) {
      return failed(s, s.failure(frame_, in), state, point, in);
    } else {
      out = in;
      if (s.choose)
        next = s.choose(in);
    }
    if (s.exit)
      out = s.exit(frame_, frame_->data, out);
    if (isError(out))
      return failed(s, out, state, point, in);
    return leave(out, next, state, point, in);
  }

  bool leave(Value out, const std::string &next, uint32_t &state, uint32_t &point, Value &in) {
    out = asl_state_exit(frame_, out);
    if (isError(out))
      return asl_flow_fail(frame_, out), false;
    if (next.empty())
      return asl_flow_succeed(frame_, out), false;
    in = out;
    point = ASL_AT_ENTER;
    for (state = 0; flow_.states_[state].name != next; ++state) {
    }
    return true;
  }

  bool failed(const State &s, Value error, uint32_t &state, uint32_t &point, Value &in) {
    int32_t catcher = asl_state_failed(frame_, error);
    if (catcher < 0)
      return false;
    const State::Catcher &c = s.catches[static_cast<size_t>(catcher)];
    Value out = c.exit ? c.exit(frame_, frame_->data, frame_->result) : frame_->result;
    if (isError(out))
      return asl_flow_fail(frame_, out), false;
    return leave(out, c.next, state, point, in);
  }

  int32_t begin(const State &s, Value shaped) {
    if (s.kind == ASL_TASK) {
      asl_task_arguments arguments{shaped, undefined(), undefined(), undefined()};
      if (s.arguments)
        s.arguments(frame_, arguments);
      return asl_task_start(frame_, &arguments);
    }
    if (s.kind == ASL_PARALLEL)
      return asl_parallel_start(frame_, shaped);
    if (s.kind == ASL_WAIT)
      return asl_wait_start(frame_, s.waitForm, s.until(shaped),
                            s.waitPath.empty() ? nullptr : constant(s.waitPath));
    asl_map_arguments arguments{shaped,      shaped,      undefined(), undefined(),
                                undefined(), undefined(), undefined(), undefined(),
                                undefined(), undefined(), undefined()};
    if (s.mapArguments)
      s.mapArguments(frame_, arguments);
    return asl_map_start(frame_, &arguments);
  }

  asl_frame *frame_;
  const Flow &flow_;
};

} // namespace

State &Flow::add(State state) { return states_.emplace_back(std::move(state)); }

void Flow::finish() {
  auto strings = [this](const std::vector<std::string> &texts) {
    auto &list = names_.emplace_back();
    for (const std::string &text : texts)
      list.push_back(constant(text));
    return list.data();
  };
  for (State &s : states_) {
    asl_state_info &info = infos_.emplace_back();
    info.name = constant(s.name);
    info.kind = s.kind;
    if (s.jsonata)
      info.field_rules =
          ASL_FIELDS_WHOLE_NUMBERS | ASL_FIELDS_EVALUATION_ERRORS | ASL_FIELDS_CHECKS;
    auto &retriers = retriers_.emplace_back();
    for (const Retrier &r : s.retry)
      retriers.push_back({strings(r.errors), static_cast<uint32_t>(r.errors.size()), r.maxAttempts,
                          r.interval, r.rate, r.maxDelay, r.jitter, 0});
    auto &catchers = catchers_.emplace_back();
    for (const State::Catcher &c : s.catches)
      catchers.push_back({strings(c.errors), static_cast<uint32_t>(c.errors.size()), 0});
    info.retriers = retriers.data();
    info.retrier_count = static_cast<uint32_t>(retriers.size());
    info.catchers = catchers.data();
    info.catcher_count = static_cast<uint32_t>(catchers.size());
    max_retriers = std::max(max_retriers, info.retrier_count);
    info.resource = constant(s.resource);
    if (s.kind == ASL_MAP) {
      s.map.processor = s.branches.at(0);
      info.map = &s.map;
    } else {
      auto &branches = branches_.emplace_back(s.branches.begin(), s.branches.end());
      info.branches = branches.data();
      info.branch_count = static_cast<uint32_t>(branches.size());
    }
  }
  run = [](asl_frame *frame) { Runner(frame).run(); };
  states = infos_.data();
  state_count = static_cast<uint32_t>(infos_.size());
  variables = strings(variableNames);
  variable_count = static_cast<uint32_t>(variableNames.size());
}

Flow &Machine::newFlow() { return *flows.emplace_back(std::make_unique<Flow>()); }

const asl_module &Machine::module(uint32_t timeoutSeconds) {
  if (module_.flow == nullptr)
    for (auto &flow : flows)
      flow->finish();
  module_.abi_version = ASL_ABI_VERSION;
  module_.timeout_seconds = timeoutSeconds;
  module_.name = "M";
  module_.source_file = "m.asl.json";
  module_.flow = flows.front().get();
  return module_;
}

void Recorder::append(const HistoryEvent &event) {
  std::string line = std::to_string(event.id) + "<-" + std::to_string(event.previousId) + " ";
  line += typeName(event.type);
  std::string details = event.detailsJson();
  for (std::string_view noise :
       {R"(,"inputDetails":{"truncated":false})", R"(,"outputDetails":{"truncated":false})",
        R"(,"assignedVariablesDetails":{"truncated":false})"}) {
    size_t at = details.find(noise);
    if (at != std::string::npos)
      details.erase(at, noise.size());
  }
  if (!details.empty())
    line += " " + details;
  lines.push_back(line);
  events.push_back({event.type, event.timestampMs, event.detailsJson()});
}

std::string Recorder::text() const {
  std::string result = "\n";
  for (const std::string &line : lines)
    result += line + "\n";
  return result;
}

uint64_t FakeExecutor::start(const task::Request &request, std::shared_ptr<task::Reply> reply) {
  requests.push_back(request.parametersJson());
  auto found = steps.find(std::string(request.stateName));
  if (found == steps.end() || found->second.empty()) {
    if (otherwise)
      return otherwise(request, std::move(reply));
    reply->unbound("no step for " + std::string(request.stateName));
    return 0;
  }
  Step step = std::move(found->second.front());
  found->second.pop_front();
  return step(request, std::move(reply));
}

FakeExecutor::Step succeed(std::string json) {
  return [json](const task::Request &, std::shared_ptr<task::Reply> reply) -> uint64_t {
    reply->succeeded(json);
    return 0;
  };
}

FakeExecutor::Step fail(std::string error, std::string cause) {
  return [=](const task::Request &, std::shared_ptr<task::Reply> reply) -> uint64_t {
    reply->failed(error, cause);
    return 0;
  };
}

FakeExecutor::Step succeedAfter(int64_t ms, std::string json) {
  return [=](const task::Request &, std::shared_ptr<task::Reply> reply) -> uint64_t {
    reply->after(ms, [=] { reply->succeeded(json); });
    return 0;
  };
}

FakeExecutor::Step failAfter(int64_t ms, std::string error, std::string cause) {
  return [=](const task::Request &, std::shared_ptr<task::Reply> reply) -> uint64_t {
    reply->after(ms, [=] { reply->failed(error, cause); });
    return 0;
  };
}

FakeExecutor::Step hang() {
  return [](const task::Request &, std::shared_ptr<task::Reply>) -> uint64_t { return 0; };
}

Recorded run(Machine &machine, std::string_view input, FakeExecutor *executor,
             ExecutionOptions options, uint32_t timeoutSeconds) {
  Recorded result;
  EngineOptions engineOptions;
  engineOptions.clock = ClockKind::Virtual;
  engineOptions.executor = executor;
  options.history = &result.history;
  options.roleArn = "role";
  if (options.seed == 0)
    options.seed = 42;
  Engine engine(engineOptions);
  result.outcome = engine.run(machine.module(timeoutSeconds), input, std::move(options));
  if (!result.history.events.empty())
    result.durationMs =
        result.history.events.back().timestampMs - result.history.events.front().timestampMs;
  return result;
}

Value make(asl_frame *frame, std::string_view json) {
  return json::read(Heap::of(frame->heap), json);
}

State::Shape always(std::string json) {
  return [json](asl_frame *frame, Value, Value) { return make(frame, json); };
}

Value member(Value object, std::string_view key) { return memberByText(object, key); }

} // namespace asl::test
