// `aslc graph`: draws a definition.
#include "compiler/report/graph/render.h"
#include "runtime/program/file.h"
#include "tools/aslc/command/options.h"
#include "tools/aslc/verbs.h"

#include <cstdio>
#include <optional>

namespace aslc::tool {

namespace {

enum class Form : uint8_t { Svg, Dot, Mermaid };

/// By the ending of the output's name; SVG where it says nothing.
Form formOf(std::string_view output) {
  if (output.ends_with(".dot") || output.ends_with(".gv"))
    return Form::Dot;
  return output.ends_with(".mmd") || output.ends_with(".mermaid") ? Form::Mermaid : Form::Svg;
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

/// Writes `text` to `output`, whole or not at all. Returns the exit status.
int write(const std::string &output, const std::string &text) {
  asl::program::OutputFile file;
  std::string problem = file.open(output);
  if (problem.empty()) {
    file.write(text);
    problem = file.commit();
  }
  if (problem.empty())
    return exitClean;
  std::fputs(("aslc graph: " + problem + "\n").c_str(), stderr);
  return exitUsage;
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
  if (line.operands().size() != 1)
    return line.fail(line.operands().empty() ? "a FILE is missing" : "one FILE at a time");

  std::shared_ptr<const source::File> file = readInput(line.operands()[0]);
  if (!file)
    return exitUsage;
  std::string title(file->name());
  Definition definition = understand(std::move(file), reading, false);
  if (!definition.ok())
    showDiagnostics({definition.diagnostics}, reading);
  if (!definition.machine)
    return exitFaulty;
  int written = write(output, render(*definition.machine, form.value_or(formOf(output)), title));
  return written != exitClean ? written : definition.ok() ? exitClean : exitFaulty;
}

} // namespace

const Verb graphVerb{"graph", "draw a definition as SVG, DOT or Mermaid", graph};

} // namespace aslc::tool
