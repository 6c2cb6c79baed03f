#include "tools/aslc/command/part.h"

#include <utility>

namespace aslc::tool {

void addPartOptions(CommandLine &line, frontend::Part &part) {
  line.addText("--from", 0, "STATE",
               "begin at this state, whose input `--input` is; also at one within a\n"
               "Map or a Parallel",
               part.from);
  line.addText("--to", 0, "STATE", "end when this state is left, with its output", part.to);
}

Expected<std::vector<std::string>> keepPart(frontend::Definition &definition,
                                            const frontend::Part &part) {
  if (part.from.empty() && part.to.empty())
    return std::vector<std::string>();
  Expected<frontend::PartOfMachine> taken =
      frontend::takePart(*std::exchange(definition.machine, std::nullopt), part);
  if (!taken)
    return taken.failure();
  definition.machine = std::move(taken->machine);
  return std::move(taken->variables);
}

} // namespace aslc::tool
