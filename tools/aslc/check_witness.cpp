#include "tools/aslc/check_witness.h"

#include "compiler/diag/order.h"
#include "compiler/witness/witness.h"
#include "runtime/support/file.h"
#include "tools/aslc/command/output.h"

#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char **environ;

namespace aslc::tool {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using witness::Witness;

constexpr size_t mostTries = 12;               ///< runs for one finding
constexpr std::chrono::seconds longestRun{20}; ///< of processor and waiting
constexpr size_t largestHistory = 256u << 20;  ///< bytes

/// Runs this program; nullopt when it does not end by itself in time.
std::optional<int> runThisProgram(const std::vector<std::string> &arguments) {
  std::vector<std::string> words{"aslc"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char *> argv;
  for (std::string &word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  int problem = posix_spawn(&child, "/proc/self/exe", &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (problem != 0)
    return std::nullopt;
  auto end = std::chrono::steady_clock::now() + longestRun;
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > end) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      return std::nullopt;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return WIFEXITED(status) ? std::optional(WEXITSTATUS(status)) : std::nullopt;
}

std::string quoted(const std::string &text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./@=:,";
  if (!text.empty() && text.find_first_not_of(plain) == text.npos)
    return text;
  std::string quoted = "'";
  for (char c : text)
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

/// Where the execution of a history failed: whether it did so in the state `name`.
bool failsIn(const Json &history, const std::string &name) {
  bool isInside = false, isReached = false;
  for (const Json &event : history.value("events", Json::array())) {
    for (const char *side : {"stateEnteredEventDetails", "stateExitedEventDetails"})
      if (event.contains(side) && event[side].value("name", "") == name) {
        isInside = side == std::string_view("stateEnteredEventDetails");
        isReached = true;
      }
    // A catcher has taken the error.
    if (event.contains("evaluationFailedEventDetails") &&
        event["evaluationFailedEventDetails"].value("state", "") == name)
      return true;
  }
  return isReached && isInside;
}

class Writer {
public:
  Writer(const DefinitionOptions &options, std::string folder)
      : options_(options), folder_(std::move(folder)) {}

  Expected<void> write(const std::vector<CheckedFile> &files) {
    std::error_code failed;
    fs::create_directories(folder_, failed);
    if (failed)
      return Failure{"cannot make the folder `" + folder_ + "`: " + failed.message()};
    for (const CheckedFile &file : files)
      if (file.machine && file.diagnostics)
        for (const diag::Diagnostic *finding : diag::inOrder(*file.diagnostics))
          if (finding->severity == diag::Severity::Error)
            this->finding(file, *finding);
    if (writeOutput("check", path("witnesses.json"), list_.dump(1) + "\n") != exitClean)
      return Failure{"cannot write into `" + folder_ + "`"};
    std::fputs((std::to_string(replayed_) + " of " + std::to_string(list_.size()) +
                (list_.size() == 1 ? " error has" : " errors have") +
                " a run that fails there, see " + path("witnesses.json") + "\n")
                   .c_str(),
               stderr);
    return {};
  }

private:
  std::string path(const std::string &name) const { return (fs::path(folder_) / name).string(); }

  void finding(const CheckedFile &file, const diag::Diagnostic &finding) {
    witness::Goal goal = witness::goalAt(*file.machine, finding.range);
    source::LineColumn place = file.diagnostics->file().lineColumn(finding.range.begin);
    Json entry{{"file", file.path},
               {"line", place.line},
               {"kind", diag::slug(finding.kind)},
               {"message", finding.message},
               {"state", goal.state ? Json(goal.state->name) : Json()},
               {"replays", false}};
    if (goal.state && finding.kind != diag::Kind::PropertyViolated)
      search(file, finding, goal, entry);
    list_.push_back(std::move(entry));
  }

  void search(const CheckedFile &file, const diag::Diagnostic &finding, const witness::Goal &goal,
              Json &entry) {
    std::string stem = fs::path(file.path).filename().string() + "." +
                       std::to_string(list_.size() + 1) + "-" +
                       std::string(diag::slug(finding.kind));
    const auto &schema = options_.reading.inputSchema;
    for (const Witness &each :
         witness::candidatesFor(*file.machine, goal, schema ? schema->root : nullptr, mostTries)) {
      std::string input = path(stem + ".input.json"), tasks = path(stem + ".tasks.yaml");
      std::string history = path(stem + ".history.json");
      if (writeOutput("check", input, each.input) != exitClean ||
          writeOutput("check", tasks, each.tasks) != exitClean)
        return;
      std::vector<std::string> words = command(file.path, input, tasks);
      std::vector<std::string> run = words;
      run.insert(run.end(), {"--history", history});
      std::optional<int> status = runThisProgram(run);
      bool fails = status && *status != exitUsage && isFailure(history, goal.state->name);
      std::error_code ignored;
      fs::remove(history, ignored);
      if (!fails) {
        fs::remove(input, ignored);
        fs::remove(tasks, ignored);
        continue;
      }
      ++replayed_;
      entry["replays"] = true;
      entry["input"] = input;
      entry["tasks"] = tasks;
      std::string line = "aslc";
      for (const std::string &word : words)
        line += " " + quoted(word);
      entry["command"] = line;
      return;
    }
  }

  static bool isFailure(const std::string &path, const std::string &state) {
    auto text = asl::readFile(path, largestHistory);
    if (!text)
      return false;
    Json history = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
    return history.is_object() && failsIn(history, state);
  }

  std::vector<std::string> command(const std::string &definition, const std::string &input,
                                   const std::string &tasks) const {
    std::vector<std::string> words{"run"};
    if (options_.reading.type == ast::MachineType::Express)
      words.insert(words.end(), {"--type", "express"});
    for (const auto &[name, value] : options_.reading.definitions.values)
      words.insert(words.end(), {"--define", name + "=" + value});
    words.insert(words.end(),
                 {definition, "--input", "@" + input, "--tasks", tasks, "--clock", "virtual"});
    return words;
  }

  const DefinitionOptions &options_;
  std::string folder_;
  Json list_ = Json::array();
  size_t replayed_ = 0;
};

} // namespace

Expected<void> writeWitnesses(const std::vector<CheckedFile> &files,
                              const DefinitionOptions &options, const std::string &folder) {
  return Writer(options, folder).write(files);
}

} // namespace aslc::tool
