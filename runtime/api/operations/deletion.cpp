// Machines that are being deleted. See
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html.
#include "runtime/api/operations/deletion.h"

#include <atomic>
#include <memory>

namespace asl::api {
namespace {

/// Called when a machine that is being deleted has no executions any more.
void removeMachine(State &state, uint64_t document) {
  auto lock = state.registry.exclusive();
  service::Registry::Machine before = state.registry.machineOf(document);
  if (!before || before->isDeleted)
    return;
  service::StateMachine machine = *before;
  machine.isDeleted = true;
  machine.isDeleting = false;
  machine.tags.clear();
  machine.versions.clear();
  (void)state.registry.put(std::move(machine));
}

std::vector<uint64_t> runningOf(const State &state, uint64_t machine) {
  journal::ListFilter filter;
  filter.machine = machine;
  filter.status = journal::Status::Running;
  std::vector<uint64_t> running;
  std::string position;
  do {
    constexpr unsigned atOnce = 500;
    journal::Page<journal::Execution> page = valueOf(state.journal.list(filter, position, atOnce));
    for (const journal::Execution &execution : page.items)
      running.push_back(execution.id);
    position = page.next;
  } while (!position.empty());
  return running;
}

} // namespace

void deleteWithExecutions(State &state, uint64_t machine) {
  auto left = std::make_shared<std::atomic<size_t>>(1); // until all have been asked to end
  auto oneLess = [&state, machine, left] {
    // Others may have begun while the machine became DELETING.
    if (--*left == 0)
      state.background.post([&state, machine] { deleteWithExecutions(state, machine); });
  };
  bool isUsed = false;
  for (uint64_t execution : runningOf(state, machine)) {
    ++*left;
    if (state.service.whenEnded(execution, [oneLess](const Outcome &) { oneLess(); })) {
      state.service.abortAtTransition(execution);
      isUsed = true;
    } else {
      --*left;
    }
  }
  if (isUsed)
    oneLess();
  else
    removeMachine(state, machine);
}

Expected<void> goOnDeleting(State &state) {
  try {
    for (const service::Registry::Machine &machine : state.registry.machines("arn:", "", SIZE_MAX))
      if (machine->isDeleting)
        deleteWithExecutions(state, machine->document);
  } catch (const Refusal &refusal) {
    return Failure{refusal.error.message};
  }
  return {};
}

} // namespace asl::api
