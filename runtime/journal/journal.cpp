// What a journal does as any storage can.
#include "runtime/journal/journal.h"

namespace asl::journal {

Expected<std::vector<Continuation>>
Reader::continuations(std::span<const uint64_t> executions) const {
  std::vector<Continuation> found;
  for (uint64_t each : executions) {
    Expected<std::optional<Execution>> execution = describe(each);
    if (!execution)
      return execution.failure();
    if (!*execution || (*execution)->status != Status::Running)
      continue;
    Expected<std::vector<Record>> rows = tailOf(**execution);
    if (!rows)
      return rows.failure();
    found.push_back({**std::move(execution), *std::move(rows)});
  }
  return found;
}

} // namespace asl::journal
