// What a compiled machine does as a program: read the input, run, write output and history, say how
// it ended.
#include "runtime/program/program.h"

#include "asl/engine/engine.h"
#include "asl/host/program.h"
#include "runtime/binding/binding_executor.h"
#include "runtime/binding/unbound.h"
#include "runtime/objects/folder_store.h"
#include "runtime/process/spawn.h"
#include "runtime/program/durable_run.h"
#include "runtime/program/options.h"
#include "runtime/program/sinks.h"
#include "runtime/program/stop_signals.h"
#include "runtime/support/closest.h"
#include "runtime/support/document/text_file.h"
#include "runtime/support/file.h"
#include "runtime/support/json_text.h"
#include "runtime/support/output_file.h"
#include "runtime/support/utf8.h"
#include "runtime/task/native_tasks.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <memory>
#include <optional>
#include <unistd.h>
#include <utility>

namespace asl::program {

namespace {

/// kUsage is also for files that cannot be read or written.
enum ExitStatus { kSucceeded = 0, kFailed = 1, kUsage = 2, kAborted = 3, kTimedOut = 4 };

/// Of the text of `--variables`: more than the variables of an execution may have.
constexpr size_t kMostVariableBytes = size_t(16) << 20;

class Program {
public:
  Program(const char *path, const asl_module &module, Surroundings surroundings)
      : module_(module), surroundings_(std::move(surroundings)) {
    const char *slash = std::strrchr(path, '/');
    name_ = slash ? slash + 1 : path;
  }

  int run(int argc, char **argv) {
    Expected<Options> options =
        parseOptions(std::vector<std::string>(argv + std::min(argc, 1), argv + argc));
    if (!options) {
      const std::string &command = surroundings_.helpCommand;
      return fail(options.error() + "\nTry `" + (command.empty() ? name_ + " --help" : command) +
                      "`.",
                  kUsage);
    }
    options_ = *std::move(options);
    bool express = module_.express != 0;
    if (options_.express.value_or(express) != express)
      return fail(std::string("this machine was built as ") +
                      (express ? "express; build it with `--type standard`"
                               : "standard; build it with `--type express`"),
                  kUsage);
    if (options_.help || options_.version)
      return print(options_.help ? helpText(name_.c_str(), module_) : versionText(module_));
    std::optional<binding::BindingFile> bindings = readTasks();
    // Opening a pipe waits for its other end: until then signals act as they do by themselves.
    if (!bindings || !openObjects() ||
        !readJson("--input", "the input", options_.input, ASL_PAYLOAD_LIMIT_BYTES) ||
        !readVariables() || !checkOutputs() || !openFiles(/*inPlace=*/true))
      return kUsage;
    // Which tasks the program itself carries out is not known here.
    bool hasOthers = task::nativeTasks || surroundings_.bringsTasks;
    if (std::string unbound =
            hasOthers ? "" : binding::unboundTasks(module_, *bindings, !options_.journal.empty());
        !unbound.empty())
      report(name_ + ": " + unbound);
    process::raiseDescriptorLimit();
    binding::BindingExecutor commands(std::move(*bindings));
    // Before there are threads, which are not to get the signals, and before there are temporary
    // files, which are not to be left behind.
    StopSignals signals;
    if (!openFiles(/*inPlace=*/false))
      return kUsage;
    int status = execute(commands, signals);
    commands.stop();
    return status;
  }

private:
  /// Reports on standard error; nothing can be done when that fails.
  void report(const std::string &text) {
    WriteWatch::Write write(&writes_);
    (void)writeAll(STDERR_FILENO, text);
  }

  /// Reports what went wrong; returns `status`.
  int fail(const std::string &message, int status) {
    report(name_ + ": " + message + "\n");
    return status;
  }

  int print(const std::string &text) {
    Expected<void> written = writeAll(STDOUT_FILENO, text);
    return written ? kSucceeded
                   : fail("cannot write to standard output: " + written.error(), kUsage);
  }

  std::optional<binding::BindingFile> readTasks() {
    if (options_.tasks.empty())
      return surroundings_.bindings;
    Expected<binding::BindingFile> file = binding::readBindingFile(options_.tasks);
    if (file) {
      const std::vector<binding::Binding> &more = surroundings_.bindings.bindings;
      file->bindings.insert(file->bindings.end(), more.begin(), more.end());
      return *std::move(file);
    }
    report(file.error() + "\n");
    return std::nullopt;
  }

  bool openObjects() {
    if (options_.s3.empty())
      return true;
    auto opened = objects::openFolder(options_.s3);
    if (!opened)
      return fail("--s3: " + opened.error(), 0), false;
    objects_ = *std::move(opened);
    return true;
  }

