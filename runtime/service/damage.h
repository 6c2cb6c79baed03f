// Executions that cannot go on because their records cannot be read.
#pragma once

#include "asl/engine/options.h"
#include "runtime/journal/journal.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asl::service {

/// The error of a damaged execution, where it is shown with one. It is not that of an end.
inline constexpr char damageError[] = "Aslc.DamagedRecord";

/// Why an execution is damaged: what a document of DocumentKind::Damage says.
std::string damageIn(const journal::Document &document);

/// Whether name and machine of an execution are not known, because its first row is damaged.
inline bool isNameless(const journal::Execution &execution) { return execution.start.machine == 0; }

/// The line by which a process reports a damaged execution called `name`.
std::string damageReport(const std::string &name, const std::string &why);

/// Damaged executions: they run, as far as the journal knows, and do not go on in this process.
/// Nothing is written to them, unless they are stopped. All members may be called from any thread.
class DamagedExecutions {
public:
  /// Called once for each execution, on any thread.
  using Report = std::function<void(const journal::Execution &execution, const std::string &why)>;
  using Ended = std::function<void(const Outcome &)>;
  using Aborted = std::function<void(bool found)>;

  DamagedExecutions(journal::Journal &journal, Report report)
      : journal_(journal), report_(std::move(report)) {}

  /// Notes the execution here and in the journal, so that those who look into it know.
  void add(const journal::Execution &execution, const std::string &why);
  /// Why it is damaged; nullopt: it is not among them.
  std::optional<std::string> find(uint64_t execution) const;
  size_t size() const;
  /// Calls `ended` when the execution is stopped. False: it is not among them.
  bool whenEnded(uint64_t execution, Ended ended);
  /// Ends the execution and the children of its map runs, without reading their rows, and calls
  /// `aborted` when that is durable. False: it is not among them.
  bool abort(uint64_t execution, const std::optional<std::string> &error,
             const std::optional<std::string> &cause, const Aborted &aborted);
  /// What the journal notes of an execution that is not damaged any more is removed.
  void forget(uint64_t execution);

private:
  struct Entry {
    std::string why;
    std::vector<Ended> waiting{};
    std::vector<Aborted> aborting{}; ///< who asked for its end, which is not durable yet
  };
  /// The journal may still use it when this object is gone.
  struct Known {
    std::mutex mutex;
    std::map<uint64_t, Entry> entries{};
    /// An execution that was being ended has ended, or has not.
    void ended(uint64_t execution, const std::optional<Outcome> &outcome);
  };
  void note(uint64_t execution, std::optional<std::string> body);

  journal::Journal &journal_;
  const Report report_;
  const std::shared_ptr<Known> known_ = std::make_shared<Known>();
};

/// Why the record of an execution that did not fit its module cannot be read, as far as can be
/// told: which row, of itself or of a child of its map runs. Else `problem`.
std::string damageOf(const journal::Reader &journal, uint64_t execution,
                     const std::string &problem);

} // namespace asl::service
