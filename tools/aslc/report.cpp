// `aslc report`: what a machine calls, the permissions that its role needs, and its bounds.
#include "compiler/report/access/access.h"
#include "compiler/report/access/compare.h"
#include "runtime/support/file.h"
#include "tools/aslc/command/options.h"
#include "tools/aslc/command/output.h"
#include "tools/aslc/report_bounds.h"
#include "tools/aslc/verbs.h"

namespace aslc::tool {

namespace {

/// Exit status 1 when the policy lacks something.
int comparePolicy(const CommandLine &line, const std::string &path, const report::Access &needed,
                  const std::string &output) {
  Expected<std::string> text = asl::readFile(path);
  if (!text)
    return line.fail(text.error());
  auto differences = report::compare(needed, *text);
  if (!differences)
    return line.fail("`" + path + "` is not a policy document in JSON");
  int written = writeOutput("report", output, report::listOf(*differences));
  return written != exitClean ? written : differences->missing.empty() ? exitClean : exitFaulty;
}

int report(std::span<const std::string> arguments) {
  DefinitionOptions reading;
  report::AccessOptions access;
  std::string output = "-", policy;
  bool iam = false, resources = false, isBounds = false;
  BoundsOptions bounds;
  CommandLine line("report", "aslc report --iam|--resources|--bounds [OPTION...] FILE",
                   "Tells what a definition needs where it runs. Exit status: 0 told, 1 the\n"
                   "definition has errors or the policy lacks something, 2 usage or a file that "
                   "cannot be read or written.");
  line.addFlag("--iam", "the policy of the role: the least that the machine needs", iam);
  line.addFlag("--resources", "the operations that it calls, and the states that call them",
               resources);
  line.addFlag("--bounds",
               "the best and the worst case: history events, state transitions, seconds,\n"
               "cost, and the size of each state's input",
               isBounds);
  line.addText("--policy", 0, "FILE",
               "with --iam: compare this policy with the needed permissions, and report\n"
               "which are missing, too broad or not needed",
               policy);
  line.addText("--machine-name", 0, "NAME",
               "the name of the state machine, for what it does to itself\n"
               "(default: any)",
               access.machine);
  line.addFlag("--logging", "it writes its history to CloudWatch Logs", access.logging);
  line.addFlag("--tracing", "it writes traces to X-Ray", access.tracing);
  bounds.addOptions(line);
  addInputSchema(line, reading);
  line.addText("--output", 'o', "FILE", "where to write (default: `-`, standard output)", output);
  addDefinitionOptions(line, reading);
  if (auto status = line.read(arguments))
    return *status;
  if (auto status = line.requireOneOperand("a FILE"))
    return *status;
  if (!policy.empty() && !iam)
    return line.fail("`--policy` is compared with what `--iam` gives");
  if (iam + resources + isBounds != 1)
    return line.fail("give one of `--iam`, `--resources` and `--bounds`");

  const std::string &path = line.operands()[0];
  if (Expected<void> checked = checkOutput(output, {path}, reading); !checked)
    return line.fail(checked.error());
  reading.jsonOnError = output == "-";
  auto definition = checkDefinition(path, reading, /*forCodegen=*/false);
  if (!definition)
    return exitUsage;
  if (!definition->ok()) {
    showDiagnostics({definition->diagnostics}, reading);
    return exitFaulty;
  }
  if (isBounds) {
    Expected<std::string> text = bounds.report(*definition, schemaOf(reading));
    return text ? writeOutput("report", output, *text) : line.fail(text.error());
  }
  report::Access needed = report::accessOf(*definition->machine, access);
  if (!policy.empty())
    return comparePolicy(line, policy, needed, output);
  return writeOutput("report", output, iam ? report::policyOf(needed) : report::listOf(needed));
}

} // namespace

const Verb reportVerb{"report", "tell which permissions a definition needs", report};

} // namespace aslc::tool
