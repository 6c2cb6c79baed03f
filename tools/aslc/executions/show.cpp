// Printing what a journal has.
#include "tools/aslc/executions/show.h"

#include "runtime/dom/text.h"
#include "runtime/engine/stored_history.h"
#include "runtime/program/sinks.h"
#include "runtime/support/output_file.h"
#include "tools/aslc/executions/entry.h"

#include <cstdio>

namespace aslc::tool {

namespace journal = asl::journal;
using asl::Expected;

Expected<void> listExecutions(const journal::Reader &reader, const Selection &selection,
                              const std::string &position, size_t limit, bool json) {
  auto selected = select(reader, selection, position, limit);
  if (!selected)
    return selected.failure();
  auto notes = notesOf(reader);
  if (!notes)
    return notes.failure();
  Json entries = Json::array();
  for (const journal::Execution &execution : selected->executions)
    entries.push_back(entryOf(reader, execution, *notes));
  if (json) {
    Json all{{"executions", entries}};
    if (!selected->next.empty())
      all["nextPage"] = selected->next;
    std::printf("%s\n", asl::dom::write(all, 2).c_str());
    return {};
  }
  for (const Json &entry : entries)
    printLine(entry);
  if (!selected->next.empty())
    std::fprintf(stderr, "aslc: there are more: --page %s\n", selected->next.c_str());
  return {};
}

Expected<void> showExecution(const journal::Reader &reader, const journal::Execution &execution,
                             bool json) {
  auto notes = notesOf(reader);
  if (!notes)
    return notes.failure();
  auto entry = asl::service::descriptionOf(reader, execution, *notes);
  if (!entry)
    return entry.failure();
  if (json)
    std::printf("%s\n", asl::dom::write(*entry, 2).c_str());
  else
    for (const auto &[key, value] : entry->items())
      std::printf("%-20s %s\n", (key + ":").c_str(), lineOf(value).c_str());
  if (entry->contains("damage"))
    return asl::Failure{"the execution is damaged: " + (*entry)["damage"].get<std::string>()};
  return {};
}

Expected<void> showHistory(const journal::Reader &reader, const journal::Execution &execution) {
  asl::OutputFile out;
  if (auto opened = out.open("-"); !opened)
    return opened.failure();
  asl::program::HistoryWriter writer(out);
  std::string damage;
  auto append = [&](const asl::HistoryEvent &event) { writer.append(event); };
  auto read = asl::readHistory(reader, execution.id, append, &damage);
  if (!read)
    return read;
  writer.finish();
  if (auto written = out.commit(); !written || damage.empty())
    return written;
  return asl::Failure{"some events cannot be read: " + damage};
}

} // namespace aslc::tool
