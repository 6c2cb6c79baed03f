// `aslc activity`: a worker of an activity, whose tasks programs keep in a journal.
#include "runtime/dom/text.h"
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "runtime/service/commands.h"
#include "runtime/support/system_time.h"
#include "tools/aslc/command/command_line.h"
#include "tools/aslc/verbs.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>

namespace aslc::tool {

namespace {

using Json = nlohmann::ordered_json;

/// A worker that is killed may be given a task for no longer than this.
constexpr int64_t kPollMs = 5000;

/// The signal that asks this process to end; 0: none.
volatile std::sig_atomic_t endSignal = 0;

/// Lets `poll` tell the owner that this worker waits no more, before the process ends.
void catchSignals() {
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action = {};
    action.sa_handler = [](int caught) { endSignal = caught; };
    action.sa_flags = SA_RESETHAND; // a second one ends it at once
    sigaction(signal, &action, nullptr);
  }
}

struct ActivityOptions {
  std::string journal, journalKey;
  std::optional<std::string> worker;
  int64_t waitSeconds = 60;
  bool json = false;
};

/// A name stands for the activity of the region and account that programs have by themselves.
std::string arnOf(const std::string &activity) {
  return activity.starts_with("arn:")
             ? activity
             : "arn:aws:states:us-east-1:123456789012:activity:" + activity;
}

/// The task, or an empty object when none has come in time.
asl::Expected<Json> poll(asl::journal::Reader &journal, const std::string &activity,
                         const ActivityOptions &options) {
  int64_t endMs = asl::systemMs() + options.waitSeconds * 1000;
  Json task;
  do {
    // A command is kept for the next owner, who would give a task to a worker that is gone.
    asl::Expected<asl::journal::Owner> owner = journal.owner();
    if (!owner)
      return owner.failure();
    if (!owner->alive)
      return Failure{"no process runs the executions of this journal"};
    int64_t now = asl::systemMs();
    // Also a worker that does not wait gets a task that is there.
    int64_t untilMs = std::max(std::min(endMs, now + kPollMs), now + 500);
    asl::service::OrderAnswer answer =
        asl::service::sendPoll(journal, asl::service::pollOrder(activity, options.worker, untilMs),
                               [] { return endSignal != 0; });
    if (!answer)
      return answer.failure();
    task = asl::dom::parseOrdered(*answer);
  } while (task.empty() && endSignal == 0 && asl::systemMs() < endMs);
  return task;
}

int print(const Json &task, bool json) {
  if (json)
    std::printf("%s\n", asl::dom::write(task, 2).c_str());
  else if (!task.empty())
    std::printf("%s\n%s\n", task["taskToken"].get<std::string>().c_str(),
                task["input"].get<std::string>().c_str());
  return task.empty() ? exitFaulty : exitClean;
}

int activity(std::span<const std::string> arguments) {
  ActivityOptions options;
  CommandLine line(
      "activity", "aslc activity poll ACTIVITY --journal FILE",
      "Waits for a task of an activity, as GetActivityTask does, and prints its token and\n"
      "its input, a line each. ACTIVITY is an ARN, or a name in us-east-1 of the account\n"
      "123456789012. The program that runs the execution hands the task out; `aslc task`\n"
      "answers it. Without a task the exit status is 1.");
  line.addText("--journal", 0, "FILE", "the journal of the executions", options.journal);
  line.addText("--journal-key", 0, "FILE", "the key file of an encrypted journal",
               options.journalKey);
  line.add({"--worker", 0, "NAME", "the worker's name, which the history shows",
            [&](const std::string &text) -> asl::Expected<void> {
              options.worker = text;
              return {};
            }});
  line.add({"--wait", 0, "SECONDS", "how long to wait for a task (default: 60)",
            asl::takeNumber<decltype(options.waitSeconds)>(options.waitSeconds, 0, 86400)});
  line.addFlag("--json", "prints what GetActivityTask returns", options.json);
  if (auto status = line.read(arguments))
    return *status;
  const auto &operands = line.operands();
  if (operands.size() != 2 || operands[0] != "poll")
    return line.fail(!operands.empty() && operands[0] != "poll"
                         ? "`" + operands[0] + "` is not a verb: poll"
                         : "`poll` and one ACTIVITY are needed");
  if (options.journal.empty())
    return line.fail("--journal is missing");
  auto reader = asl::journal::openSqliteReader(options.journal, options.journalKey);
  if (!reader) {
    std::fprintf(stderr, "aslc: cannot open the journal %s: %s\n", options.journal.c_str(),
                 reader.error().c_str());
    return exitUsage;
  }
  catchSignals();
  asl::Expected<Json> task = poll(**reader, arnOf(operands[1]), options);
  if (task && task->empty() && endSignal != 0) // ends as the signal wanted
    return std::raise(endSignal);
  if (task)
    return print(*task, options.json);
  std::fprintf(stderr, "aslc: %s\n", task.error().c_str());
  return exitFaulty;
}

} // namespace

const Verb activityVerb{"activity", "take a task of an activity, as a worker", activity};

} // namespace aslc::tool
