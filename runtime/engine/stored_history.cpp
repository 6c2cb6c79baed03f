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

  Expected<void> read(const journal::Record &row) {
    bool isWhole = true;
    if (!reader_ || row.standsAlone) {
      reader_.reset();
      heap_.reset(nullptr, 1);
      reader_.emplace(heap_);
    } else {
      isWhole = reader_->skipState();
    }
    if (isWhole && reader_->read(row, take_))
      return {};
    return Failure{"row " + std::to_string(row.seq) + " of the journal is damaged"};
  }

private:
  const std::function<void(const HistoryEvent &)> &take_;
  Heap heap_{nullptr, 1};
  std::optional<exec::DurableReader> reader_;
};

} // namespace

Expected<void> readHistory(const journal::Reader &journal, uint64_t execution,
                           const std::function<void(const HistoryEvent &)> &take) {
  HistoryReading reading(take);
  std::string position;
  do {
    Expected<journal::Page<journal::Record>> page =
        journal.records(execution, journal::Direction::Forwards, position, kRowsAtOnce);
    if (!page)
      return page.failure();
    for (const journal::Record &row : page->items)
      if (Expected<void> read = reading.read(row); !read)
        return read;
    position = page->next;
  } while (!position.empty());
  return {};
}

} // namespace asl
