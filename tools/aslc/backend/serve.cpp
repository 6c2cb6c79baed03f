// `aslc serve`: the Step Functions API over HTTP.
#include "tools/aslc/backend/functions.h"
#include "tools/aslc/backend/verbs.h"
#include "tools/aslc/command/command_line.h"
#include "tools/aslc/command/given_names.h"
#include "tools/aslc/command/options.h"
#include "tools/aslc/command/search.h"
#include "tools/mocks/check.h"
#include "tools/mocks/mock_file.h"
#include "tools/serve/options.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace aslc::tool {

namespace {

/// An option that may be given several times.
Option listOf(std::string name, std::string argument, std::string help,
              std::vector<std::string> &target) {
  return {std::move(name),
          0,
          std::move(argument),
          std::move(help),
          [&target](const std::string &value) -> Expected<void> {
            target.push_back(value);
            return {};
          },
          /*mayRepeat=*/true};
}

/// What the server has from its start: the machines, activities and functions of files.
class Served {
public:
  Served(const DefinitionOptions &reading, serve::Options &options)
      : reading_(reading), options_(options) {}

  /// Adds the functions of a template.
  Expected<void> addFunctions(const std::string &path) {
    auto file = read(path);
    if (!file)
      return file.failure();
    auto project = openProject(*file, reading_);
    unknownNames(*file, project, reading_); // notes those that it has
    if (!project || project->functions.empty())
      return asl::Failure{"`" + path + "` is not a template with Lambda functions"};
    take(*project);
    return {};
  }

  /// Adds all that is in a definition, in a template, or below a folder.
  Expected<void> add(const std::string &path) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(path, ignored))
      return addFile(path);
    std::string problem;
    std::vector<std::string> found = findDefinitions(path, reading_, problem);
    if (problem.empty() && found.empty())
      problem = "it holds " + describeEmpty(path, reading_);
    if (!problem.empty())
      return asl::Failure{"cannot search `" + path + "`: " + problem};
    for (const std::string &file : found)
      if (Expected<void> added = addFile(file); !added)
        return added;
    return {};
  }

  /// Warns of mocks of machines and states that are not there. Callers may make them later.
  void checkMocks() const {
    if (options_.mocks.empty() || definitions_.empty())
      return;
    auto file = mocks::readMockFile(options_.mocks);
    if (!file)
      return; // the server says it
    if (std::string problems = mocks::fileProblems(definitions_, *file); !problems.empty())
      std::fputs((problems + "\n").c_str(), stderr);
  }

