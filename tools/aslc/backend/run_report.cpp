#include "tools/aslc/backend/run_report.h"

#include "compiler/report/run/page.h"
#include "runtime/support/file.h"
#include "tools/aslc/backend/program_arguments.h"
#include "tools/aslc/command/exit.h"
#include "tools/aslc/command/output.h"

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <unistd.h>
#include <utility>

namespace aslc::tool {

asl::Expected<RunReport> RunReport::begin(const std::string &path,
                                          std::vector<std::string> &program,
                                          std::vector<asl::FileUse> inputs) {
  std::string history = valueOf(program, "--history").value_or("");
  if (history == "-")
    return asl::Failure{"with `--report` the history cannot go to standard output; give "
                        "`--history` a file"};
  if (!history.empty())
    inputs.push_back({"`--history`", history});
  const asl::FileUse outputs[] = {{"`--report`", path}};
  if (asl::Expected<void> checked = asl::checkOverwrites(inputs, outputs); !checked)
    return checked.failure();
  if (!history.empty())
    return RunReport(path, history, false);
  std::string name = (std::filesystem::temp_directory_path() / "aslc-history-XXXXXX").string();
  int descriptor = mkstemp(name.data());
  if (descriptor < 0)
    return asl::Failure{"no file for the history can be made in `" +
                        std::filesystem::temp_directory_path().string() +
                        "`: " + std::strerror(errno)};
  close(descriptor);
  program.insert(program.begin(), "--history=" + name);
  return RunReport(path, name, true);
}

RunReport::RunReport(RunReport &&other) noexcept
    : path_(std::move(other.path_)), history_(std::move(other.history_)),
      temporary_(std::exchange(other.temporary_, false)) {}

RunReport::~RunReport() { abandon(); }

void RunReport::abandon() const {
  if (temporary_)
    unlink(history_.c_str());
}

int RunReport::write(const std::string &title, const ast::Machine &machine) const {
  asl::Expected<std::string> text = asl::readFile(history_);
  if (!text || text->empty())
    return exitClean;
  auto file = std::make_shared<const source::File>(history_, *std::move(text));
  asl::Expected<report::run::History> history = report::run::readHistory(std::move(file));
  if (!history) {
    std::fputs(("aslc run: the page cannot be made: " + history.error() + "\n").c_str(), stderr);
    return exitUsage;
  }
  report::run::Run run{title, &*history, &machine};
  return writeOutput("run", path_, renderPage(run, {ASLC_VERSION}));
}

} // namespace aslc::tool
