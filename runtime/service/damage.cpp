// The last row of a damaged execution does not refer to the rows before it.
#include "runtime/service/damage.h"

#include "runtime/dom/text.h"
#include "runtime/exec/stored_execution.h"
#include "runtime/support/system_time.h"

#include <nlohmann/json.hpp>

#include <array>
#include <deque>
#include <type_traits>

namespace asl::service {
namespace {

using Json = nlohmann::json;

/// A member of a document, which may be damaged.
template <typename T> T memberOf(const Json &body, const char *key) {
  auto found = body.is_object() ? body.find(key) : body.end();
  if (found == body.end() || found->is_string() != std::is_same_v<T, std::string> ||
      found->is_number_unsigned() == std::is_same_v<T, std::string>)
    return {};
  return found->template get<T>();
}

/// The documents of the map runs of an execution.
Expected<std::vector<journal::Document>> mapRunsOf(const journal::Reader &journal,
                                                   uint64_t execution) {
  auto documents = journal.documents(journal::DocumentKind::MapRun, "");
  if (documents)
    std::erase_if(*documents, [&](const journal::Document &run) {
      return memberOf<uint64_t>(dom::parse(run.body), "execution") != execution;
    });
  return documents;
}

/// The children of a map run that have not ended.
Expected<std::vector<journal::Execution>> runningChildrenOf(const journal::Reader &journal,
                                                            uint64_t mapRun) {
  constexpr unsigned kAtOnce = 1000;
  journal::ListFilter filter;
  filter.mapRun = mapRun;
  filter.status = journal::Status::Running;
  std::vector<journal::Execution> children;
  std::string position;
  do {
    auto page = journal.list(filter, position, kAtOnce);
    if (!page)
      return page.failure();
    std::move(page->items.begin(), page->items.end(), std::back_inserter(children));
    position = page->next;
  } while (!position.empty());
  return children;
}

/// Ends executions in one batch.
class Ending {
public:
  Ending(std::optional<std::string> error, std::optional<std::string> cause)
      : end_{journal::Status::Aborted, systemMs(), std::move(error), std::move(cause)} {}

