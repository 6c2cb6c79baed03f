// `aslc dap`: runs a definition for an editor that debugs it.
#include "compiler/source/file.h"
#include "runtime/dom/text.h"
#include "tools/aslc/backend/functions.h"
#include "tools/aslc/backend/local_run.h"
#include "tools/aslc/backend/output_capture.h"
#include "tools/aslc/backend/verbs.h"
#include "tools/aslc/command/options.h"
#include "tools/aslc/command/part.h"
#include "tools/debug/dap_session.h"

#include <atomic>
#include <csignal>
#include <cstdio>

namespace aslc::tool {

namespace {

using debug::Message;

/// The arguments of `launch` as options of `aslc run`. Names are those of the options; `input` may
/// be any JSON value, and `args` are further options as they are.
Expected<std::vector<std::string>> programArguments(const Message &launch) {
  std::vector<std::string> program;
  if (const Message &input = editor::memberAt(launch, "input"); !input.is_null()) {
    bool isFile = input.is_string() && input.get_ref<const std::string &>().starts_with('@');
    program.insert(program.end(),
                   {"--input", isFile ? input.get<std::string>() : asl::dom::write(input)});
  }
  for (const char *name : {"variables", "tasks", "clock", "seed", "history"})
    if (const Message &value = editor::memberAt(launch, name); !value.is_null())
      program.insert(program.end(),
                     {std::string("--") + name,
                      value.is_string() ? value.get<std::string>() : asl::dom::write(value)});
  const Message &more = editor::memberAt(launch, "args");
  if (!more.is_null() && !more.is_array())
    return Failure{"`args` should be a list of texts"};
  for (const Message &each : more) {
    if (!each.is_string())
      return Failure{"`args` should be a list of texts"};
    program.push_back(each.get<std::string>());
  }
  return program;
}

frontend::Part partOf(const Message &launch) {
  return {editor::textAt(launch, "from"), editor::textAt(launch, "to")};
}

TaskOptions taskOptionsOf(const Message &launch) {
  return {.mocks = editor::textAt(launch, "mock"),
          .testCase = editor::textAt(launch, "case"),
          .record = editor::textAt(launch, "record"),
          .replay = editor::textAt(launch, "replay")};
}

/// Loads a definition and runs it.
class Program final : public debug::Launcher {
public:
  Program(OutputCapture &capture)
      : capture_(capture), jit_(substitutesFor(/*stops=*/true, /*tellsPlaces=*/true)) {}

  Expected<const asl_module *> load(const Message &launch) override {
    std::string path = editor::textAt(launch, "program");
    if (path.empty())
      return Failure{"`program` should be the path of a definition"};
    reading_.machine = editor::textAt(launch, "machine");
    for (const auto &[name, value] : editor::memberAt(launch, "define").items())
      reading_.reading.definitions.values[name] =
          value.is_string() ? value.get<std::string>() : asl::dom::write(value);
    if (std::string type = editor::textAt(launch, "workflowType"); !type.empty()) {
      if (type != "standard" && type != "express")
        return Failure{"`workflowType` should be standard or express"};
      reading_.typeGiven = true;
      reading_.reading.type =
          type == "express" ? ast::MachineType::Express : ast::MachineType::Standard;
    }
    Expected<std::vector<std::string>> program = programArguments(launch);
    if (!program)
      return program.failure();
    definition_ = checkDefinition(path, reading_, /*forCodegen=*/true);
    if (!definition_)
      return Failure{"the definition cannot be read: " + path};
    showDiagnostics({definition_->diagnostics}, reading_);
    if (!definition_->ok())
      return Failure{"the definition has errors"};
    std::string name = source::machineName(definition_->name.empty() ? path : definition_->name);
    Expected<std::vector<std::string>> variables = keepPart(*definition_, partOf(launch));
    if (!variables)
      return variables.failure();
    auto tasks = RunTasks::prepare(taskOptionsOf(launch), name, *definition_->machine);
    if (!tasks)
      return tasks.failure();
    tasks_ = *std::move(tasks);
    run_.emplace(LocalRun{*definition_, name, withTaskFile(path, *std::move(program)),
                          inputsOf(filesOf(path, *definition_), reading_),
                          functionBindings(path, reading_), *variables, tasks_.get()});
    if (Expected<void> added = tasks_->addTo(run_->program, run_->inputs); !added)
      return added.failure();
    Expected<std::unique_ptr<driver::LoadedMachine>> machine = loadMachine(*run_, jit_);
    if (!machine)
      return machine.failure();
    machine_ = *std::move(machine);
    return &machine_->module();
  }

  std::string file() const override { return definition_->diagnostics->file().name(); }

  int run() override {
    int status = runMachine(*run_, machine_->module());
    // What was written is shown before the end is told.
    capture_.end();
    return status;
  }

private:
  OutputCapture &capture_;
  driver::Jit jit_;
  DefinitionOptions reading_;
  std::optional<frontend::Definition> definition_;
  std::unique_ptr<RunTasks> tasks_;
  std::optional<LocalRun> run_;
  std::unique_ptr<driver::LoadedMachine> machine_;
};

} // namespace

int runDap(std::span<const std::string> arguments) {
  CommandLine line("dap", "aslc dap",
                   "Runs a definition for an editor, by the Debug Adapter Protocol on standard\n"
                   "input and output. Exit status: 0 after `disconnect`, 1 without, 2 usage.");
  if (auto status = line.read(arguments))
    return *status;
  if (!line.operands().empty())
    return line.fail("`" + line.operands()[0] + "` is not an option");
  // Before there are threads: see DapSession::serve.
  sigset_t interrupt;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  pthread_sigmask(SIG_BLOCK, &interrupt, nullptr);
  OutputCapture capture;
  std::atomic<debug::DapSession *> session{nullptr};
  std::FILE *out = capture.begin([&session](std::string_view which, const std::string &text) {
    if (debug::DapSession *to = session)
      to->output(which, text);
  });
  if (out == nullptr)
    return line.fail("standard output cannot be redirected");
  editor::Transport transport(stdin, out, editor::Transport::Framing::Headers);
  Program program(capture);
  debug::DapSession dap(transport, program);
  session = &dap;
  int status = dap.serve();
  capture.end();
  std::fclose(out);
  return status;
}

} // namespace aslc::tool
