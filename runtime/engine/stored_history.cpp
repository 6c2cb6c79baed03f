// Records, one after the other.
#include "runtime/engine/stored_history.h"

#include "runtime/exec/durable_log.h"

#include <optional>

namespace asl {
namespace {

constexpr unsigned kRowsAtOnce = 256;

/// Reads rows in order. What came before a row that stands alone is forgotten.
class HistoryReading {
public:
  explicit HistoryReading(const std::function<void(const HistoryEvent &)> &take) : take_(take) {}

  /// What cannot be read is passed over, with the rows that refer to it.
  void read(const journal::Record &row) {
    if (row.damage.empty() && (row.prev == 0 || row.standsAlone)) {
      reader_.reset();
      heap_.reset(nullptr, 1);
      reader_.emplace(heap_);
    } else if (reader_ && !(row.damage.empty() && reader_->skipState())) {
      reader_.reset();
    }
    if (reader_ && !reader_->read(row, take_))
      reader_.reset();
    if (!reader_ && damage_.empty())
      damage_ = row.damage.empty() ? "row " + std::to_string(row.seq) + " of the journal is damaged"
                                   : row.damage;
  }
  /// Why events could not be read; empty: they could.
  const std::string &damage() const { return damage_; }

private:
  const std::function<void(const HistoryEvent &)> &take_;
  Heap heap_{nullptr, 1};
  std::optional<exec::DurableReader> reader_;
  std::string damage_;
};

} // namespace

Expected<void> readHistory(const journal::Reader &journal, uint64_t execution,
                           const std::function<void(const HistoryEvent &)> &take,
                           std::string *damage) {
  HistoryReading reading(take);
  std::string position;
  do {
    Expected<journal::Page<journal::Record>> page =
        journal.records(execution, journal::Direction::Forwards, position, kRowsAtOnce);
    if (!page)
      return page.failure();
    for (const journal::Record &row : page->items)
      reading.read(row);
    position = page->next;
    if (damage == nullptr && !reading.damage().empty())
      return Failure{reading.damage()};
  } while (!position.empty());
  if (damage != nullptr)
    *damage = reading.damage();
  return {};
}

} // namespace asl
