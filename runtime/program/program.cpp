// What a compiled machine does as a program: read the input, run, write output and history, say how
// it ended.
#include "runtime/program/program.h"

#include "asl/engine.h"
#include "asl/program.h"
#include "runtime/program/file.h"
#include "runtime/program/native_tasks.h"
#include "runtime/program/options.h"
#include "runtime/program/sinks.h"
#include "runtime/program/stop_signals.h"
#include "runtime/task/binding_carrier.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <optional>
#include <unistd.h>

namespace asl::program {

constinit NativeTasks nativeTasks = nullptr;

namespace {

enum ExitStatus { kSucceeded = 0, kFailed = 1, kUsage = 2, kAborted = 3 };

class Program {
public:
  Program(const char *path, const asl_module &module, std::vector<FileUse> inputs)
      : module_(module), inputs_(std::move(inputs)) {
    const char *slash = std::strrchr(path, '/');
    name_ = slash ? slash + 1 : path;
  }

  int run(int argc, char **argv) {
    std::string problem = parseOptions(argc, argv, options_);
    if (!problem.empty())
      return complain(problem + "; try --help", kUsage);
    if (options_.help || options_.version)
      return print(options_.help ? helpText(name_.c_str(), module_) : versionText(module_));
    std::optional<tasks::BindingFile> bindings = readTasks();
    if (!readInput() || !bindings || !openFiles())
      return kUsage;
    tasks::BindingCarrier carrier(std::move(*bindings));
    return execute(nativeTasks ? nativeTasks(carrier) : carrier);
  }

private:
  int complain(const std::string &message, int status) {
    writeAll(STDERR_FILENO, name_ + ": " + message + "\n");
    return status;
  }

  int print(const std::string &text) {
    int error = writeAll(STDOUT_FILENO, text);
    return error ? complain(std::string("cannot write to standard output: ") + std::strerror(error),
                            kFailed)
                 : kSucceeded;
  }

  std::optional<tasks::BindingFile> readTasks() {
    if (options_.tasks.empty())
      return tasks::BindingFile{};
    std::string message;
    std::optional<tasks::BindingFile> file = tasks::readBindingFile(options_.tasks, message);
    if (!file)
      writeAll(STDERR_FILENO, message + "\n");
    return file;
  }

  /// Gets the input's text and checks it, so that what is wrong is said at its place.
  bool readInput() {
    std::string source = "--input";
    std::string &given = options_.input;
    if (given == "-" || given.starts_with("@")) {
      std::string path = given == "-" ? "-" : given.substr(1);
      inputs_.push_back({"the input", path});
      source = path == "-" ? "standard input" : path;
      given.clear();
      std::string reason = readFile(path, given);
      if (!reason.empty())
        return complain("cannot read the input from " + source + ": " + reason, 0), false;
    }
    Heap heap(nullptr, 1);
    json::ReadError error;
    if (!isUndefined(json::read(heap, given, &error)))
      return true;
    std::string_view before = std::string_view(given).substr(0, error.offset);
    size_t line = 1 + static_cast<size_t>(std::count(before.begin(), before.end(), '\n'));
    std::string_view lineBefore = before.substr(before.rfind('\n') + 1);
    auto column = 1 + std::count_if(lineBefore.begin(), lineBefore.end(), [](char c) {
                    return (static_cast<unsigned char>(c) & 0xC0) != 0x80; // begins a character
                  });
    writeAll(STDERR_FILENO, source + ":" + std::to_string(line) + ":" + std::to_string(column) +
                                ": error: the input is not JSON: " + error.message + "\n");
    return false;
  }

  bool openFiles() {
    if (!options_.tasks.empty())
      inputs_.push_back({"the task file", options_.tasks});
    std::vector<FileUse> outputs{{"`--output`", options_.output}};
    if (!options_.history.empty())
      outputs.push_back({"`--history`", options_.history});
    std::string reason = findOverwrite(inputs_, outputs);
    if (!reason.empty())
      return complain(reason, 0), false;
    reason = output_.open(options_.output);
    if (!reason.empty())
      return complain("cannot write the output to " + options_.output + ": " + reason, 0), false;
    if (options_.history.empty())
      return true;
    reason = history_.open(options_.history);
    if (!reason.empty())
      return complain("cannot write the history to " + options_.history + ": " + reason, 0), false;
    return true;
  }

  int execute(tasks::Carrier &carrier) {
    EngineOptions engineOptions;
    engineOptions.clock = options_.virtualClock ? ClockKind::Virtual : ClockKind::Wall;
    engineOptions.carrier = &carrier;
    ExecutionOptions execution;
    execution.name = options_.name;
    execution.roleArn = options_.roleArn;
    execution.express = options_.express;
    execution.seed = options_.seed;
    HistoryWriter historyWriter(history_);
    TracePrinter tracePrinter;
    if (!options_.history.empty())
      execution.history = &historyWriter;
    if (options_.trace)
      execution.trace = &tracePrinter;

    // Before the engine makes threads: they are not to get the signals.
    StopSignals signals;
    Engine engine(engineOptions);
    if (std::string reason = engine.load(module_); !reason.empty())
      return complain(reason, kFailed);
    signals.watch([&] { engine.abortAll(std::nullopt, std::nullopt); });
    Outcome outcome = engine.run(module_, options_.input, std::move(execution));
    signals.unwatch();

    int status = report(outcome, signals.received());
    if (!options_.history.empty()) {
      historyWriter.finish();
      status = commit(history_, "history", status);
    }
    return status;
  }

  /// Says how the execution ended; returns the exit status.
  int report(const Outcome &outcome, int signal) {
    switch (outcome.status) {
    case Status::Succeeded:
      output_.write(outcome.output);
      output_.write("\n");
      return commit(output_, "output", kSucceeded);
    case Status::Aborted: {
      std::string by =
          signal == 0 ? "" : std::string(" by ") + (signal == SIGINT ? "SIGINT" : "SIGTERM");
      return complain("the execution was aborted" + by, kAborted);
    }
    default:
      writeAll(STDERR_FILENO, errorJson(outcome) + "\n");
      return kFailed;
    }
  }

  static std::string errorJson(const Outcome &outcome) {
    Heap heap(nullptr, 1);
    std::string json = "{";
    auto add = [&](std::string_view key, const std::optional<std::string> &value) {
      if (!value)
        return;
      json += json.size() > 1 ? "," : "";
      json += key;
      json::append(json, heap.string(*value));
    };
    add("\"error\":", outcome.error);
    add("\"cause\":", outcome.cause);
    return json + "}";
  }

  /// Completes a file; a failure to do so makes a failure of what succeeded.
  int commit(OutputFile &file, const char *what, int status) {
    std::string reason = file.commit();
    if (reason.empty())
      return status;
    std::string place = file.path() == "-" ? "standard output" : file.path();
    return complain(std::string("cannot write the ") + what + " to " + place + ": " + reason,
                    status == kSucceeded ? kFailed : status);
  }

  const asl_module &module_;
  std::vector<FileUse> inputs_; ///< files that were read
  std::string name_;
  Options options_;
  OutputFile output_;
  OutputFile history_;
};

} // namespace

int runProgram(int argc, char **argv, const asl_module &module, std::vector<FileUse> inputs) {
  holdStandardDescriptors();
  // A closed pipe is to be an error of writing, which is reported.
  std::signal(SIGPIPE, SIG_IGN);
  return Program(argc > 0 ? argv[0] : module.name, module, std::move(inputs)).run(argc, argv);
}

} // namespace asl::program

int asl_program_main(int argc, char **argv, const asl_module *module) {
  return asl::program::runProgram(argc, argv, *module, {});
}
