// `aslc graph`: draws a definition.
#include "compiler/report/graph/render.h"
#include "tools/aslc/command/options.h"
#include "tools/aslc/command/output.h"
#include "tools/aslc/verbs.h"

#include <cstdio>
#include <filesystem>
#include <optional>

namespace aslc::tool {

namespace {

enum class Form : uint8_t { Svg, Dot, Mermaid };

/// The form by the suffix of the output's name; none when the suffix is another one.
std::optional<Form> formOf(const std::string &output) {
  std::string suffix = std::filesystem::path(output).extension();
  if (suffix == ".dot" || suffix == ".gv")
    return Form::Dot;
  if (suffix == ".mmd" || suffix == ".mermaid")
    return Form::Mermaid;
  bool svg = suffix.empty() || suffix == ".svg" || output.starts_with("/dev/");
  return svg ? std::optional(Form::Svg) : std::nullopt;
}

std::string render(const ast::Machine &machine, Form form, const std::string &title) {
  report::Flow flow = report::graphOf(machine);
  switch (form) {
  case Form::Dot:
    return report::renderDot(flow, title);
  case Form::Mermaid:
    return report::renderMermaid(flow);
  case Form::Svg:
    break;
  }
  return report::renderSvg(flow, title);
}

int graph(std::span<const std::string> arguments) {
  DefinitionOptions reading;
  std::string output = "-";
  std::optional<Form> form;
  CommandLine line(
      "graph", "aslc graph [OPTION...] FILE",
      "Draws a definition, in JSON or YAML: states, transitions, catchers, and the\n"
      "flows inside of Parallel and Map. A definition with errors is drawn as far as\n"
      "it can be read. Exit status: 0 drawn, 1 the definition has errors, 2 usage or a\n"
      "file that cannot be read or written.");
  line.addText("--output", 'o', "FILE", "where to write (default: `-`, standard output)", output);
  line.addChoice("--format", {"svg", "dot", "mermaid"},
                 "a picture (the default), or the input of Graphviz or Mermaid;\n"
                 "by default what the name of the output ends in: .svg, .dot, .mmd",
                 [&](size_t index) { form = static_cast<Form>(index); });
  addDefinitionOptions(line, reading);
  if (auto status = line.read(arguments))
    return *status;
  if (auto status = line.requireOneOperand("a FILE"))
    return *status;

  const std::string &path = line.operands()[0];
  if (Expected<void> checked = checkOutput(output, {path}, reading); !checked)
    return line.fail(checked.error());
  if (!form)
    form = formOf(output);
  if (!form)
    return line.fail(
        "`" + output +
        "` does not end in .svg, .dot, .gv, .mmd or .mermaid; choose a --format for it");
  reading.jsonOnError = output == "-";
  auto definition = checkDefinition(path, reading, /*forCodegen=*/false);
  if (!definition)
    return exitUsage;
  if (!definition->ok())
    showDiagnostics({definition->diagnostics}, reading);
  if (!definition->machine)
    return exitFaulty;
  const std::string &title =
      definition->name.empty() ? definition->diagnostics->file().name() : definition->name;
  int written = writeOutput("graph", output, render(*definition->machine, *form, title));
  return written != exitClean ? written : definition->ok() ? exitClean : exitFaulty;
}

} // namespace

const Verb graphVerb{"graph", "draw a definition as SVG, DOT or Mermaid", graph};

} // namespace aslc::tool