  void add(journal::Execution execution) {
    executions_.push_back(std::move(execution));
    batch_.bursts.push_back(exec::endUnread(executions_.back(), end_));
    for (auto kind : {journal::DocumentKind::Damage, journal::DocumentKind::Pause})
      batch_.documents.push_back({kind, std::to_string(executions_.back().id)});
  }
  /// The children of an execution end with it, without its error and cause.
  Expected<void> addChildren(const journal::Reader &journal, uint64_t execution) {
    auto runs = mapRunsOf(journal, execution);
    if (!runs)
      return runs.failure();
    end_.error = end_.cause = std::nullopt;
    for (const journal::Document &run : *runs) {
      auto children = runningChildrenOf(journal, run.id);
      if (!children)
        return children.failure();
      for (journal::Execution &child : *children)
        add(std::move(child));
      Json body = dom::parse(run.body);
      if (memberOf<std::string>(body, "status") != "RUNNING")
        continue;
      body["status"] = "ABORTED";
      body["stopMs"] = end_.stopMs;
      batch_.documents.push_back({run.kind, run.name, dom::write(body)});
    }
    return {};
  }
  void commit(journal::Journal &journal, journal::Journal::Done done) {
    journal.commit(std::move(batch_), std::move(done), journal::Caller::Busy);
  }

private:
  journal::End end_;
  std::deque<journal::Execution> executions_; ///< the batch has their places until it is committed
  journal::Batch batch_;
};

/// Why the rows of an execution are not understood; empty: they are, or cannot be read now.
std::string problemIn(const journal::Reader &journal, uint64_t execution) {
  auto found = journal.continuations(std::array{execution});
  if (!found || found->empty())
    return {};
  const journal::Continuation &one = found->front();
  return one.damage.empty() ? exec::problemOf(one.tail) : one.damage;
}

} // namespace

std::string damageIn(const journal::Document &document) {
  auto why = memberOf<std::string>(dom::parse(document.body), "why");
  return why.empty() ? "the document that says why is damaged" : why;
}

std::string damageReport(const std::string &name, const std::string &why) {
  return "the execution " + name + " is damaged and does not go on: " + why +
         ". Its rows are kept as they are: restore the journal from a backup, open it with the "
         "version that wrote them, or stop the execution";
}

void DamagedExecutions::add(const journal::Execution &execution, const std::string &why) {
  {
    std::lock_guard lock(known_->mutex);
    if (!known_->entries.try_emplace(execution.id, Entry{why}).second)
      return;
  }
  note(execution.id, dom::write(Json{{"why", why}}));
  if (report_)
    report_(execution, why);
}

void DamagedExecutions::note(uint64_t execution, std::optional<std::string> body) {
  journal::Batch batch;
  batch.documents.push_back(
      {journal::DocumentKind::Damage, std::to_string(execution), std::move(body)});
  // A journal that is lost tells its owner at the next commit.
  journal_.commit(std::move(batch), [](const journal::CommitResult &) {}, journal::Caller::Busy);
}

void DamagedExecutions::forget(uint64_t execution) { note(execution, std::nullopt); }

std::optional<std::string> DamagedExecutions::find(uint64_t execution) const {
  std::lock_guard lock(known_->mutex);
  auto entry = known_->entries.find(execution);
  return entry == known_->entries.end() ? std::nullopt : std::optional(entry->second.why);
}

size_t DamagedExecutions::size() const {
  std::lock_guard lock(known_->mutex);
  return known_->entries.size();
}

bool DamagedExecutions::whenEnded(uint64_t execution, Ended ended) {
  std::lock_guard lock(known_->mutex);
  auto entry = known_->entries.find(execution);
  if (entry == known_->entries.end())
    return false;
  entry->second.waiting.push_back(std::move(ended));
  return true;
}

void DamagedExecutions::Known::ended(uint64_t execution, const std::optional<Outcome> &outcome) {
  std::vector<Ended> waiting;
  std::vector<Aborted> aborting;
  {
    std::lock_guard lock(mutex);
    auto found = entries.find(execution);
    aborting.swap(found->second.aborting);
    if (outcome) {
      waiting.swap(found->second.waiting);
      entries.erase(found);
    }
  }
  for (const Ended &each : waiting)
    each(*outcome);
  for (const Aborted &each : aborting)
    each(outcome.has_value());
}

bool DamagedExecutions::abort(uint64_t execution, const std::optional<std::string> &error,
                              const std::optional<std::string> &cause, const Aborted &aborted) {
  std::string why;
  {
    std::lock_guard lock(known_->mutex);
    auto found = known_->entries.find(execution);
    if (found == known_->entries.end())
      return false;
    found->second.aborting.push_back(aborted);
    if (found->second.aborting.size() > 1)
      return true; // it is being ended
    why = found->second.why;
  }
  Ending ending(error, cause ? cause : "The record of the execution is damaged: " + why);
  auto described = journal_.describe(execution);
  Expected<void> read = described ? Expected<void>() : described.failure();
  if (described && *described) {
    ending.add(**described);
    read = ending.addChildren(journal_, execution);
  }
  if (!read) { // it may be asked for again
    known_->ended(execution, std::nullopt);
    return true;
  }
  ending.commit(journal_, [known = known_, execution, error](const journal::CommitResult &result) {
    Outcome outcome;
    outcome.status = Status::Aborted;
    outcome.error = error;
    bool isDurable = result.status == journal::CommitStatus::Durable;
    known->ended(execution, isDurable ? std::optional(outcome) : std::nullopt);
  });
  return true;
}

std::string damageOf(const journal::Reader &journal, uint64_t execution,
                     const std::string &problem) {
  if (std::string own = problemIn(journal, execution); !own.empty())
    return own;
  auto runs = mapRunsOf(journal, execution);
  for (size_t i = 0; runs && i < runs->size(); ++i) {
    auto children = runningChildrenOf(journal, (*runs)[i].id);
    for (size_t j = 0; children && j < children->size(); ++j)
      if (std::string of = problemIn(journal, (*children)[j].id); !of.empty())
        return "of its child execution `" + (*children)[j].start.name + "`, " + of;
  }
  return problem;
}

} // namespace asl::service
