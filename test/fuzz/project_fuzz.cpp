// Any bytes as a template or project: nothing crashes, and all findings are in the file.
#include "compiler/diag/engine.h"
#include "compiler/frontend/definition.h"
#include "compiler/project/project.h"

#include <cstdlib>

static void checkPlaces(const aslc::diag::Engine &engine) {
  for (const aslc::diag::Diagnostic &each : engine.all())
    if (each.range.begin > each.range.end || each.range.end > engine.file().text().size())
      std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  auto file = std::make_shared<const aslc::source::File>(
      "template", std::string(reinterpret_cast<const char *>(data), size));
  auto project = aslc::project::open(file, {}, {});
  if (!project)
    return 0;
  for (const auto &engine : project->diagnostics)
    checkPlaces(*engine);
  for (const aslc::project::Machine &machine : project->machines) {
    aslc::project::MachineText text = machine.read();
    checkPlaces(*text.diagnostics);
    if (text.tree->root)
      checkPlaces(*aslc::frontend::check(text.tree, text.diagnostics, {}, false).diagnostics);
  }
  return 0;
}
