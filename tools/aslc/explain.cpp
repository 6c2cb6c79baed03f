// `aslc explain`: says what a kind of finding is about.
#include "compiler/diag/order.h"
#include "compiler/report/kinds/pages.h"
#include "tools/aslc/command/command_line.h"
#include "tools/aslc/command/exit.h"
#include "tools/aslc/kinds.h"
#include "tools/aslc/verbs.h"

#include <cstdio>

namespace aslc::tool {

namespace {

/// The page of `kind` below a line with its name and severity.
std::string explanationOf(diag::Kind kind) {
  report::KindPage page = report::pageOf(kind);
  return std::string(page.slug) + " (" +
         std::string(diag::severityName(diag::defaultSeverity(kind))) + ")\n\n" +
         std::string(page.text.empty() ? page.title : page.text);
}

int explain(std::span<const std::string> arguments) {
  CommandLine line(
      "explain", "aslc explain [KIND...]",
      "Says what a kind of finding is about, with a wrong and a right example. KIND is\n"
      "the name in brackets behind a finding. Without KIND, lists all kinds.");
  if (auto status = line.read(arguments))
    return *status;
  if (line.operands().empty())
    return listKinds();
  std::string text;
  for (std::string_view name : line.operands()) {
    // As it is shown behind a finding.
    if (name.starts_with('[') && name.ends_with(']'))
      name = name.substr(1, name.size() - 2);
    asl::Expected<diag::Kind> kind = kindNamed(name);
    if (!kind)
      return line.fail(kind.error());
    text += (text.empty() ? "" : "\n") + explanationOf(*kind);
  }
  std::fputs(text.c_str(), stdout);
  return exitClean;
}

} // namespace

const Verb explainVerb{"explain", "say what a kind of finding is about", explain};

} // namespace aslc::tool
