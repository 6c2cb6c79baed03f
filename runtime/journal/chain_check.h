// Checks the invariants between the rows of a journal, and between the rows and the executions.
#pragma once

#include "runtime/journal/journal.h"

#include <unordered_map>

namespace asl::journal {

/// Must be given all rows in order of seq, then all executions.
class ChainCheck {
public:
  explicit ChainCheck(VerifyReport &report) : report_(report) {}

  /// `folded`: the executions show this row already.
  void row(const Record &row, bool folded);
  /// `live`: the entry for it among those that a restart reads.
  void execution(const Execution &execution, const std::optional<Live> &live);
  /// `removed`: how many rows were removed with old executions. `lastSeq`: the last number given.
  void end(uint64_t removed, uint64_t lastSeq);

  void fault(std::string text);

private:
  struct Last {
    uint64_t seq = 0;
    uint64_t firstSeq = 0;
    uint32_t event = 0;
    bool folded = true;
    bool seen = false; ///< among the executions
  };
  VerifyReport &report_;
  std::unordered_map<uint64_t, Last> last_;
  uint64_t lastSeq_ = 0;
};

} // namespace asl::journal
