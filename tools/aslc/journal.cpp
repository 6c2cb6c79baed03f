// `aslc journal`: checks a journal, copies it while it is in use, removes old executions from it,
// or gives it another key.
#include "runtime/dom/text.h"
#include "runtime/journal/retention.h"
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "runtime/service/commands.h"
#include "runtime/support/system_time.h"
#include "tools/aslc/command/command_line.h"
#include "tools/aslc/verbs.h"

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace aslc::tool {

namespace {

namespace journal = asl::journal;
using Milliseconds = std::chrono::milliseconds;

struct JournalOptions {
  std::string path, key, newKey, output;
  std::optional<Milliseconds> age; ///< of executions that are removed
  bool json = false;
};

asl::Failure cannotOpen(const JournalOptions &options, const std::string &why) {
  return {"cannot open the journal " + options.path + ": " + why};
}

asl::Expected<int> verify(const journal::Reader &reader, const JournalOptions &options) {
  asl::Expected<journal::VerifyReport> report = reader.verify();
  if (!report)
    return report.failure();
  bool isWhole = report->faults.empty();
  int status = isWhole ? exitClean : exitFaulty;
  if (options.json) {
    nlohmann::ordered_json all{{"isWhole", isWhole},
                               {"rows", report->rows},
                               {"executions", report->executions},
                               {"running", report->live},
                               {"faults", report->faults}};
    std::printf("%s\n", asl::dom::write(all, 2).c_str());
    return status;
  }
  for (const std::string &fault : report->faults)
    std::printf("%s\n", fault.c_str());
  std::printf("%s: %llu rows of %llu executions, of which %llu run\n",
              isWhole ? "the journal is whole" : "the journal is damaged",
              static_cast<unsigned long long>(report->rows),
              static_cast<unsigned long long>(report->executions),
              static_cast<unsigned long long>(report->live));
  return status;
}

asl::Expected<int> backup(const journal::Reader &reader, const JournalOptions &options) {
  asl::Expected<void> copied = reader.backup(options.output);
  if (copied && options.json)
    std::printf("%s\n", asl::dom::write(nlohmann::json{{"backup", options.output}}).c_str());
  return copied ? asl::Expected<int>(exitClean) : copied.failure();
}

/// Removes old executions and gives their space back: by the process that owns the journal, or
/// here when there is none.
asl::Expected<uint64_t> removeOld(const JournalOptions &options, int64_t beforeMs) {
  auto reader = journal::openSqliteReader(options.path, options.key);
  if (!reader)
    return cannotOpen(options, reader.error());
  auto owner = (*reader)->owner();
  if (!owner)
    return owner.failure();
  if (!owner->alive) {
    journal::SqliteOptions opening;
    opening.keyFile = options.key;
    auto owned = journal::openSqliteJournal(options.path, std::move(opening));
    return owned ? journal::removeEnded(**owned, beforeMs) : cannotOpen(options, owned.error());
  }
  uint64_t removed = 0;
  for (uint64_t last = asl::service::mostCleaned; last == asl::service::mostCleaned;) {
    asl::service::OrderAnswer answer =
        asl::service::sendOrder(**reader, asl::service::cleanOrder(beforeMs));
    if (!answer)
      return answer.failure();
    removed += last = std::strtoull(answer->c_str(), nullptr, 10);
  }
  return removed;
}

asl::Expected<int> clean(const JournalOptions &options) {
  int64_t before = asl::systemMs() - options.age->count();
  asl::Expected<uint64_t> removed = removeOld(options, before);
  if (!removed)
    return removed.failure();
  auto count = static_cast<unsigned long long>(*removed);
  if (options.json)
    std::printf("{\"removed\": %llu}\n", count);
  else
    std::printf("%llu executions are removed\n", count);
  return static_cast<int>(exitClean);
}

/// Makes the journal one of another key file, or of its first. Only the owner of a journal may do
/// that.
asl::Expected<int> rekey(const JournalOptions &options) {
  auto changed = journal::changeJournalKey(options.path, options.key, options.newKey);
  if (changed && options.json)
    std::printf("{\"rekeyed\": true}\n");
  return changed ? asl::Expected<int>(exitClean) : cannotOpen(options, changed.error());
}

/// `90d`, `12h`, `30m` or `10s`.
asl::Expected<void> takeAge(JournalOptions &options, const std::string &text) {
  int64_t number = 0;
  const char *end = text.data() + text.size();
  auto [unit, error] = std::from_chars(text.data(), end, number);
  constexpr int64_t most = 100 * 365; // years of days
  int64_t seconds = 0;
  if (error == std::errc() && unit + 1 == end && number >= 0 && number <= most)
    seconds = *unit == 'd' ? 86400 : *unit == 'h' ? 3600 : *unit == 'm' ? 60 : *unit == 's' ? 1 : 0;
  if (seconds == 0)
    return asl::Failure{"`" + text + "` is not an age such as 90d, 12h, 30m or 10s"};
  options.age = std::chrono::seconds(number * seconds);
  return {};
}

asl::Expected<int> carryOut(const std::string &verb, const JournalOptions &options) {
  if (verb == "clean")
    return clean(options);
  if (verb == "rekey")
    return rekey(options);
  auto reader = journal::openSqliteReader(options.path, options.key);
  if (!reader)
    return cannotOpen(options, reader.error());
  return verb == "verify" ? verify(**reader, options) : backup(**reader, options);
}

int journalCommand(std::span<const std::string> arguments) {
  JournalOptions options;
  CommandLine line(
      "journal", "aslc journal verify|backup|clean|rekey --journal FILE [OPTION...]",
      "Checks all of a journal (checksums, order of rows, chains of executions), or writes a\n"
      "copy of it, or removes old executions from it, all also while a program uses it; or, while\n"
      "no program uses it, makes another key file the one that opens it, or encrypts it.");
  line.addText("--journal", 0, "FILE", "the journal", options.path);
  line.addText("--journal-key", 0, "FILE", "the key file of an encrypted journal", options.key);
  line.addText("--new-journal-key", 0, "FILE", "rekey: the key file from now on", options.newKey);
  line.addText("--output", 'o', "COPY", "backup: the new file", options.output);
  line.add({"--ended-before", 0, "AGE",
            "clean: removes executions that ended longer ago: 90d, 12h, ...",
            [&](const std::string &text) { return takeAge(options, text); }});
  line.addFlag("--json", "says as JSON what was found or done", options.json);
  if (auto status = line.read(arguments))
    return *status;
  if (auto status = line.requireOneOperand("verify, backup, clean or rekey"))
    return *status;
  const std::string verb(line.operands()[0]);
  if (verb != "verify" && verb != "backup" && verb != "clean" && verb != "rekey")
    return line.fail("`" + verb + "` is not one of verify, backup, clean and rekey");
  const std::array<VerbsOfOption, 3> verbsOf{
      {{"--output", {"backup"}}, {"--ended-before", {"clean"}}, {"--new-journal-key", {"rekey"}}}};
  if (auto status = line.requireUse(verb, verbsOf))
    return *status;
  if (options.path.empty())
    return line.fail("--journal is missing");
  if (verb == "backup" && options.output.empty())
    return line.fail("--output is missing");
  if (verb == "clean" && !options.age)
    return line.fail("--ended-before is missing");
  if (verb == "rekey" && options.newKey.empty())
    return line.fail("--new-journal-key is missing");
  asl::Expected<int> status = carryOut(verb, options);
  if (status)
    return *status;
  std::fprintf(stderr, "aslc: %s\n", status.error().c_str());
  return exitUsage;
}

} // namespace

const Verb journalVerb{"journal", "check, copy, clean or encrypt a journal, change its key",
                       journalCommand};

} // namespace aslc::tool
