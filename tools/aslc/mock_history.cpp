#include "tools/aslc/mock_history.h"
#include "runtime/dom/text.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace aslc::tool {

namespace {

using asl::Expected;
using asl::Failure;
using Json = nlohmann::ordered_json;

/// A text that holds JSON, as its value; any other text as it is.
Json parsed(const Json &text) {
  if (!text.is_string())
    return text;
  Json value = asl::dom::parseOrdered(text.get<std::string>());
  return value.is_discarded() ? text : value;
}

/// The details of an event, whatever their kind; an empty object when there are none.
const Json &detailsOf(const Json &event) {
  static const Json none = Json::object();
  for (const auto &[key, value] : event.items())
    if (key.ends_with("EventDetails") && value.is_object())
      return value;
  return none;
}

bool endsWithOneOf(const std::string &type, std::initializer_list<const char *> endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](const char *ending) { return type.ends_with(ending); });
}

class HistoryReader {
public:
  explicit HistoryReader(const Json &events) {
    for (const Json &event : events)
      if (event.is_object() && event.contains("id") && event["id"].is_number_integer())
        byId_[event["id"].get<int64_t>()] = &event;
  }

  RecordedExecution read() {
    found_.status = "RUNNING";
    for (const auto &[id, event] : byId_)
      take(id, *event);
    if (found_.status == "RUNNING")
      found_.warnings.push_back("the history does not hold the end of the execution");
    for (auto &[state, ids] : scheduled_) {
      std::vector<RecordedCall> calls;
      for (int64_t id : ids)
        calls.push_back(std::move(calls_[id]));
      found_.calls.emplace_back(state, std::move(calls));
    }
    return std::move(found_);
  }

private:
  void take(int64_t id, const Json &event) {
    std::string type = event.value("type", "");
    const Json &details = detailsOf(event);
    if (type == "ExecutionStarted")
      start(event, details);
    else if (type.starts_with("Execution") && type != "ExecutionRedriven")
      end(type, details);
    else if (type.ends_with("StateEntered"))
      found_.states.push_back(details.value("name", ""));
    else if (type == "TaskScheduled" || type == "LambdaFunctionScheduled" ||
             type == "ActivityScheduled")
      schedule(id, event, details);
    else if (type == "TaskSubmitted")
      submit(event, details);
    else if (endsWithOneOf(type, {"FunctionSucceeded", "ActivitySucceeded", "TaskSucceeded"}))
      succeed(event, details);
    else if (isFailure(type))
      fail(type, event, details);
  }

  static bool isFailure(const std::string &type) {
    bool isTask = type.starts_with("Task") || type.starts_with("LambdaFunction") ||
                  type.starts_with("Activity");
    return isTask && endsWithOneOf(type, {"Failed", "TimedOut"}) && !type.starts_with("TaskState");
  }

  void start(const Json &event, const Json &details) {
    found_.input = parsed(details.value("input", Json("{}")));
    if (event.contains("timestamp") && event["timestamp"].is_string())
      found_.started = event["timestamp"].get<std::string>();
  }

  void end(const std::string &type, const Json &details) {
    found_.status = type == "ExecutionSucceeded"  ? "SUCCEEDED"
                    : type == "ExecutionTimedOut" ? "TIMED_OUT"
                    : type == "ExecutionAborted"  ? "ABORTED"
                                                  : "FAILED";
    if (details.contains("output"))
      found_.output = parsed(details["output"]);
    takeError(details, found_.error, found_.cause);
  }

  static void takeError(const Json &details, std::optional<std::string> &error,
                        std::optional<std::string> &cause) {
    if (details.contains("error") && details["error"].is_string())
      error = details["error"].get<std::string>();
    if (details.contains("cause") && details["cause"].is_string())
      cause = details["cause"].get<std::string>();
  }

  const Json *before(const Json &event) const {
    const Json previous = event.value("previousEventId", Json(0));
    auto found = byId_.find(previous.is_number_integer() ? previous.get<int64_t>() : 0);
    return found == byId_.end() ? nullptr : found->second;
  }

  void schedule(int64_t id, const Json &event, const Json &details) {
    const Json *entered = &event;
    while (entered && !entered->value("type", "").ends_with("StateEntered"))
      entered = before(*entered);
    std::string state = entered ? detailsOf(*entered).value("name", "") : "";
    if (state.empty()) {
      found_.warnings.push_back("the state of event " + std::to_string(id) +
                                " is not in the history");
      return;
    }
    RecordedCall &call = calls_[id];
    const char *field = details.contains("parameters") ? "parameters" : "input";
    call.request = parsed(details.value(field, Json(nullptr)));
    call.hasToken = details.value("resource", "").ends_with(".waitForTaskToken");
    auto list = std::find_if(scheduled_.begin(), scheduled_.end(),
                             [&](const auto &each) { return each.first == state; });
    if (list == scheduled_.end())
      list = scheduled_.insert(list, {state, {}});
    list->second.push_back(id);
  }

  /// The call that `event` is about.
  RecordedCall *callOf(const Json &event) {
    for (const Json *at = &event; at; at = before(*at)) {
      auto call = calls_.find(at->value("id", int64_t(0)));
      if (call != calls_.end())
        return &call->second;
    }
    return nullptr;
  }

  void warnIfTruncated(const Json &event, const Json &details) {
    if (details.contains("outputDetails") && details["outputDetails"].value("truncated", false))
      found_.warnings.push_back("the output of event " + asl::dom::write(event["id"]) +
                                " is not whole");
  }

  void submit(const Json &event, const Json &details) {
    if (RecordedCall *call = callOf(event); call && details.contains("output"))
      call->submitted = parsed(details["output"]);
  }

