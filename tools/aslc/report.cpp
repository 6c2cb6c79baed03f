// `aslc report`: what a machine calls, and the permissions that its role needs.
#include "compiler/report/access/access.h"
#include "tools/aslc/command/options.h"
#include "tools/aslc/command/output.h"
#include "tools/aslc/verbs.h"

namespace aslc::tool {

namespace {

int report(std::span<const std::string> arguments) {
  DefinitionOptions reading;
  report::AccessOptions access;
  std::string output = "-";
  bool iam = false, resources = false;
  CommandLine line("report", "aslc report --iam|--resources [OPTION...] FILE",
                   "Tells what a definition needs where it runs. Exit status: 0 told, 1 the\n"
                   "definition has errors, 2 usage or a file that cannot be read or written.");
  line.addFlag("--iam", "the policy of the role: the least that the machine needs", iam);
  line.addFlag("--resources", "the operations that it calls, and the states that call them",
               resources);
  line.addText("--machine-name", '\0', "NAME",
               "the name of the state machine, for what it does to itself\n"
               "(default: any)",
               access.machine);
  line.addFlag("--logging", "it writes its history to CloudWatch Logs", access.logging);
  line.addFlag("--tracing", "it writes traces to X-Ray", access.tracing);
  line.addText("--output", 'o', "FILE", "where to write (default: `-`, standard output)", output);
  addDefinitionOptions(line, reading);
  if (auto status = line.read(arguments))
    return *status;
  if (auto status = line.requireOneOperand("a FILE"))
    return *status;
  if (iam == resources)
    return line.fail("give one of `--iam` and `--resources`");

  const std::string &path = line.operands()[0];
  const asl::FileUse outputs[] = {{"`--output`", output}};
  Expected<void> checked = asl::checkOverwrites(inputsOf({path}, reading), outputs);
  if (!checked)
    return line.fail(checked.error());
  reading.jsonOnError = output == "-";
  auto definition = checkDefinition(path, reading, /*forCodegen=*/false);
  if (!definition)
    return exitUsage;
  if (!definition->ok()) {
    showDiagnostics({definition->diagnostics}, reading);
    return exitFaulty;
  }
  report::Access needed = report::accessOf(*definition->machine, access);
  return writeOutput("report", output, iam ? report::policyOf(needed) : report::listOf(needed));
}

} // namespace

const Verb reportVerb{"report", "tell which permissions a definition needs", report};

} // namespace aslc::tool