  /// Gets the JSON text that an option gives and checks it, so that what is wrong is said at its
  /// place. `what` names it: "the input". Of a text that is longer than `mostBytes` only a part is
  /// read, which is longer as well, and nothing is checked.
  bool readJson(const std::string &option, const std::string &what, std::string &given,
                size_t mostBytes) {
    std::string source = option;
    if (given == "-" || given.starts_with("@")) {
      std::string path = given == "-" ? "-" : given.substr(1);
      surroundings_.inputs.push_back({what, path});
      source = path == "-" ? "standard input" : path;
      Expected<std::string> text = readFilePrefix(path, mostBytes);
      if (!text)
        return fail("cannot read " + what + " from " + source + ": " + text.error(), 0), false;
      given = *std::move(text);
    }
    if (given.size() > mostBytes)
      return true;
    Heap heap(nullptr, 1);
    json::ReadError error;
    if (!isUndefined(json::read(heap, given, &error)))
      return true;
    bool isFile = source == option && ::access(given.c_str(), F_OK) == 0;
    report(document::File(source, given).placeText(static_cast<uint32_t>(error.offset)) +
           ": error: " + what + (what.ends_with('s') ? " are " : " is ") + error.what() +
           (isFile ? "; for the file write " + option + " @" + given : "") + "\n");
    return false;
  }

  /// Each must be a variable of the machine.
  bool readVariables() {
    if (options_.variables.empty())
      return true;
    if (!readJson("--variables", "the variables", options_.variables, kMostVariableBytes))
      return false;
    if (options_.variables.size() > kMostVariableBytes)
      return fail("--variables: the text is larger than " +
                      std::to_string(kMostVariableBytes >> 20) + " MiB",
                  0),
             false;
    Heap heap(nullptr, 1);
    Value given = json::read(heap, options_.variables);
    if (!isObject(given))
      return fail("--variables: an object is expected, with a value for each name", 0), false;
    std::vector<std::string> names;
    for (uint32_t i = 0; i < module_.flow->variable_count; ++i)
      names.emplace_back(text(module_.flow->variables[i]));
    for (uint32_t i = 0; i < given.object->count; ++i) {
      std::string name(text(given.object->keys[i]));
      if (std::find(names.begin(), names.end(), name) != names.end())
        continue;
      auto meant = closest(name, names);
      return fail("--variables: the machine has no variable `" + utf8::readable(name) + "`" +
                      (meant ? "; did you mean `" + *meant + "`?" : ""),
                  0),
             false;
    }
    return true;
  }

  /// Nothing that is read may be written, by whatever name.
  bool checkOutputs() {
    surroundings_.inputs.push_back({"this program", "/proc/self/exe"});
    if (!options_.tasks.empty())
      surroundings_.inputs.push_back({"the task file", options_.tasks});
    if (!options_.journal.empty())
      surroundings_.inputs.push_back({"the journal", options_.journal});
    if (module_.source_file && *module_.source_file)
      surroundings_.inputs.push_back({"the definition", module_.source_file});
    std::vector<FileUse> outputs{{"`--output`", options_.output}};
    if (!options_.history.empty())
      outputs.push_back({"`--history`", options_.history});
    Expected<void> allowed = checkOverwrites(surroundings_.inputs, outputs);
    if (!allowed)
      return fail(allowed.error(), 0), false;
    return true;
  }

  /// Opens those files that are written in place, or the others.
  bool openFiles(bool inPlace) {
    return open(output_, "output", options_.output, inPlace) &&
           open(history_, "history", options_.history, inPlace);
  }
  bool open(OutputFile &file, const char *what, const std::string &path, bool inPlace) {
    if (path.empty() || isWrittenInPlace(path) != inPlace)
      return true;
    Expected<void> opened = file.open(path);
    if (opened)
      return true;
    return fail(std::string("cannot write the ") + what + " to " + path + ": " + opened.error(), 0),
           false;
  }

  int execute(binding::BindingExecutor &commands, StopSignals &signals) {
    task::TaskExecutor &executor = task::nativeTasks ? task::nativeTasks(commands) : commands;
    EngineOptions engineOptions;
    engineOptions.clock = options_.virtualClock ? ClockKind::Virtual : ClockKind::Wall;
    engineOptions.executor = &executor;
    engineOptions.objects = objects_.get();
    engineOptions.orderedAnswers = options_.seed != 0;
    ExecutionOptions execution;
    execution.name = options_.name;
    execution.roleArn = options_.roleArn;
    execution.seed = options_.seed;
    execution.variables = options_.variables;
    HistoryWriter historyWriter(history_, &writes_);
    TracePrinter tracePrinter(options_.trace == Options::Trace::Json, &writes_);
    if (!options_.history.empty())
      execution.history = &historyWriter;
    if (options_.trace != Options::Trace::None)
      execution.trace = &tracePrinter;

    if (surroundings_.adjust)
      if (Expected<void> adjusted = surroundings_.adjust(engineOptions, execution, options_.input);
          !adjusted)
        return fail(adjusted.error(), kUsage);
    auto last = [&] {
      commands.killAll();
      output_.abandon();
      history_.abandon();
      if (surroundings_.leaving)
        surroundings_.leaving();
    };
    int status =
        options_.journal.empty()
            ? executeInMemory(engineOptions, std::move(execution), historyWriter, signals, last)
            : executeDurably(std::move(engineOptions), std::move(execution), historyWriter, signals,
                             last);
    const Expected<void> &traced = tracePrinter.state();
    return traced ? status
                  : fail("the trace is not whole: " + traced.error(),
                         status == kSucceeded ? kUsage : status);
  }

