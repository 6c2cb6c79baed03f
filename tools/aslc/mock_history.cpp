#include "tools/aslc/mock_history.h"
#include "runtime/dom/text.h"

#include <algorithm>
#include <filesystem>
#include <map>

namespace aslc::tool {

namespace {

using report::run::Event;
using Json = nlohmann::ordered_json;

/// A text that holds JSON, as its value; any other text as it is.
Json parsed(const Json &text) {
  if (!text.is_string())
    return text;
  Json value = asl::dom::parseOrdered(text.get<std::string>());
  return value.is_discarded() ? text : value;
}

/// The details of an event; an empty object when there are none.
Json detailsOf(const Event &event) {
  return event.details ? asl::dom::parseOrdered(source::toJson(*event.details)) : Json::object();
}

bool endsWithOneOf(std::string_view type, std::initializer_list<const char *> endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](const char *ending) { return type.ends_with(ending); });
}

class HistoryReader {
public:
  explicit HistoryReader(const report::run::History &history) : history_(history) {}

  RecordedExecution read() {
    found_.status = "RUNNING";
    for (const Event &event : history_.events)
      take(event);
    if (found_.status == "RUNNING")
      found_.warnings.push_back("the history does not hold the end of the execution");
    if (hasFurtherPages())
      found_.warnings.push_back("the history is not whole: there are further pages");
    for (auto &[state, ids] : scheduled_) {
      std::vector<RecordedCall> calls;
      for (int64_t id : ids)
        calls.push_back(std::move(calls_[id]));
      found_.calls.emplace_back(state, std::move(calls));
    }
    return std::move(found_);
  }

private:
  /// Whether the last page names another one.
  bool hasFurtherPages() const {
    const source::Node *page = history_.tree.root;
    if (!page->items.empty())
      page = page->items.back();
    const source::Member *token = page->find("nextToken");
    return token && token->value->is(source::Node::Kind::String);
  }

  void take(const Event &event) {
    std::string_view type = event.type;
    if (type == "ExecutionStarted")
      found_.input = parsed(detailsOf(event).value("input", Json("{}")));
    else if (type.starts_with("Execution") && type != "ExecutionRedriven")
      end(event);
    else if (event.isStateEntered())
      found_.states.emplace_back(event.text("name"));
    else if (type == "TaskScheduled" || type == "LambdaFunctionScheduled" ||
             type == "ActivityScheduled")
      schedule(event);
    else if (type == "TaskSubmitted")
      submit(event);
    else if (endsWithOneOf(type, {"FunctionSucceeded", "ActivitySucceeded", "TaskSucceeded"}))
      succeed(event);
    else if (isFailure(type))
      fail(event);
  }

  static bool isFailure(std::string_view type) {
    bool isTask = type.starts_with("Task") || type.starts_with("LambdaFunction") ||
                  type.starts_with("Activity");
    return isTask && endsWithOneOf(type, {"Failed", "TimedOut"}) && !type.starts_with("TaskState");
  }

  void end(const Event &event) {
    found_.status = event.type == "ExecutionSucceeded"  ? "SUCCEEDED"
                    : event.type == "ExecutionTimedOut" ? "TIMED_OUT"
                    : event.type == "ExecutionAborted"  ? "ABORTED"
                                                        : "FAILED";
    Json details = detailsOf(event);
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

  void schedule(const Event &event) {
    const Event *entered = &event;
    while (entered && !entered->isStateEntered())
      entered = history_.find(entered->previous);
    std::string state(entered ? entered->text("name") : "");
    if (state.empty()) {
      found_.warnings.push_back("the state of event " + std::to_string(event.id) +
                                " is not in the history");
      return;
    }
    Json details = detailsOf(event);
    RecordedCall &call = calls_[event.id];
    call.request = parsed(
        details.value(details.contains("parameters") ? "parameters" : "input", Json(nullptr)));
    call.hasToken = event.text("resource").ends_with(".waitForTaskToken");
    auto list = std::find_if(scheduled_.begin(), scheduled_.end(),
                             [&](const auto &each) { return each.first == state; });
    if (list == scheduled_.end())
      list = scheduled_.insert(list, {state, {}});
    list->second.push_back(event.id);
  }

  /// The call that `event` is about; null when it is over, or not in the history.
  RecordedCall *callOf(const Event &event) {
    for (const Event *at = &event; at; at = history_.find(at->previous))
      if (auto call = calls_.find(at->id); call != calls_.end())
        return call->second.isOver ? nullptr : &call->second;
    return nullptr;
  }

  void warnIfTruncated(const Event &event) {
    const source::Member *about = event.details ? event.details->find("outputDetails") : nullptr;
    const source::Member *truncated = about ? about->value->find("truncated") : nullptr;
    if (truncated && truncated->value->boolean)
      found_.warnings.push_back("the output of event " + std::to_string(event.id) +
                                " is not whole");
  }

  void submit(const Event &event) {
    Json details = detailsOf(event);
    if (RecordedCall *call = callOf(event); call && details.contains("output"))
      call->submitted = parsed(details["output"]);
  }

  void succeed(const Event &event) {
    RecordedCall *call = callOf(event);
    if (!call)
      return;
    warnIfTruncated(event);
    call->isOver = true;
    call->result = parsed(detailsOf(event).value("output", Json(nullptr)));
  }

  void fail(const Event &event) {
    RecordedCall *call = callOf(event);
    if (!call)
      return;
    call->isOver = true;
    takeError(detailsOf(event), call->error, call->cause);
    if (!call->error && event.type.ends_with("TimedOut"))
      call->error = "States.Timeout";
  }

  const report::run::History &history_;
  std::map<int64_t, RecordedCall> calls_; ///< by the ids of the events that schedule them
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

std::string quotedKey(const std::string &name) { return asl::dom::writeForYaml(Json(name)); }

/// The mocks of all states as lines that begin with `indent`.
std::string mocksText(const RecordedExecution &recorded, const std::string &indent) {
  std::string text;
  for (const auto &[state, calls] : recorded.calls) {
    text += indent + quotedKey(state) + ":\n";
    for (const auto &[request, answers] : groupsOf(calls)) {
      std::string lead = indent + "  - ";
      if (request) {
        text += lead + "when: {\"input\": " + asl::dom::writeForYaml(*request) + "}\n";
        lead = indent + "    ";
      }
      text += lead + "results:\n";
      for (const Json &answer : answers)
        text += indent + "      - " + asl::dom::writeForYaml(answer) + "\n";
    }
  }
  return text;
}

std::string expectText(const RecordedExecution &recorded, const ast::Machine &machine) {
  std::string text = "    expect:\n";
  auto add = [&](const char *field, const Json &value) {
    text += "      " + std::string(field) + ": " + asl::dom::writeForYaml(value) + "\n";
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

RecordedExecution recordedIn(const report::run::History &history) {
  return HistoryReader(history).read();
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
  for (const auto &[field, values] :
       {std::pair("define", test.defines), std::pair("parameters", test.parameters)})
    if (!values.empty())
      text += std::string(field) + ": " + asl::dom::writeForYaml(Json(values)) + "\n";
  if (!test.type.empty())
    text += "type: " + test.type + "\n";
  text += "tests:\n  - name: " + quotedKey(test.name) + "\n";
  text += "    input: " + asl::dom::writeForYaml(recorded.input) + "\n";
  std::string mocks = mocksText(recorded, "      ");
  if (!mocks.empty())
    text += "    mocks:\n" + mocks;
  return text + expectText(recorded, machine);
}

} // namespace aslc::tool