private:
  static Expected<std::shared_ptr<const source::File>> read(const std::string &path) {
    std::string why;
    auto file = readDefinition(path, &why);
    if (!file)
      return asl::Failure{"cannot read `" + path + "`: " + why};
    return file;
  }

  void take(const project::Project &project) {
    asl::binding::BindingFile found = bindingsOf(project);
    auto &bindings = options_.functions.bindings;
    bindings.insert(bindings.end(), found.bindings.begin(), found.bindings.end());
  }

  Expected<void> addFile(const std::string &path) {
    auto file = read(path);
    if (!file)
      return file.failure();
    auto project = openProject(*file, reading_);
    if (!project) {
      return addMachine(path, "", source::machineName(path), reading_.reading.type);
    }
    take(*project);
    for (const project::Thing &thing : project->things)
      if (thing.kind == project::Thing::Kind::Activity)
        options_.activities.push_back(thing.detail.empty() ? thing.name : thing.detail);
    if (project->machines.empty()) // says what is wrong
      return addMachine(path, "", "", reading_.reading.type);
    if (!reading_.machine.empty()) {
      auto chosen = project::find(*project, reading_.machine);
      if (!chosen)
        return asl::Failure{"`" + path + "`: " + chosen.error()};
      return addMachine(path, (*chosen)->name, (*chosen)->nameInAws, (*chosen)->type);
    }
    for (const project::Machine &machine : project->machines)
      if (Expected<void> added = addMachine(path, machine.name, nameOf(machine), machine.type);
          !added)
        return added;
    return {};
  }

  bool isServed(const std::string &name) const {
    return std::any_of(options_.machines.begin(), options_.machines.end(),
                       [&](const serve::Machine &other) { return other.name == name; });
  }

  /// What AWS calls the machine; when another one has that name, and this one is in a nested stack,
  /// `Stack-Machine`.
  std::string nameOf(const project::Machine &machine) const {
    std::string name = machine.name;
    std::replace(name.begin(), name.end(), '/', '-');
    return isServed(machine.nameInAws) && name != machine.name ? name : machine.nameInAws;
  }

  Expected<void> addMachine(const std::string &path, const std::string &machine,
                            const std::string &name, ast::MachineType type) {
    DefinitionOptions own = reading_;
    own.machine = machine;
    std::string why;
    auto definition = checkDefinition(path, own, /*forCodegen=*/true, &why);
    if (!definition)
      return asl::Failure{"cannot read `" + path + "`: " + why};
    if (definition->diagnostics->hasErrors()) {
      showDiagnostics({definition->diagnostics}, own);
      return asl::Failure{"`" + (machine.empty() ? path : machine) + "` has errors"};
    }
    if (isServed(name))
      return asl::Failure{"`" + path + "`: there is another state machine `" + name + "`"};
    options_.machines.push_back({name, source::toJson(*definition->tree->root),
                                 type == ast::MachineType::Express ? "EXPRESS" : "STANDARD"});
    definitions_.emplace(name, *std::move(definition->machine));
    return {};
  }

  const DefinitionOptions &reading_;
  serve::Options &options_;
  std::map<std::string, ast::Machine> definitions_; ///< of the machines
};

auto takeCount(size_t &count) { return asl::takeNumber<size_t>(count, 1); }

/// What is kept, and who carries out tasks.
void addDataOptions(CommandLine &line, serve::Options &options) {
  line.add(listOf("--listen", "ADDRESS", "host:port (by default 127.0.0.1:8083)", options.listen));
  line.addText("--db", 0, "FILE", "the journal (by default aslc.db)", options.database);
  line.addText("--journal-key", 0, "FILE",
               "encrypt a new journal, or open an encrypted one: a file with 64\n"
               "hexadecimal digits, made by `openssl rand -hex 32`",
               options.journalKey);
  line.addFlag("--memory", "keep nothing: no file is written", options.inMemory);
  line.addText("--tasks", 0, "FILE", "which command or result answers which task", options.tasks);
  line.addText("--s3", 0, "DIR", "the folder whose folders are the buckets of Amazon S3",
               options.s3);
  line.addText("--mock", 0, "FILE",
               "answers in place of tasks, also a MockConfigFile.json:\n"
               "`...:stateMachine:NAME#CASE` starts an execution with the mocks of a test\n"
               "case (by default the file of SFN_MOCK_CONFIG)",
               options.mocks);
}

/// Who may call, and from where.
void addCallerOptions(CommandLine &line, serve::Options &options) {
  line.addText("--account", 0, "ID", "the account of callers that name none", options.account);
  line.addText("--region", 0, "NAME", "the region of callers that name none", options.region);
  line.addText("--credentials", 0, "FILE", "access keys: every request must be signed",
               options.credentials);
  line.addText("--certificate", 0, "FILE", "serve HTTPS with this certificate (PEM)",
               options.certificate);
  line.addText("--key", 0, "FILE", "the certificate's private key (PEM)", options.key);
  line.add(listOf("--origin", "URL", "web pages from there may call", options.origins));
}