  int executeInMemory(const EngineOptions &options, ExecutionOptions execution,
                      HistoryWriter &historyWriter, StopSignals &signals,
                      const std::function<void()> &last) {
    Engine engine(options);
    if (std::string refused = engine.load(module_); !refused.empty())
      return fail(refused, kUsage);
    Expected<void> watched =
        signals.watch([&] { engine.abortAll(std::nullopt, std::nullopt); }, last, writes_);
    if (!watched)
      return fail(watched.error(), kUsage);
    Outcome outcome = engine.run(module_, options_.input, std::move(execution));
    signals.settle();
    return conclude(outcome, historyWriter, signals.received());
  }

  /// The same with a journal: a signal leaves the execution to the next start.
  int executeDurably(EngineOptions engine, ExecutionOptions execution, HistoryWriter &historyWriter,
                     StopSignals &signals, const std::function<void()> &last) {
    execution.history = nullptr; // what is committed is written
    if (module_.express != 0)
      return fail("an Express execution is not kept: --journal is for Standard machines", kUsage);
    DurableRun run(
        module_, options_, [this](const std::string &text) { fail(text, 0); },
        [this](const std::string &why) {
          fail("the journal is lost: " + why, 0);
          ::_exit(kUsage);
        });
    if (Expected<void> opened = run.open(std::move(engine), std::move(execution)); !opened)
      return fail(opened.error(), kUsage);
    if (Expected<void> watched = signals.watch([&] { run.stop(); }, last, writes_); !watched)
      return fail(watched.error(), kUsage);
    Expected<Outcome> outcome = run.run();
    signals.settle();
    if (!outcome)
      return fail(outcome.error(), kUsage);
    if (options_.recover)
      return kSucceeded;
    if (outcome->status == Status::Running)
      return fail("stopped: the execution `" + run.name() + "` goes on at the next start with " +
                      "--journal " + options_.journal + " --name " + run.name(),
                  kAborted);
    if (!options_.history.empty())
      if (Expected<void> read = run.history(historyWriter); !read)
        return fail(read.error(), kUsage);
    return conclude(*outcome, historyWriter, 0);
  }

  /// Writes what the execution left; returns the exit status.
  int conclude(const Outcome &outcome, HistoryWriter &historyWriter, int signal) {
    // The history comes first: writing the output may wait for its reader.
    int historyStatus = kSucceeded;
    if (!options_.history.empty()) {
      WriteWatch::Write write(&writes_);
      historyWriter.finish();
      historyStatus = commit(history_, "history", kSucceeded);
    }
    int status = finish(outcome, signal);
    return status == kSucceeded ? historyStatus : status;
  }

  /// Writes the output, or reports how else the execution ended; returns the exit status.
  int finish(const Outcome &outcome, int signal) {
    switch (outcome.status) {
    case Status::Succeeded: {
      WriteWatch::Write write(&writes_);
      output_.write(outcome.output);
      output_.write("\n");
      return commit(output_, "output", kSucceeded);
    }
    case Status::Aborted: {
      const char *name = signal == 0 ? nullptr : ::sigabbrev_np(signal);
      return fail("the execution was aborted" + (name ? " by SIG" + std::string(name) : ""),
                  kAborted);
    }
    default:
      report(failureJson(outcome) + "\n");
      return outcome.status == Status::TimedOut ? kTimedOut : kFailed;
    }
  }

  static std::string failureJson(const Outcome &outcome) {
    std::string json = "{\"status\":\"" + std::string(statusName(outcome.status)) + "\"";
    auto add = [&](std::string_view key, const std::optional<std::string> &value) {
      if (!value)
        return;
      json += key;
      json::appendQuoted(json, *value);
    };
    add(",\"error\":", outcome.error);
    add(",\"cause\":", outcome.cause);
    return json + "}";
  }

  /// Completes a file. When that fails, an execution that succeeded has the status kUsage.
  int commit(OutputFile &file, const char *what, int status) {
    Expected<void> committed = file.commit();
    if (committed)
      return status;
    std::string place = file.path() == "-" ? "standard output" : file.path();
    return fail(std::string("cannot write the ") + what + " to " + place + ": " + committed.error(),
                status == kSucceeded ? kUsage : status);
  }

  const asl_module &module_;
  Surroundings surroundings_; ///< its inputs grow with what is read
  std::string name_;
  WriteWatch writes_;
  std::unique_ptr<objects::ObjectStore> objects_;
  Options options_;
  OutputFile output_;
  OutputFile history_;
};

} // namespace

int runProgram(int argc, char **argv, const asl_module &module, Surroundings surroundings) {
  holdStandardDescriptors();
  // A closed pipe is to be an error of writing, which is reported.
  std::signal(SIGPIPE, SIG_IGN);
  // And so is a file that grows over the limit for files.
  std::signal(SIGXFSZ, SIG_IGN);
  return Program(argc > 0 ? argv[0] : module.name, module, std::move(surroundings)).run(argc, argv);
}

} // namespace asl::program

int asl_program_main(int argc, char **argv, const asl_module *module) {
  return asl::program::runProgram(argc, argv, *module, {});
}
