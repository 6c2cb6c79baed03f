// `aslc lsp`: the language server for editors.
#include "compiler/editor/server/server.h"
#include "tools/aslc/command/options.h"
#include "tools/aslc/verbs.h"

#include <cstdio>

namespace aslc::tool {

namespace {

int lsp(std::span<const std::string> arguments) {
  editor::ServerOptions options;
  options.version = ASLC_VERSION;
  options.reading.analyze = true;
  options.reading.definitions.allowUndefined = true;
  bool isTest = false, isStdio = false, express = false;
  CommandLine line("lsp", "aslc lsp [OPTION...]",
                   "Serves an editor by the Language Server Protocol, on standard input and\n"
                   "output. Exit status: 0 after `shutdown`, 1 without, 2 usage.");
  line.addFlag("--stdio", "standard input and output, which are always used", isStdio);
  line.addFlag("--express", "check definitions as express workflows", express);
  line.addFlag("--delimited",
               "messages are separated by lines `// -----`, and analyses run in turn: for tests",
               isTest);
  if (auto status = line.read(arguments))
    return *status;
  if (!line.operands().empty())
    return line.fail("`" + line.operands()[0] + "` is not an option");
  if (express)
    options.reading.type = ast::MachineType::Express;
  options.inTurn = isTest;
  using Framing = editor::Transport::Framing;
  editor::Transport transport(stdin, stdout, isTest ? Framing::Delimited : Framing::Headers);
  return editor::serve(transport, options);
}

} // namespace

const Verb lspVerb{"lsp", "serve an editor", lsp};

} // namespace aslc::tool
