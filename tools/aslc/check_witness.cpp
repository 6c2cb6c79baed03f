#include "tools/aslc/check_witness.h"

#include "compiler/diag/order.h"
#include "compiler/witness/witness.h"
#include "runtime/dom/text.h"
#include "runtime/support/file.h"
#include "tools/aslc/command/output.h"

#include <algorithm>
#include <chrono>
#include <csignal>
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

/// What a history says of its end.
struct End {
  std::vector<std::string> inside; ///< the states that were not left, in the order of their names
                                   ///< in the history
  std::vector<std::string> caught; ///< states whose evaluation failed, perhaps with a catcher

  bool isIn(const std::string &state) const {
    auto has = [&](const std::vector<std::string> &names) {
      return std::find(names.begin(), names.end(), state) != names.end();
    };
    return has(inside) || has(caught);
  }
};

End endOf(const Json &history) {
  End end;
  for (const Json &event : history.value("events", Json::array())) {
    if (event.contains("stateEnteredEventDetails"))
      end.inside.push_back(event["stateEnteredEventDetails"].value("name", ""));
    if (event.contains("stateExitedEventDetails"))
      std::erase(end.inside, event["stateExitedEventDetails"].value("name", ""));
    if (event.contains("evaluationFailedEventDetails"))
      end.caught.push_back(event["evaluationFailedEventDetails"].value("state", ""));
  }
  return end;
}

/// What a finding of a property tells step by step: a run that enters these states in this order,
/// and comes to the goal.
struct Example {
  std::vector<std::string> states;
  witness::Goal goal;
};

Example exampleOf(const CheckedFile &file, const diag::Diagnostic &finding) {
  Example example;
  const diag::Label *last = nullptr;
  std::vector<source::Range> steps;
  for (const diag::Label &label : finding.labels) {
    if (!label.isStep)
      continue;
    bool isAgain = last && last->range == label.range;
    example.goal = witness::goalAt(*file.machine, label.range);
    example.goal.fails =
        isAgain && example.goal.state && example.goal.state->as<ast::TaskState>() != nullptr;
    if (const ast::State *state = example.goal.state;
        state && !isAgain && state->nameRange == label.range)
      example.states.push_back(state->name);
    last = &label;
    steps.push_back(label.range);
  }
  example.goal.steps = std::move(steps);
  return example;
}

/// Whether the states are entered in this order, perhaps with others between them.
bool enters(const Json &history, const std::vector<std::string> &states) {
  size_t at = 0;
  for (const Json &event : history.value("events", Json::array()))
    if (at < states.size() && event.contains("stateEnteredEventDetails") &&
        event["stateEnteredEventDetails"].value("name", "") == states[at])
      ++at;
  return at == states.size();
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
    if (writeOutput("check", path("witnesses.json"), asl::dom::write(list_, 1) + "\n") != exitClean)
      return Failure{"cannot write into `" + folder_ + "`"};
    std::string said = std::to_string(replayed_) + " of " + std::to_string(list_.size()) +
                       (list_.size() == 1 ? " error" : " errors") + " can be seen";
    if (behind_ != 0)
      said += ", " + std::to_string(behind_) + " more behind another";
    std::fputs((said + ": see " + path("witnesses.json") + "\n").c_str(), stderr);
    return {};
  }

