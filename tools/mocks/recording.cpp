#include "tools/mocks/recording.h"

#include "runtime/dom/text.h"
#include "runtime/expr/time.h"
#include "runtime/support/number_text.h"
#include "tools/mocks/answers.h"

#include <algorithm>

namespace aslc::mocks {

namespace {

using Kind = Node::Kind;

void readHead(const Node &node, Recording &recording, Problems &problems) {
  if (!problems.object(node, "`recording`",
                       {"input", "variables", "start", "name", "roleArn", "seed"}))
    return;
  if (const Node *input = memberOf(node, "input"))
    recording.input = toJson(*input);
  if (const Node *variables = memberOf(node, "variables"))
    recording.variables = toJson(*variables);
  if (const Node *start = memberOf(node, "start")) {
    std::string text = problems.text(*start, "start").value_or("");
    if (std::optional<asl::Instant> time = asl::parseTimestamp(text))
      recording.startMs = time->seconds * 1000 + time->nanoseconds / 1'000'000;
    else
      problems.add(*start, "`start` must be a time, such as 2026-03-01T09:00:00Z");
  }
  if (const Node *name = memberOf(node, "name"))
    recording.name = problems.text(*name, "name").value_or("");
  if (const Node *role = memberOf(node, "roleArn"))
    recording.roleArn = problems.text(*role, "roleArn").value_or("");
  if (const Node *seed = memberOf(node, "seed")) {
    std::string text = problems.text(*seed, "seed").value_or("");
    if (auto number = asl::parseNumber<decltype(recording.seed)>(text))
      recording.seed = *number;
    else
      problems.add(*seed, "`seed` must be the text of a whole number");
  }
}

RecordedCall readCall(const Node &node, Problems &problems) {
  RecordedCall call;
  call.source = problems.placeOf(node);
  if (!problems.object(node, "a recorded call",
                       {"state", "where", "attempt", "request", "result", "return", "error", "hang",
                        "failedAt", "submitted", "submittedSeconds", "delaySeconds", "workerName"}))
    return call;
  if (const Node *state = memberOf(node, "state"))
    call.state = problems.text(*state, "state").value_or("");
  else
    problems.add(node, "`state` is missing: the state whose task was called");
  if (const Node *where = memberOf(node, "where"))
    call.where = problems.text(*where, "where").value_or("");
  if (const Node *attempt = memberOf(node, "attempt"))
    call.attempt = problems.count(*attempt, "attempt").value_or(0);
  if (const Node *request = memberOf(node, "request"))
    call.request = jsonOf(*request);
  if (const Node *seconds = memberOf(node, "submittedSeconds"))
    call.submittedSeconds = problems.number(*seconds, "submittedSeconds").value_or(0);
  if (const Node *worker = memberOf(node, "workerName"))
    call.workerName = problems.text(*worker, "workerName");
  if (std::optional<Answer> answer = readAnswer(node, "a recorded call", problems))
    call.answer = *std::move(answer);
  return call;
}

/// Whether a mock without a request can answer all calls of a state.
bool haveOneRequest(const std::vector<const RecordedCall *> &calls) {
  return std::all_of(calls.begin(), calls.end(), [&](const RecordedCall *call) {
    return call->request.has_value() == calls.front()->request.has_value() &&
           (!call->request || isEqual(*call->request, *calls.front()->request));
  });
}

std::vector<Mock> mocksOf(const std::vector<const RecordedCall *> &calls) {
  bool isOne = haveOneRequest(calls);
  std::vector<Mock> mocks;
  for (const RecordedCall *call : calls) {
    auto mock = std::find_if(mocks.begin(), mocks.end(), [&](const Mock &each) {
      return isOne || (each.input && call->request && isEqual(*each.input, *call->request));
    });
    if (mock == mocks.end()) {
      mock = mocks.emplace(mocks.end());
      mock->place = call->source;
      if (!isOne)
        mock->input = call->request;
    }
    uint64_t number = mock->answers.size();
    mock->answers.push_back({{number, number}, call->answer});
  }
  return mocks;
}

} // namespace

Recording readRecording(const Node &root, Problems &problems) {
  Recording recording;
  if (!problems.object(root, "a recording", {"recording", "calls"}))
    return recording;
  if (const Node *head = memberOf(root, "recording"))
    readHead(*head, recording, problems);
  const Node *calls = memberOf(root, "calls");
  if (!calls) {
    problems.add(root, "`calls` is missing");
    return recording;
  }
  for (const Node *call : problems.list(*calls, "calls"))
    recording.calls.push_back(readCall(*call, problems));
  return recording;
}

asl::Expected<Recording> readRecordingFile(const std::string &path) {
  asl::Expected<asl::document::Tree> tree = readDocument(path);
  if (!tree)
    return tree.failure();
  Problems problems(tree->file);
  Recording recording = readRecording(*tree->root, problems);
  if (!problems.none())
    return asl::Failure{problems.text()};
  recording.path = path;
  return recording;
}

Plan planOf(const Recording &recording) {
  std::map<std::string, std::vector<const RecordedCall *>> byState;
  for (const RecordedCall &call : recording.calls)
    byState[call.state].push_back(&call);
  Plan plan;
  for (const auto &[state, calls] : byState)
    plan[state] = mocksOf(calls);
  return plan;
}

std::string headText(const Recording &recording) {
  Json head = Json::object();
  if (recording.startMs)
    head["start"] = asl::formatTimestamp(*recording.startMs);
  if (!recording.name.empty())
    head["name"] = recording.name;
  if (!recording.roleArn.empty())
    head["roleArn"] = recording.roleArn;
  if (recording.seed != 0)
    head["seed"] = std::to_string(recording.seed);
  std::string text = asl::dom::write(head);
  auto add = [&](const char *name, const std::optional<std::string> &json) {
    if (!json)
      return;
    text.pop_back();
    text += (text.size() > 1 ? ",\"" : "\"") + std::string(name) + "\":" + *json + "}";
  };
  add("input", recording.input);
  add("variables", recording.variables);
  return text;
}

std::string callText(const RecordedCall &call) {
  Json head{{"state", call.state}};
  if (!call.where.empty())
    head["where"] = call.where;
  head["attempt"] = call.attempt;
  if (call.request)
    head["request"] = *call.request;
  const Answer &answer = call.answer;
  if (answer.kind == Answer::Kind::Hang)
    head["hang"] = true;
  if (answer.kind == Answer::Kind::Throw) {
    Json &error = head["error"] = Json::object();
    if (answer.error)
      error["Error"] = *answer.error;
    if (answer.cause)
      error["Cause"] = *answer.cause;
  }
  if (std::string_view at = nameOf(answer.failedAt); !at.empty())
    head["failedAt"] = at;
  if (answer.delaySeconds > 0)
    head["delaySeconds"] = answer.delaySeconds;
  if (answer.submitted && call.submittedSeconds > 0)
    head["submittedSeconds"] = call.submittedSeconds;
  if (call.workerName)
    head["workerName"] = *call.workerName;
  std::string text = asl::dom::write(head);
  text.pop_back();
  // What is JSON already keeps its text: numbers keep their digits.
  if (answer.submitted)
    text += ",\"submitted\":" + *answer.submitted;
  if (answer.kind == Answer::Kind::Return)
    text += ",\"return\":" + answer.json;
  if (answer.kind == Answer::Kind::Result)
    text += ",\"result\":" + answer.json;
  return text + "}";
}

} // namespace aslc::mocks