/// How much callers may do.
void addLimitOptions(CommandLine &line, serve::Options &options) {
  line.addText("--quotas", 0, "aws", "refuse calls as AWS does when they are too many",
               options.quotas);
  line.add({"--open-executions", 0, "N",
            "refuse to start more executions while so many of an account and\n"
            "region run",
            takeCount(options.mostOpenExecutions)});
  line.add({"--expression-memory", 0, "MIB",
            "what the expressions of all executions may use together, in MiB\n"
            "(by default 512)",
            takeCount(options.expressionMib)});
  line.addText("--retention", 0, "TIME", "how long ended executions are kept (by default 90d)",
               options.retention);
  line.add(listOf("--throttle", "RULE", "refuse a part of the calls: \"StartExecution 20%\"",
                  options.throttle));
}

/// Who is told what executions do.
void addObservationOptions(CommandLine &line, serve::Options &options) {
  line.add(listOf("--logs", "TARGET",
                  "log records of machines go there: a file, -, a URL, exec:COMMAND",
                  options.logs));
  line.add(listOf("--events", "TARGET",
                  "execution status change events go there, each at least once", options.events));
  line.addText("--traces", 0, "URL", "spans go to this OpenTelemetry receiver (OTLP/HTTP)",
               options.traces);
  line.addFlag("--metrics", "serve metrics for Prometheus at /metrics", options.metrics);
  line.addFlag("--metrics-open", "the same, also without credentials", options.metricsOpen);
  line.add(listOf("--logs-header", "HEADER",
                  "send \"Name: value\" to a URL of --logs; \"Name: @FILE\"\n"
                  "takes the value from a file",
                  options.logHeaders));
  line.add(listOf("--events-header", "HEADER", "the same for --events", options.eventHeaders));
  line.add(listOf("--traces-header", "HEADER", "the same for --traces", options.traceHeaders));
}

} // namespace

int runServe(std::span<const std::string> arguments) {
  serve::Options options;
  DefinitionOptions reading;
  std::vector<std::string> templates;
  CommandLine line("serve", "aslc serve [OPTION...] [FILE|FOLDER...]",
                   "Serves the API of AWS Step Functions: AWS's command line, SDKs and Terraform\n"
                   "work with it when their endpoint is its address. The state machines of the\n"
                   "files (templates, definitions, or all below a folder) are there from the\n"
                   "start, with the functions of their templates. Machines and executions are\n"
                   "kept in one file. Ends at SIGINT or SIGTERM; executions go on when it is\n"
                   "started again. Exit status: 0, 2 when it cannot serve, 3 after a second\n"
                   "signal.");
  addDataOptions(line, options);
  line.add(
      listOf("--functions", "TEMPLATE", "run the Lambda functions of this template", templates));
  addCallerOptions(line, options);
  addLimitOptions(line, options);
  addObservationOptions(line, options);
  addDefinitionOptions(line, reading);
  if (auto status = line.read(arguments))
    return *status;
  if (options.inMemory && !options.journalKey.empty())
    return line.fail("--memory keeps no journal that --journal-key could encrypt");
  if (options.inMemory && line.isGiven("--db"))
    return line.fail("--memory keeps nothing, and --db names a file to keep it in");
  // The ARNs that templates are read with are those of the server's callers.
  reading.reading.definitions.values.emplace("AWS::AccountId", options.account);
  reading.reading.definitions.values.emplace("AWS::Region", options.region);
  reading.seen = std::make_shared<SeenNames>();
  Served served(reading, options);
  for (const std::string &path : templates)
    if (Expected<void> added = served.addFunctions(path); !added)
      return line.fail(added.error());
  for (const std::string &path : line.operands())
    if (Expected<void> added = served.add(path); !added)
      return line.fail(added.error());
  if (!showUnseen(reading, "serve"))
    return exitUsage;
  if (const char *file = std::getenv("SFN_MOCK_CONFIG"); file && options.mocks.empty())
    options.mocks = file;
  served.checkMocks();
  if (options.listen.empty())
    options.listen.emplace_back("127.0.0.1:8083");
  return serve::serve(options);
}

} // namespace aslc::tool