private:
  std::string path(const std::string &name) const { return (fs::path(folder_) / name).string(); }

  void finding(const CheckedFile &file, const diag::Diagnostic &finding) {
    bool isProperty = finding.kind == diag::Kind::PropertyViolated;
    Example example = isProperty ? exampleOf(file, finding)
                                 : Example{{}, witness::goalAt(*file.machine, finding.range)};
    const witness::Goal &goal = example.goal;
    source::LineColumn place = file.diagnostics->file().lineColumn(finding.range.begin);
    Json entry{{"file", file.path},
               {"line", place.line},
               {"kind", diag::slug(finding.kind)},
               {"message", finding.message},
               {"state", goal.state ? Json(goal.state->name) : Json()},
               {"replays", false}};
    if (goal.state)
      search(file, finding, example, entry);
    list_.push_back(std::move(entry));
  }

  void search(const CheckedFile &file, const diag::Diagnostic &finding, const Example &example,
              Json &entry) {
    std::string stem = fs::path(file.path).filename().string() + "." +
                       std::to_string(list_.size() + 1) + "-" +
                       std::string(diag::slug(finding.kind));
    std::string input = path(stem + ".input.json"), tasks = path(stem + ".tasks.yaml");
    const auto &schema = options_.reading.inputSchema;
    for (const Witness &each : witness::candidatesFor(*file.machine, example.goal,
                                                      schema ? schema->root : nullptr, mostTries)) {
      if (writeOutput("check", input, each.input) != exitClean ||
          writeOutput("check", tasks, each.tasks) != exitClean)
        return;
      std::vector<std::string> words = command(file, input, tasks);
      Json history = historyOf(words, path(stem + ".history.json"));
      End end = endOf(history);
      bool isShown = example.states.empty() ? end.isIn(example.goal.state->name)
                                            : enters(history, example.states);
      if (!isShown) {
        if (!entry.contains("behind") && failsElsewhere(file, end))
          entry["behind"] = end.inside.back();
        continue;
      }
      ++replayed_;
      entry.erase("behind");
      entry["replays"] = true;
      entry["input"] = input;
      entry["tasks"] = tasks;
      std::string line = "aslc";
      for (const std::string &word : words)
        line += " " + quoted(word);
      entry["command"] = line;
      return;
    }
    std::error_code ignored;
    fs::remove(input, ignored);
    fs::remove(tasks, ignored);
    behind_ += entry.contains("behind");
  }

  /// Whether the run has failed in a state that has an error of its own.
  static bool failsElsewhere(const CheckedFile &file, const End &end) {
    if (end.inside.empty())
      return false;
    const auto &all = file.diagnostics->all();
    return std::any_of(all.begin(), all.end(), [&](const diag::Diagnostic &other) {
      const ast::State *state = witness::goalAt(*file.machine, other.range).state;
      return other.severity == diag::Severity::Error && state && state->name == end.inside.back();
    });
  }

  /// Runs it; an empty object when it could not run, or did not end in time.
  static Json historyOf(std::vector<std::string> words, const std::string &path) {
    words.insert(words.end(), {"--history", path});
    std::optional<int> status = runThisProgram(words);
    auto text = asl::readFile(path, largestHistory);
    std::error_code ignored;
    fs::remove(path, ignored);
    if (!status || *status == exitUsage || !text)
      return Json::object();
    Json history = asl::dom::parseOrdered(*text);
    return history.is_object() ? history : Json::object();
  }

  std::vector<std::string> command(const CheckedFile &file, const std::string &input,
                                   const std::string &tasks) const {
    std::vector<std::string> words{"run"};
    if (options_.reading.type == ast::MachineType::Express)
      words.insert(words.end(), {"--type", "express"});
    for (const auto &[name, value] : options_.reading.definitions.values)
      words.insert(words.end(), {"--define", name + "=" + value});
    for (const auto &[name, value] : options_.parameters)
      words.insert(words.end(), {"--parameter", name + "=" + value});
    if (!file.machineName.empty())
      words.insert(words.end(),
                   {"--config-env", options_.environment, "--machine", file.machineName});
    words.insert(words.end(),
                 {file.given, "--input", "@" + input, "--tasks", tasks, "--clock", "virtual"});
    return words;
  }

  const DefinitionOptions &options_;
  std::string folder_;
  Json list_ = Json::array();
  size_t replayed_ = 0, behind_ = 0;
};

} // namespace

Expected<void> writeWitnesses(const std::vector<CheckedFile> &files,
                              const DefinitionOptions &options, const std::string &folder) {
  return Writer(options, folder).write(files);
}

} // namespace aslc::tool
