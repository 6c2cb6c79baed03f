// `aslc journal`: checks a journal, or makes a copy of it while it is in use.
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "tools/aslc/command/command_line.h"
#include "tools/aslc/verbs.h"

#include <cstdio>

namespace aslc::tool {

namespace {

namespace journal = asl::journal;

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

int journalCommand(std::span<const std::string> arguments) {
  std::string path, output;
  CommandLine line(
      "journal", "aslc journal verify|backup --journal FILE [-o COPY]",
      "Checks all of a journal (checksums, order of rows, chains of executions), or writes a\n"
      "copy of it, both also while a program uses it.");
  line.addText("--journal", 0, "FILE", "the journal", path);
  line.addText("--output", 'o', "COPY", "backup: the new file", output);
  if (auto status = line.read(arguments))
    return *status;
  if (auto status = line.requireOneOperand("verify or backup"))
    return *status;
  bool isBackup = line.operands()[0] == "backup";
  if (!isBackup && line.operands()[0] != "verify")
    return line.fail("`" + std::string(line.operands()[0]) + "` is not one of verify and backup");
  if (path.empty() || (isBackup && output.empty()))
    return line.fail(path.empty() ? "--journal is missing" : "--output is missing");
  auto reader = journal::openSqliteReader(path);
  if (!reader) {
    std::fprintf(stderr, "aslc: cannot open the journal %s: %s\n", path.c_str(),
                 reader.error().c_str());
    return exitUsage;
  }
  asl::Expected<int> status = static_cast<int>(exitClean);
  if (!isBackup)
    status = verify(**reader);
  else if (asl::Expected<void> copied = (*reader)->backup(output); !copied)
    status = copied.failure();
  if (status)
    return *status;
  std::fprintf(stderr, "aslc: %s\n", status.error().c_str());
  return exitUsage;
}

} // namespace

const Verb journalVerb{"journal", "check or copy a journal", journalCommand};

} // namespace aslc::tool
