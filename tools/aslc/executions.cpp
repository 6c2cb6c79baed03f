// `aslc executions`: looks into a journal, and asks the process that owns it to change executions.
#include "runtime/dom/text.h"
#include "runtime/exec/hash.h"
#include "runtime/expr/time.h"
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "runtime/journal/status_names.h"
#include "runtime/program/names.h"
#include "runtime/service/commands.h"
#include "tools/aslc/command/command_line.h"
#include "tools/aslc/command/exit.h"
#include "tools/aslc/executions/change.h"
#include "tools/aslc/executions/condition.h"
#include "tools/aslc/executions/entry.h"
#include "tools/aslc/executions/show.h"
#include "tools/aslc/executions/watch.h"
#include "tools/aslc/verbs.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace aslc::tool {

namespace {

namespace journal = asl::journal;

constexpr std::array<std::string_view, 10> verbs = {"list", "search",  "show", "history", "watch",
                                                    "stop", "redrive", "fork", "pause",   "resume"};

struct ExecutionsOptions {
  std::string journal, journalKey, page, error, cause, clientToken, forkName;
  Selection selection;
  size_t limit = 1000;
  uint64_t at = 0;
  bool all = false, isSure = false, json = false;
  WatchOptions watch;
};

Change changeOf(const std::string &verb, const ExecutionsOptions &options) {
  auto optional = [](const std::string &text) {
    return text.empty() ? std::nullopt : std::optional(text);
  };
  using namespace asl::service;
  if (verb == "stop")
    return {"stopped",
            [=](uint64_t execution) {
              return stopOrder(execution, optional(options.error), optional(options.cause));
            },
            options.json};
  if (verb == "redrive")
    return {"redriven",
            [token = options.clientToken](uint64_t execution) {
              return redriveOrder(execution, token);
            },
            options.json};
  bool isPaused = verb == "pause";
  return {isPaused ? "paused" : "resumed",
          [=](uint64_t execution) { return pauseOrder(execution, isPaused); }, options.json};
}

/// What `--all` means when no status is given: what the verb can change.
std::vector<journal::Status> changeable(const std::string &verb) {
  using journal::Status;
  if (verb == "redrive")
    return {Status::Failed, Status::TimedOut, Status::Aborted};
  return {Status::Running};
}

asl::Expected<bool> change(journal::Reader &reader, const std::string &verb,
                           const std::string &name, const ExecutionsOptions &options) {
  Change wanted = changeOf(verb, options);
  if (options.all) {
    Selection selection = options.selection;
    if (selection.statuses.empty())
      selection.statuses = changeable(verb);
    selection.isPaused = verb == "resume";
    return changeAll(reader, wanted, selection, options.isSure);
  }
  auto execution = findExecution(reader, name, options.selection.machine);
  if (!execution)
    return execution.failure();
  auto changed = changeOne(reader, wanted, *execution);
  return changed ? asl::Expected<bool>(true) : changed.failure();
}

asl::Expected<void> look(const journal::Reader &reader, const std::string &verb,
                         const std::string &name, const ExecutionsOptions &options) {
  if (verb == "list" || verb == "search")
    return listExecutions(reader, options.selection, options.page, options.limit, options.json);
  if (verb == "watch") {
    WatchOptions watch = options.watch;
    watch.machine = options.selection.machine;
    watch.json = options.json;
    return watchExecutions(reader, watch);
  }
  auto execution = findExecution(reader, name, options.selection.machine);
  if (!execution)
    return execution.failure();
  return verb == "show" ? showExecution(reader, *execution, options.json)
                        : showHistory(reader, *execution);
}

/// Forks one, and prints the name of the new execution.
asl::Expected<bool> fork(journal::Reader &reader, const std::string &name,
                         const ExecutionsOptions &options) {
  auto execution = findExecution(reader, name, options.selection.machine);
  if (!execution)
    return execution.failure();
  // The name is made here, so that it is known also when the fork is made later.
  std::string newName = options.forkName.empty() ? asl::timeOrderedUuid() : options.forkName;
  auto answer =
      asl::service::sendOrder(reader, asl::service::forkOrder(execution->id, options.at, newName));
  if (!answer && answer.error() == asl::service::keptForOwner)
    return Failure{answer.error() + "; the new execution will be called `" + newName + "`"};
  if (!answer)
    return answer.failure();
  asl::service::ForkedAs forked = asl::service::readForkAnswer(*answer);
  if (options.json)
    std::printf("%s\n", asl::dom::write(Json{{"name", forked.name},
                                             {"forkedFrom", execution->start.name},
                                             {"state", forked.state},
                                             {"event", forked.entered}},
                                        2)
                            .c_str());
  else
    std::printf("%s\n", forked.name.c_str());
  return true;
}

bool isChange(const std::string &verb) {
  return verb == "stop" || verb == "redrive" || verb == "pause" || verb == "resume";
}

asl::Expected<bool> carryOut(journal::Reader &reader, const std::string &verb,
                             const std::string &name, const ExecutionsOptions &options) {
  if (isChange(verb))
    return change(reader, verb, name, options);
  if (verb == "fork")
    return fork(reader, name, options);
  auto looked = look(reader, verb, name, options);
  return looked ? asl::Expected<bool>(true) : looked.failure();
}

// ---- The command line ----

template <typename Integer> auto takeCount(Integer &to) { return asl::takeNumber<Integer>(to, 1); }

auto takeTime(std::optional<int64_t> &to) {
  return [&to](const std::string &text) -> asl::Expected<void> {
    auto instant = asl::parseTimestamp(text);
    if (!instant)
      return Failure{"`" + text + "` is not a time such as 2026-11-28T20:00:00Z"};
    to = instant->seconds * 1000 + instant->nanoseconds / 1'000'000;
    return {};
  };
}

void addOptions(CommandLine &line, ExecutionsOptions &options, uint64_t &intervalMs) {
  Selection &selection = options.selection;
  line.addText("--journal", 0, "FILE", "the journal", options.journal);
  line.addText("--journal-key", 0, "FILE", "the key file of an encrypted journal",
               options.journalKey);
  line.addText("--machine", 0, "NAME", "only executions of this state machine, by its name or ARN",
               selection.machine);
  line.addChoice("--status", {journal::statusNames.begin(), journal::statusNames.end()},
                 "only executions with this status; may be given several times", [&](size_t index) {
                   selection.statuses.push_back(static_cast<journal::Status>(index));
                 });
  line.mayRepeat("--status");
  line.add({"--started-from", 0, "TIME", "only executions that started then or later",
            takeTime(selection.startedFromMs)});
  line.add({"--started-before", 0, "TIME", "only executions that started before",
            takeTime(selection.startedToMs)});
  line.addText("--where", 0, "SQL",
               "only executions for which this holds; columns are name, machine,\n"
               "status, started, stopped, events, redrives, error, cause, input and\n"
               "output, for example: input ->> '$.order.id' = 'o-7'",
               selection.condition);
  line.add({"--limit", 0, "N", "list, search: at most so many (default: 1000)",
            takeCount(options.limit)});
  line.addText("--page", 0, "PAGE", "list, search: goes on where the list before has ended",
               options.page);
  line.addFlag("--all", "stop, redrive, pause, resume: all that the options above leave",
               options.all);
  line.addFlag("--yes", "with --all: does it, instead of saying how many they are", options.isSure);
  line.add({"--error", 0, "NAME", "stop: the error of the execution", [&](const std::string &text) {
              options.error = text;
              return asl::service::checkFailure(text, {});
            }});
  line.add({"--cause", 0, "TEXT", "stop: its cause", [&](const std::string &text) {
              options.cause = text;
              return asl::service::checkFailure({}, text);
            }});
  line.mayBeEmpty("--error");
  line.mayBeEmpty("--cause");
  line.addText("--client-token", 0, "TEXT",
               "redrive: asked again with the same text, it is done once", options.clientToken);
  line.add({"--at", 0, "EVENT", "fork: the id of an event, in whose state the new execution begins",
            takeCount(options.at)});
  line.add({"--name", 0, "NAME", "fork: the name of the new execution (default: a generated one)",
            [&options](const std::string &text) {
              options.forkName = text;
              return asl::program::checkExecutionName(text);
            }});
  line.add({"--interval", 0, "MS", "watch: milliseconds between two views (default: 1000)",
            takeCount(intervalMs)});
  line.add({"--count", 0, "N", "watch: ends after so many views", takeCount(options.watch.count)});
  line.addFlag("--json", "as JSON; watch: a line for each view", options.json);
}

/// Fails when an option was given that this verb does not use.
std::optional<int> requireUse(const CommandLine &line, const std::string &verb) {
  const std::vector<std::string_view> lists{"list", "search"},
      changes{"stop", "redrive", "pause", "resume"};
  const std::array<VerbsOfOption, 11> known{{{"--limit", lists},
                                             {"--page", lists},
                                             {"--all", changes},
                                             {"--yes", changes},
                                             {"--error", {"stop"}},
                                             {"--cause", {"stop"}},
                                             {"--client-token", {"redrive"}},
                                             {"--at", {"fork"}},
                                             {"--name", {"fork"}},
                                             {"--interval", {"watch"}},
                                             {"--count", {"watch"}}}};
  if (auto status = line.requireUse(verb, known))
    return status;
  bool isOfMany = std::ranges::find(lists, verb) != lists.end() || line.isGiven("--all");
  for (const char *option : {"--status", "--started-from", "--started-before", "--where"})
    if (line.isGiven(option) && !isOfMany)
      return line.fail("`" + std::string(option) + "` needs " +
                       (isChange(verb) ? "`--all`" : "`list` or `search`"));
  return std::nullopt;
}

int executions(std::span<const std::string> arguments) {
  ExecutionsOptions options;
  uint64_t intervalMs = 1000;
  CommandLine line(
      "executions",
      "aslc executions list|search|show|history|watch|stop|redrive|fork|pause|resume\n"
      "       --journal FILE [NAME | ARN | SQL]",
      "Shows the executions that programs keep in a journal, the newest first: a list, those\n"
      "for which a condition holds, one with its input and output, its history as\n"
      "GetExecutionHistory gives it, a live view. Or changes one of them, or --all, which the\n"
      "program that owns the journal does: stops it, goes on with one that has failed, starts\n"
      "another one from the middle of its history, lets it enter no more states until it is\n"
      "resumed.");
  addOptions(line, options, intervalMs);
  if (auto status = line.read(arguments))
    return *status;
  const auto &operands = line.operands();
  if (operands.empty() || std::ranges::find(verbs, operands[0]) == verbs.end())
    return line.fail(
        (operands.empty() ? "a verb is missing" : "`" + operands[0] + "` is not a verb") +
        ": list, search, show, history, watch, stop, redrive, fork, pause or resume");
  const std::string &verb = operands[0];
  bool needsNone = verb == "list" || verb == "watch" || (isChange(verb) && options.all);
  if (operands.size() != (needsNone ? 1 : 2))
    return line.fail(needsNone && operands.size() > 1
                         ? "`" + operands[1] + "` is not expected here"
                         : (verb == "search" ? "one condition in SQL is needed"
                                             : "the NAME of one execution is needed"));
  if (auto status = requireUse(line, verb))
    return *status;
  if (options.journal.empty())
    return line.fail("--journal is missing");
  if (verb == "fork" && options.at == 0)
    return line.fail("--at EVENT is missing");
  std::string given = verb == "search" ? operands[1] : "";
  for (const std::string &condition : {options.selection.condition, given})
    if (auto isOne = checkCondition(condition); !isOne)
      return line.fail(isOne.error());
  if (verb == "search")
    options.selection.condition =
        options.selection.condition.empty()
            ? operands[1]
            : "(" + options.selection.condition + "\n) AND (" + operands[1] + "\n)";
  options.watch.interval = std::chrono::milliseconds(intervalMs);
  auto reader = journal::openSqliteReader(options.journal, options.journalKey);
  if (!reader) {
    std::fprintf(stderr, "aslc: cannot open the journal %s: %s\n", options.journal.c_str(),
                 reader.error().c_str());
    return exitUsage;
  }
  auto done = carryOut(**reader, verb, needsNone ? "" : operands[1], options);
  if (done)
    return *done ? exitClean : exitFaulty;
  std::fprintf(stderr, "aslc: %s\n", done.error().c_str());
  return exitFaulty;
}

} // namespace

const Verb executionsVerb{"executions", "look into a journal of executions, and change them",
                          executions};

} // namespace aslc::tool
