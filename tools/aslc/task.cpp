// `aslc task`: answers a task that waits for its token.
#include "runtime/dom/text.h"
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "runtime/service/commands.h"
#include "runtime/value/json.h"
#include "tools/aslc/command/command_line.h"
#include "tools/aslc/verbs.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>

namespace aslc::tool {

namespace {

using asl::TaskAnswer;

struct TaskOptions {
  std::string journal, journalKey, token;
  std::optional<std::string> output, error, cause;
  bool json = false;
};

asl::Expected<TaskAnswer> answerOf(const std::string &verb, const TaskOptions &options) {
  TaskAnswer answer;
  if (verb == "success") {
    answer.kind = TaskAnswer::Kind::Success;
    answer.output = options.output.value_or("null");
    asl::Heap heap(nullptr, 1);
    asl::json::ReadError problem;
    if (asl::isUndefined(asl::json::read(heap, answer.output, &problem)))
      return Failure{"the value of --output is " + problem.what() + ", at byte " +
                     std::to_string(problem.offset)};
  } else if (verb == "failure") {
    if (auto checked = asl::service::checkFailure(options.error, options.cause); !checked)
      return checked.failure();
    answer.kind = TaskAnswer::Kind::Failure;
    answer.error = options.error;
    answer.cause = options.cause;
  } else if (verb == "heartbeat") {
    answer.kind = TaskAnswer::Kind::Heartbeat;
  } else {
    return Failure{"`" + verb + "` is not one of success, failure and heartbeat"};
  }
  return answer;
}

int task(std::span<const std::string> arguments) {
  TaskOptions options;
  auto taking = [](std::optional<std::string> &target) {
    return [&target](const std::string &text) -> asl::Expected<void> {
      target = text;
      return {};
    };
  };
  CommandLine line(
      "task", "aslc task success|failure|heartbeat --journal FILE --token TOKEN",
      "Answers a task that waits for its token (`.waitForTaskToken`), as SendTaskSuccess,\n"
      "SendTaskFailure and SendTaskHeartbeat do. The program that runs the execution takes\n"
      "the answer; when this command ends, it is durable.");
  line.addText("--journal", 0, "FILE", "the journal of the execution", options.journal);
  line.addText("--journal-key", 0, "FILE", "the key file of an encrypted journal",
               options.journalKey);
  line.addText("--token", 0, "TOKEN", "the task's token", options.token);
  line.add({"--output", 0, "JSON", "success: the result (default: null)", taking(options.output)});
  line.add({"--error", 0, "NAME", "failure: the name of the error", taking(options.error)});
  line.add({"--cause", 0, "TEXT", "failure: its cause", taking(options.cause)});
  line.mayBeEmpty("--error");
  line.mayBeEmpty("--cause");
  line.addFlag("--json", "says as JSON what was done", options.json);
  if (auto status = line.read(arguments))
    return *status;
  if (auto status = line.requireOneOperand("success, failure or heartbeat"))
    return *status;
  asl::Expected<TaskAnswer> answer = answerOf(std::string(line.operands()[0]), options);
  if (!answer)
    return line.fail(answer.error());
  const std::array<VerbsOfOption, 3> verbsOf{
      {{"--output", {"success"}}, {"--error", {"failure"}}, {"--cause", {"failure"}}}};
  if (auto status = line.requireUse(line.operands()[0], verbsOf))
    return *status;
  if (options.journal.empty() || options.token.empty())
    return line.fail(options.journal.empty() ? "--journal is missing" : "--token is missing");
  auto reader = asl::journal::openSqliteReader(options.journal, options.journalKey);
  if (!reader) {
    std::fprintf(stderr, "aslc: cannot open the journal %s: %s\n", options.journal.c_str(),
                 reader.error().c_str());
    return exitUsage;
  }
  asl::service::OrderAnswer sent =
      asl::service::sendOrder(**reader, asl::service::answerOrder(options.token, *answer));
  if (sent && options.json)
    std::printf("%s\n", asl::dom::write(nlohmann::json{{line.operands()[0], true}}, 2).c_str());
  if (sent)
    return exitClean;
  std::fprintf(stderr, "aslc: %s\n", sent.error().c_str());
  return exitFaulty;
}

} // namespace

const Verb taskVerb{"task", "answer a task that waits for its token", task};

} // namespace aslc::tool
