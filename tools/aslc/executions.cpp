// `aslc executions`: looks into a journal, and asks the process that owns it to stop an execution.
#include "runtime/engine/stored_history.h"
#include "runtime/expr/time.h"
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "runtime/program/sinks.h"
#include "runtime/service/commands.h"
#include "runtime/service/outcome.h"
#include "runtime/service/redrive.h"
#include "tools/aslc/command/command_line.h"
#include "tools/aslc/command/exit.h"
#include "tools/aslc/verbs.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <thread>

namespace aslc::tool {

namespace {

namespace journal = asl::journal;
using Json = nlohmann::ordered_json;
using Reader = std::unique_ptr<journal::Reader>;

constexpr std::array<std::string_view, journal::statusCount> statusNames = {
    "RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"};

struct ExecutionsOptions {
  std::string journal, journalKey, machine, error, cause;
  std::optional<journal::Status> status;
  unsigned limit = 1000;
  bool json = false;
};

std::string_view statusOf(const journal::Execution &execution) {
  return statusNames[static_cast<size_t>(execution.status)];
}

std::string timeOf(const std::optional<int64_t> &ms) {
  return ms ? asl::formatTimestamp(*ms) : std::string();
}

int64_t nowMs() {
  auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

/// What DescribeExecution says that lists say too.
Json entryOf(const journal::Reader &reader, const journal::Execution &execution) {
  Json entry{{"name", execution.start.name}, {"status", statusOf(execution)}};
  if (auto machine = reader.document(execution.start.machine); machine && *machine)
    entry["stateMachine"] = (*machine)->name;
  entry["startDate"] = timeOf(execution.start.startMs);
  if (execution.stopMs)
    entry["stopDate"] = timeOf(execution.stopMs);
  entry["events"] = execution.lastEvent;
  entry["redriveCount"] = execution.redrives;
  if (execution.redriveMs)
    entry["redriveDate"] = timeOf(execution.redriveMs);
  if (execution.dueMs)
    entry["due"] = timeOf(execution.dueMs);
  return entry;
}

std::string textOf(const Json &value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void printLine(const Json &entry) {
  auto column = [&](const char *key, int width) {
    std::printf("%-*s  ", width, entry.contains(key) ? textOf(entry[key]).c_str() : "-");
  };
  column("status", 9);
  column("startDate", 24);
  column("stopDate", 24);
  column("events", 6);
  column("stateMachine", 16);
  std::printf("%s\n", textOf(entry["name"]).c_str());
}

/// The number of the machine's document. No machine is named: nothing.
asl::Expected<std::optional<uint64_t>> machineOf(const journal::Reader &reader,
                                                 const std::string &name) {
  if (name.empty())
    return std::optional<uint64_t>();
  auto document = reader.document(journal::DocumentKind::Machine, name);
  if (!document)
    return document.failure();
  if (!*document)
    return Failure{"the journal has no state machine `" + name + "`"};
  return std::optional((*document)->id);
}

asl::Expected<void> list(const journal::Reader &reader, const ExecutionsOptions &options) {
  journal::ListFilter filter;
  auto machine = machineOf(reader, options.machine);
  if (!machine)
    return machine.failure();
  filter.machine = *machine;
  filter.status = options.status;
  Json entries = Json::array();
  std::string position;
  do {
    auto page =
        reader.list(filter, position,
                    std::min<unsigned>(options.limit - static_cast<unsigned>(entries.size()), 500));
    if (!page)
      return page.failure();
    for (const journal::Execution &execution : page->items)
      entries.push_back(entryOf(reader, execution));
    position = page->next;
  } while (!position.empty() && entries.size() < options.limit);
  if (options.json)
    std::printf("%s\n", Json{{"executions", entries}}.dump(2).c_str());
  else
    for (const Json &entry : entries)
      printLine(entry);
  return {};
}

/// The execution of this name; of several machines only when `--machine` says which.
asl::Expected<journal::Execution> findNow(const journal::Reader &reader, const std::string &name,
                                          const ExecutionsOptions &options) {
  auto machines = reader.documents(journal::DocumentKind::Machine, "");
  if (!machines)
    return machines.failure();
  std::vector<uint64_t> numbers;
  for (const journal::Document &machine : *machines) {
    if (!options.machine.empty() && machine.name != options.machine)
      continue;
    auto number = reader.find(machine.id, name);
    if (!number)
      return number.failure();
    if (*number)
      numbers.push_back(**number);
  }
  if (numbers.empty())
    return Failure{"the journal has no execution `" + name + "`"};
  if (numbers.size() > 1)
    return Failure{"several state machines have an execution `" + name +
                   "`: name one by --machine"};
  auto execution = reader.describe(numbers.front());
  if (!execution)
    return execution.failure();
  if (!*execution)
    return Failure{"the journal has no execution `" + name + "`"};
  return **execution;
}

/// The same. The names of a journal in use are up to a second older than its rows: one that is not
/// there is looked for again.
asl::Expected<journal::Execution> find(const journal::Reader &reader, const std::string &name,
                                       const ExecutionsOptions &options) {
  constexpr int mostLooks = 40;
  for (int looks = 1;; ++looks) {
    // An owner writes all names before it ends: whether there is one is asked first.
    auto owner = reader.owner();
    asl::Expected<journal::Execution> found = findNow(reader, name, options);
    if (found || !owner || !owner->alive || looks == mostLooks)
      return found;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

asl::Expected<void> show(const journal::Reader &reader, const journal::Execution &execution,
                         const ExecutionsOptions &options) {
  Json entry = entryOf(reader, execution);
  auto input = asl::service::inputOf(reader, execution.id);
  if (!input)
    return input.failure();
  entry["input"] = *input;
  auto outcome = asl::service::outcomeOf(reader, execution);
  if (!outcome)
    return outcome.failure();
  if (!outcome->output.empty())
    entry["output"] = outcome->output;
  asl::service::RedriveStatus redrive = asl::service::redriveStatusOf(execution, nowMs());
  entry["redriveStatus"] = asl::service::redriveStatusName(redrive.kind);
  if (!redrive.reason.empty())
    entry["redriveStatusReason"] = redrive.reason;
  if (execution.error)
    entry["error"] = *execution.error;
  if (execution.cause)
    entry["cause"] = *execution.cause;
  if (options.json) {
    std::printf("%s\n", entry.dump(2).c_str());
    return {};
  }
  for (const auto &[key, value] : entry.items())
    std::printf("%-20s %s\n", (key + ":").c_str(), textOf(value).c_str());
  return {};
}

asl::Expected<void> history(const journal::Reader &reader, const journal::Execution &execution) {
  asl::OutputFile out;
  if (auto opened = out.open("-"); !opened)
    return opened.failure();
  asl::program::HistoryWriter writer(out);
  auto read = asl::readHistory(reader, execution.id,
                               [&](const asl::HistoryEvent &event) { writer.append(event); });
  if (!read)
    return read;
  writer.finish();
  return out.commit();
}

asl::Expected<void> stop(journal::Reader &reader, const journal::Execution &execution,
                         const ExecutionsOptions &options) {
  auto optional = [](const std::string &text) {
    return text.empty() ? std::nullopt : std::optional(text);
  };
  return asl::service::sendStop(reader, execution.id, optional(options.error),
                                optional(options.cause));
}

asl::Expected<void> carryOut(journal::Reader &reader, const std::string &verb,
                             const std::string &name, const ExecutionsOptions &options) {
  if (verb == "list")
    return list(reader, options);
  auto execution = find(reader, name, options);
  if (!execution)
    return execution.failure();
  if (verb == "show")
    return show(reader, *execution, options);
  if (verb == "history")
    return history(reader, *execution);
  if (verb == "redrive")
    return asl::service::sendRedrive(reader, execution->id);
  return stop(reader, *execution, options);
}

asl::Expected<void> takeLimit(unsigned &limit, const std::string &text) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc() || end != text.data() + text.size() || limit == 0)
    return Failure{"`" + text + "` is not a number from 1 on"};
  return {};
}

void addOptions(CommandLine &line, ExecutionsOptions &options) {
  line.addText("--journal", 0, "FILE", "the journal", options.journal);
  line.addText("--journal-key", 0, "FILE", "the key file of an encrypted journal",
               options.journalKey);
  line.addText("--machine", 0, "NAME", "only executions of this state machine", options.machine);
  line.addChoice("--status", {statusNames.begin(), statusNames.end()},
                 "list: only executions with this status",
                 [&](size_t index) { options.status = static_cast<journal::Status>(index); });
  line.add({"--limit", 0, "N", "list: at most so many (default: 1000)",
            [&](const std::string &text) { return takeLimit(options.limit, text); }});
  line.addText("--error", 0, "NAME", "stop: the error of the execution", options.error);
  line.addText("--cause", 0, "TEXT", "stop: its cause", options.cause);
  line.addFlag("--json", "list, show: as JSON", options.json);
}

int executions(std::span<const std::string> arguments) {
  ExecutionsOptions options;
  CommandLine line(
      "executions", "aslc executions list|show|history|stop|redrive --journal FILE [NAME]",
      "Shows the executions that programs keep in a journal, the newest first: a list, one\n"
      "with its input and output, its history as GetExecutionHistory gives it. Or stops one,\n"
      "or goes on with one that has failed, which the program that owns the journal does.");
  addOptions(line, options);
  if (auto status = line.read(arguments))
    return *status;
  const auto &operands = line.operands();
  if (operands.empty())
    return line.fail("one of list, show, history, stop and redrive is missing");
  const std::string &verb = operands[0];
  bool isList = verb == "list";
  constexpr std::array<std::string_view, 5> verbs = {"list", "show", "history", "stop", "redrive"};
  if (std::find(verbs.begin(), verbs.end(), verb) == verbs.end())
    return line.fail("`" + verb + "` is not one of list, show, history, stop and redrive");
  if (operands.size() != (isList ? 1 : 2))
    return line.fail(isList ? "`" + operands[1] + "` is not expected here"
                            : "the NAME of one execution is needed");
  if (options.journal.empty())
    return line.fail("--journal is missing");
  auto reader = journal::openSqliteReader(options.journal, options.journalKey);
  if (!reader) {
    std::fprintf(stderr, "aslc: cannot open the journal %s: %s\n", options.journal.c_str(),
                 reader.error().c_str());
    return exitUsage;
  }
  auto done = carryOut(**reader, verb, isList ? "" : operands[1], options);
  if (done)
    return exitClean;
  std::fprintf(stderr, "aslc: %s\n", done.error().c_str());
  return exitFaulty;
}

} // namespace

const Verb executionsVerb{"executions", "look into a journal of executions", executions};

} // namespace aslc::tool
