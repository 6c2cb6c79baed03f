// Entries in columns.
#include "tools/aslc/executions/entry.h"
#include "runtime/dom/text.h"
#include "runtime/support/one_line.h"

#include <cstdio>

namespace aslc::tool {

std::string textOf(const Json &value) {
  return value.is_string() ? value.get<std::string>() : asl::dom::write(value);
}

std::string lineOf(const Json &value) {
  std::string line;
  asl::appendOnOneLine(line, textOf(value));
  return line;
}

void printLine(const Json &entry) {
  auto column = [&](const char *key, int width) {
    std::printf("%-*s  ", width, entry.contains(key) ? lineOf(entry[key]).c_str() : "-");
  };
  bool runs = entry["status"] == "RUNNING";
  if (entry.contains("damage") && runs)
    std::printf("%-9s  ", "DAMAGED");
  else if (entry.contains("paused"))
    std::printf("%-9s  ", "PAUSED");
  else
    column("status", 9);
  column("startDate", 24);
  column("stopDate", 24);
  column("events", 6);
  column("stateMachine", 16);
  std::printf("%s\n", lineOf(entry["name"]).c_str());
}

} // namespace aslc::tool
