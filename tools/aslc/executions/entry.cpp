// Entries in columns.
#include "tools/aslc/executions/entry.h"
#include "runtime/dom/text.h"

#include <cstdio>

namespace aslc::tool {

std::string textOf(const Json &value) {
  return value.is_string() ? value.get<std::string>() : asl::dom::write(value);
}

void printLine(const Json &entry) {
  auto column = [&](const char *key, int width) {
    std::printf("%-*s  ", width, entry.contains(key) ? textOf(entry[key]).c_str() : "-");
  };
  if (entry.contains("paused"))
    std::printf("%-9s  ", "PAUSED");
  else
    column("status", 9);
  column("startDate", 24);
  column("stopDate", 24);
  column("events", 6);
  column("stateMachine", 16);
  std::printf("%s\n", textOf(entry["name"]).c_str());
}

} // namespace aslc::tool
