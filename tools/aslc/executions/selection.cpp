// Pages of the journal's list, and what is left of them.
#include "tools/aslc/executions/selection.h"

#include "tools/aslc/executions/condition.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace aslc::tool {

namespace journal = asl::journal;
using asl::Expected;
using asl::Failure;

namespace {

constexpr size_t mostOnPage = 500;

bool isMeant(const journal::Execution &execution, const Selection &selection) {
  const auto &statuses = selection.statuses;
  return statuses.empty() || std::ranges::find(statuses, execution.status) != statuses.end();
}

/// Adds those of `page` that are meant.
Expected<void> keepMeant(std::vector<journal::Execution> page, const Selection &selection,
                         std::optional<Condition> &condition, Selected &selected) {
  std::erase_if(page, [&](const journal::Execution &one) { return !isMeant(one, selection); });
  for (journal::Execution &execution : page) {
    Expected<bool> holds = condition ? condition->holds(execution) : Expected<bool>(true);
    if (!holds)
      return holds.failure();
    if (*holds)
      selected.executions.push_back(std::move(execution));
  }
  return {};
}

Expected<journal::Execution> findNow(const journal::Reader &reader, const std::string &name,
                                     const std::string &machineName) {
  auto machines = reader.documents(journal::DocumentKind::Machine, "");
  if (!machines)
    return machines.failure();
  std::vector<uint64_t> numbers;
  for (const journal::Document &machine : *machines) {
    if (!machineName.empty() && machine.name != machineName)
      continue;
    auto number = reader.find(machine.id, name);
    if (!number)
      return number.failure();
    if (*number)
      numbers.push_back(**number);
  }
  if (numbers.size() > 1)
    return Failure{"several state machines have an execution `" + name +
                   "`: name one by --machine"};
  if (!numbers.empty()) {
    auto execution = reader.describe(numbers.front());
    if (!execution)
      return execution.failure();
    if (*execution)
      return **execution;
  }
  return Failure{"the journal has no execution `" + name + "`"};
}

} // namespace

Expected<std::optional<uint64_t>> machineOf(const journal::Reader &reader,
                                            const std::string &name) {
  if (name.empty())
    return std::optional<uint64_t>();
  auto document = reader.document(journal::DocumentKind::Machine, name);
  if (!document)
    return document.failure();
  if (!*document)
    return Failure{"the journal has no state machine `" + name + "`"};
  return std::optional((*document)->id);
}

Expected<Selected> select(const journal::Reader &reader, const Selection &selection,
                          const std::string &position, size_t limit) {
  journal::ListFilter filter;
  auto machine = machineOf(reader, selection.machine);
  if (!machine)
    return machine.failure();
  filter.machine = *machine;
  if (selection.statuses.size() == 1)
    filter.status = selection.statuses.front();
  filter.startedFromMs = selection.startedFromMs;
  filter.startedToMs = selection.startedToMs;
  std::optional<Condition> condition;
  if (!selection.condition.empty())
    condition.emplace(reader, selection.condition);
  Selected selected;
  selected.next = position;
  do {
    size_t left = std::min(limit - selected.executions.size(), mostOnPage);
    auto page = reader.list(filter, selected.next, static_cast<unsigned>(left));
    if (!page)
      return page.failure();
    selected.next = page->next;
    if (auto kept = keepMeant(std::move(page->items), selection, condition, selected); !kept)
      return kept.failure();
  } while (!selected.next.empty() && selected.executions.size() < limit);
  return selected;
}

Expected<journal::Execution> findExecution(const journal::Reader &reader, const std::string &name,
                                           const std::string &machine) {
  constexpr int mostLooks = 40;
  for (int looks = 1;; ++looks) {
    // An owner writes all names before it ends: whether there is one is asked first.
    auto owner = reader.owner();
    Expected<journal::Execution> found = findNow(reader, name, machine);
    if (found || !owner || !owner->alive || looks == mostLooks)
      return found;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

} // namespace aslc::tool
