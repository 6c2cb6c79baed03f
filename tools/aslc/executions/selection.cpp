// Pages of the journal's list, and what is left of them.
#include "tools/aslc/executions/selection.h"

#include "runtime/service/arn.h"
#include "tools/aslc/executions/condition.h"
#include "tools/aslc/executions/entry.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace aslc::tool {

namespace journal = asl::journal;
using asl::Expected;
using asl::Failure;

namespace {

constexpr size_t mostOnPage = 500;

bool isMeant(const journal::Execution &execution, const Selection &selection, const Notes &notes) {
  const auto &statuses = selection.statuses;
  return (statuses.empty() || std::ranges::find(statuses, execution.status) != statuses.end()) &&
         (!selection.isPaused || notes.paused.contains(std::to_string(execution.id)));
}

/// Adds those of `page` that are meant.
Expected<void> keepMeant(std::vector<journal::Execution> page, const Selection &selection,
                         const Notes &notes, std::optional<Condition> &condition,
                         Selected &selected) {
  std::erase_if(page,
                [&](const journal::Execution &one) { return !isMeant(one, selection, notes); });
  for (journal::Execution &execution : page) {
    Expected<bool> holds = condition ? condition->holds(execution) : Expected<bool>(true);
    if (!holds)
      return holds.failure();
    if (*holds)
      selected.executions.push_back(std::move(execution));
  }
  return {};
}

using asl::service::Arn;
using Machines = std::vector<journal::Document>;

bool isArn(const std::string &text) { return text.starts_with("arn:"); }

/// A machine is called by its name in the journal of a program, and by its ARN in that of a server:
/// with a number behind it when others of this ARN were deleted before.
std::string arnOf(const journal::Document &machine) {
  return isArn(machine.name) ? machine.name.substr(0, machine.name.find('#')) : machine.name;
}

std::string nameIn(const std::string &machine) {
  Expected<Arn> arn = asl::service::parseArn(machine);
  return arn ? arn->name : machine;
}

bool isMeant(const journal::Document &machine, const std::string &given) {
  std::string arn = arnOf(machine);
  return isArn(arn) && isArn(given) ? arn == given : nameIn(arn) == nameIn(given);
}

std::string listOf(const Machines &machines) {
  constexpr size_t most = 20;
  std::string text;
  for (size_t i = 0; i < machines.size() && i < most; ++i)
    text += (i == 0 ? "`" : ", `") + machines[i].name + "`";
  return machines.size() > most ? text + " and others" : text;
}

/// All machines, the newest first.
Expected<Machines> allMachines(const journal::Reader &reader) {
  auto machines = reader.documents(journal::DocumentKind::Machine, "");
  if (machines)
    std::ranges::reverse(*machines);
  return machines;
}

/// The machines that are meant, which have one ARN, the newest first. All when `name` is empty.
Expected<Machines> machinesOf(const journal::Reader &reader, const std::string &name) {
  Expected<Machines> machines = allMachines(reader);
  if (!machines || name.empty())
    return machines;
  Machines meant;
  for (const journal::Document &machine : *machines)
    if (machine.name == name || isMeant(machine, name))
      meant.push_back(machine);
  if (meant.empty())
    return Failure{"the journal has no state machine `" + name + "`" +
                   (machines->empty() ? "" : ", but " + listOf(*machines))};
  bool isOne = std::ranges::all_of(
      meant, [&](const journal::Document &machine) { return arnOf(machine) == arnOf(meant[0]); });
  if (!isOne)
    return Failure{"several state machines are called `" + name +
                   "`: give the ARN: " + listOf(meant)};
  return meant;
}

/// An execution as the user names it.
struct ExecutionName {
  std::string name;
  Machines machines; ///< one of these has it
};

Expected<ExecutionName> readName(const journal::Reader &reader, const std::string &text,
                                 const std::string &machineName) {
  Expected<Machines> machines = machinesOf(reader, machineName);
  if (!machines)
    return machines.failure();
  if (!isArn(text)) {
    if (machineName.empty())
      machines->emplace_back(); // of no machine is one whose first row is damaged
    return ExecutionName{text, *std::move(machines)};
  }
  Expected<Arn> arn = asl::service::parseArn(text);
  if (!arn || arn->kind != Arn::Kind::Execution || !arn->label.empty())
    return Failure{"`" + text + "` is not the ARN of an execution of a state machine"};
  Expected<Machines> ofArn = machinesOf(reader, arn->machineArn());
  if (!ofArn)
    return ofArn.failure();
  if (!machineName.empty() && ofArn->front().id != machines->front().id)
    return Failure{"`" + text + "` is not an execution of `" + machineName + "`"};
  return ExecutionName{arn->last, *std::move(ofArn)};
}

/// Of machines of one ARN, the newest that has the execution counts.
Expected<journal::Execution> findNow(const journal::Reader &reader, const ExecutionName &wanted) {
  Machines having;
  uint64_t number = 0;
  for (const journal::Document &machine : wanted.machines) {
    auto found = reader.find(machine.id, wanted.name);
    if (!found)
      return found.failure();
    if (!*found || std::ranges::find(having, arnOf(machine), arnOf) != having.end())
      continue;
    having.push_back(machine);
    number = **found;
  }
  if (having.size() > 1)
    return Failure{"several state machines have an execution `" + wanted.name +
                   "`: name one by --machine: " + listOf(having)};
  if (!having.empty()) {
    auto execution = reader.describe(number);
    if (!execution)
      return execution.failure();
    if (*execution)
      return **execution;
  }
  return Failure{"the journal has no execution `" + wanted.name + "`"};
}

} // namespace

Expected<std::optional<uint64_t>> machineOf(const journal::Reader &reader,
                                            const std::string &name) {
  if (name.empty())
    return std::optional<uint64_t>();
  Expected<Machines> machines = machinesOf(reader, name);
  return machines ? Expected(std::optional(machines->front().id)) : machines.failure();
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
  Expected<Notes> notes = selection.isPaused ? notesOf(reader) : Expected<Notes>(Notes());
  if (!notes)
    return notes.failure();
  Selected selected;
  selected.next = position;
  do {
    size_t left = std::min(limit - selected.executions.size(), mostOnPage);
    auto page = reader.list(filter, selected.next, static_cast<unsigned>(left));
    if (!page)
      return page.failure();
    selected.next = page->next;
    if (auto kept = keepMeant(std::move(page->items), selection, *notes, condition, selected);
        !kept)
      return kept.failure();
  } while (!selected.next.empty() && selected.executions.size() < limit);
  return selected;
}

Expected<journal::Execution> findExecution(const journal::Reader &reader, const std::string &name,
                                           const std::string &machine) {
  constexpr int mostLooks = 40;
  Expected<ExecutionName> wanted = readName(reader, name, machine);
  if (!wanted)
    return wanted.failure();
  for (int looks = 1;; ++looks) {
    // An owner writes all names before it ends: whether there is one is asked first.
    auto owner = reader.owner();
    Expected<journal::Execution> found = findNow(reader, *wanted);
    if (found || !owner || !owner->alive || looks == mostLooks)
      return found;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

} // namespace aslc::tool
