// `aslc journal`: checks a journal, copies it while it is in use, removes old executions from it,
// or gives it another key.
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "tools/aslc/command/command_line.h"
#include "tools/aslc/verbs.h"

#include <charconv>
#include <chrono>
#include <cstdio>

namespace aslc::tool {

namespace {

namespace journal = asl::journal;
using Milliseconds = std::chrono::milliseconds;

struct JournalOptions {
  std::string path, key, newKey, output;
  std::optional<Milliseconds> age; ///< of executions that are removed
};

asl::Failure cannotOpen(const JournalOptions &options, const std::string &why) {
  return {"cannot open the journal " + options.path + ": " + why};
}

asl::Expected<int> verify(const journal::Reader &reader) {
  asl::Expected<journal::VerifyReport> report = reader.verify();
  if (!report)
    return report.failure();
  for (const std::string &fault : report->faults)
    std::printf("%s\n", fault.c_str());
  bool isWhole = report->faults.empty();
  std::printf("%s: %llu rows of %llu executions, of which %llu run\n",
              isWhole ? "the journal is whole" : "the journal is damaged",
              static_cast<unsigned long long>(report->rows),
              static_cast<unsigned long long>(report->executions),
              static_cast<unsigned long long>(report->live));
  return isWhole ? static_cast<int>(exitClean) : static_cast<int>(exitFaulty);
}

asl::Expected<int> backup(const journal::Reader &reader, const JournalOptions &options) {
  asl::Expected<void> copied = reader.backup(options.output);
  return copied ? asl::Expected<int>(exitClean) : copied.failure();
}

/// Removes old executions and gives their space back. Only the owner of a journal may do that.
asl::Expected<int> clean(const JournalOptions &options) {
  constexpr unsigned atOnce = 500, pagesAtOnce = 10000;
  journal::SqliteOptions opening;
  opening.keyFile = options.key;
  auto opened = journal::openSqliteJournal(options.path, std::move(opening));
  if (!opened)
    return cannotOpen(options, opened.error());
  journal::Journal &owned = **opened;
  auto now = std::chrono::system_clock::now().time_since_epoch();
  int64_t before = std::chrono::duration_cast<Milliseconds>(now - *options.age).count();
  uint64_t removed = 0, last = atOnce;
  while (last == atOnce) {
    asl::Expected<uint64_t> count = owned.removeEnded(before, atOnce);
    if (!count)
      return count.failure();
    removed += last = *count;
  }
  for (uint64_t left = ~uint64_t(0), fewer = left - 1; fewer < left && fewer > 0;) {
    left = fewer;
    asl::Expected<uint64_t> free = owned.compact(pagesAtOnce);
    if (!free)
      return free.failure();
    fewer = *free;
  }
  std::printf("%llu executions are removed\n", static_cast<unsigned long long>(removed));
  return static_cast<int>(exitClean);
}

/// Makes the journal one of another key file. Only the owner of a journal may do that.
asl::Expected<int> rekey(const JournalOptions &options) {
  auto changed = journal::changeJournalKey(options.path, options.key, options.newKey);
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
  return verb == "verify" ? verify(**reader) : backup(**reader, options);
}

int journalCommand(std::span<const std::string> arguments) {
  JournalOptions options;
  CommandLine line(
      "journal", "aslc journal verify|backup|clean|rekey --journal FILE [OPTION...]",
      "Checks all of a journal (checksums, order of rows, chains of executions), or writes a\n"
      "copy of it, both also while a program uses it; or, while no program uses it, removes old\n"
      "executions from it or makes another key file the one that opens it.");
  line.addText("--journal", 0, "FILE", "the journal", options.path);
  line.addText("--journal-key", 0, "FILE", "the key file of an encrypted journal", options.key);
  line.addText("--new-journal-key", 0, "FILE", "rekey: the key file from now on", options.newKey);
  line.addText("--output", 'o', "COPY", "backup: the new file", options.output);
  line.add({"--ended-before", 0, "AGE",
            "clean: removes executions that ended longer ago: 90d, 12h, ...",
            [&](const std::string &text) { return takeAge(options, text); }});
  if (auto status = line.read(arguments))
    return *status;
  if (auto status = line.requireOneOperand("verify, backup, clean or rekey"))
    return *status;
  const std::string verb(line.operands()[0]);
  if (verb != "verify" && verb != "backup" && verb != "clean" && verb != "rekey")
    return line.fail("`" + verb + "` is not one of verify, backup, clean and rekey");
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

const Verb journalVerb{"journal", "check, copy or clean a journal, change its key", journalCommand};

} // namespace aslc::tool