  void succeed(const Json &event, const Json &details) {
    RecordedCall *call = callOf(event);
    if (!call || call->isOver)
      return;
    warnIfTruncated(event, details);
    call->isOver = true;
    call->result = parsed(details.value("output", Json(nullptr)));
  }

  void fail(const std::string &type, const Json &event, const Json &details) {
    RecordedCall *call = callOf(event);
    if (!call || call->isOver)
      return;
    call->isOver = true;
    takeError(details, call->error, call->cause);
    if (!call->error && type.ends_with("TimedOut"))
      call->error = "States.Timeout";
  }

  std::map<int64_t, const Json *> byId_;
  std::map<int64_t, RecordedCall> calls_;
  std::vector<std::pair<std::string, std::vector<int64_t>>> scheduled_; ///< by state
  RecordedExecution found_;
};

// ---- Writing

/// An answer as flow text.
Json answerOf(const RecordedCall &call) {
  Json answer = Json::object();
  if (call.result)
    answer["return"] = *call.result;
  else if (!call.isOver)
    answer["hang"] = true;
  else {
    answer["error"] = Json::object();
    if (call.error)
      answer["error"]["Error"] = *call.error;
    if (call.cause)
      answer["error"]["Cause"] = *call.cause;
  }
  if (call.submitted)
    answer["submitted"] = *call.submitted;
  return answer;
}

/// The calls of a state in groups that have the same request, each with its answers in order. One
/// group without a request when they need not be told apart.
std::vector<std::pair<std::optional<Json>, Json>> groupsOf(const std::vector<RecordedCall> &calls) {
  std::vector<std::pair<std::optional<Json>, Json>> groups;
  bool isOne = std::all_of(calls.begin(), calls.end(), [&](const RecordedCall &call) {
    return call.hasToken || call.request == calls.front().request;
  });
  for (const RecordedCall &call : calls) {
    auto group = std::find_if(groups.begin(), groups.end(), [&](const auto &each) {
      return isOne || *each.first == call.request;
    });
    if (group == groups.end())
      group = groups.insert(groups.end(),
                            {isOne ? std::nullopt : std::optional(call.request), Json::array()});
    group->second.push_back(answerOf(call));
  }
  return groups;
}

std::string quotedKey(const std::string &name) { return asl::dom::write(Json(name)); }

/// The mocks of all states as lines that begin with `indent`.
std::string mocksText(const RecordedExecution &recorded, const std::string &indent) {
  std::string text;
  for (const auto &[state, calls] : recorded.calls) {
    text += indent + quotedKey(state) + ":\n";
    for (const auto &[request, answers] : groupsOf(calls)) {
      std::string lead = indent + "  - ";
      if (request) {
        text += lead + "when: {\"input\": " + request->dump() + "}\n";
        lead = indent + "    ";
      }
      text += lead + "results:\n";
      for (const Json &answer : answers)
        text += indent + "      - " + asl::dom::write(answer) + "\n";
    }
  }
  return text;
}

std::string expectText(const RecordedExecution &recorded, const ast::Machine &machine) {
  std::string text = "    expect:\n";
  auto add = [&](const char *field, const Json &value) {
    text += "      " + std::string(field) + ": " + asl::dom::write(value) + "\n";
  };
  if (recorded.status != "SUCCEEDED")
    add("status", recorded.status);
  if (recorded.output)
    add("output", *recorded.output);
  if (recorded.error)
    add("error", *recorded.error);
  Json path = Json::array();
  for (const std::string &state : recorded.states)
    if (machine.find(state))
      path.push_back(state);
  add("path", path);
  return text;
}

/// `file` as seen from the folder of `other`.
std::string relativeTo(const std::string &file, const std::string &other) {
  namespace fs = std::filesystem;
  if (other == "-")
    return file;
  std::error_code unknown;
  fs::path folder = fs::absolute(other, unknown).parent_path();
  fs::path relative = fs::relative(file, folder, unknown);
  return unknown || relative.empty() ? file : relative.string();
}

} // namespace

Expected<RecordedExecution> readHistory(const std::string &text) {
  Json history = asl::dom::parseOrdered(text);
  if (history.is_discarded())
    return Failure{"this is not JSON"};
  const Json &events = history.is_object() ? history.value("events", Json()) : history;
  if (!events.is_array() || events.empty())
    return Failure{"this is not a history: an object with `events` is expected, as `aws "
                   "stepfunctions get-execution-history` prints it"};
  RecordedExecution recorded = HistoryReader(events).read();
  if (history.is_object() && history.contains("nextToken"))
    recorded.warnings.push_back("the history is not whole: there are further pages");
  return recorded;
}

std::string recordedMocks(const RecordedExecution &recorded, const std::string &path) {
  std::string mocks = mocksText(recorded, "  ");
  return "# What tasks were answered with in the execution of " + path +
         "\nmocks:" + (mocks.empty() ? " {}\n" : "\n" + mocks);
}

std::string recordedTest(const RecordedExecution &recorded, const ast::Machine &machine,
                         const RecordedTest &test) {
  std::string definition = relativeTo(test.definition, test.output);
  std::string text = "# An execution as " + test.history + " has recorded it\n";
  text += test.machine.empty() ? "machine: " + quotedKey(definition) + "\n"
                               : "machine: {file: " + quotedKey(definition) +
                                     ", name: " + quotedKey(test.machine) + "}\n";
  text += "tests:\n  - name: " + quotedKey(test.name) + "\n";
  text += "    input: " + asl::dom::write(recorded.input) + "\n";
  std::string mocks = mocksText(recorded, "      ");
  if (!mocks.empty())
    text += "    mocks:\n" + mocks;
  return text + expectText(recorded, machine);
}

} // namespace aslc::tool
