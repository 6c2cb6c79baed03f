// `meta` is a byte that says which parts follow, then the parts. Numbers are LEB128, texts have
// their length in front, optional fields a byte 0 or 1.
#include "runtime/journal/sqlite/row.h"

#include "runtime/journal/crc32c.h"

#include <array>
#include <bit>
#include <cstring>

namespace asl::journal {
namespace {

enum : uint8_t { hasStart = 1, hasEnd = 2, hasRedrive = 4, hasTrace = 8, hasToken = 16 };

class Encoder {
public:
  void add(uint64_t value) {
    for (; value >= 128; value >>= 7)
      bytes.push_back(static_cast<char>(value | 128));
    bytes.push_back(static_cast<char>(value));
  }
  void add(int64_t value) { add(static_cast<uint64_t>(value)); }
  void add(uint32_t value) { add(static_cast<uint64_t>(value)); }
  void add(const std::string &text) {
    add(static_cast<uint64_t>(text.size()));
    bytes += text;
  }
  template <typename T> void add(const std::optional<T> &value) {
    bytes.push_back(value ? 1 : 0);
    if (value)
      add(*value);
  }
  std::string bytes;
};

class Decoder {
public:
  explicit Decoder(std::string_view bytes) : rest_(bytes) {}

  bool get(uint64_t &value) {
    value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<uint64_t>(byte & 127) << shift;
      if (byte < 128)
        return true;
    }
    return false;
  }
  bool get(int64_t &value) {
    uint64_t bits = 0;
    bool good = get(bits);
    value = static_cast<int64_t>(bits);
    return good;
  }
  bool get(uint32_t &value) {
    uint64_t wide = 0;
    bool good = get(wide) && wide <= UINT32_MAX;
    value = static_cast<uint32_t>(wide);
    return good;
  }
  bool get(std::string &text) {
    uint64_t length = 0;
    if (!get(length) || length > rest_.size())
      return false;
    text = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return true;
  }
  template <typename T> bool get(std::optional<T> &value) {
    uint64_t present = 0;
    if (!get(present) || present > 1)
      return false;
    value.reset();
    return present == 0 || get(value.emplace());
  }
  template <typename... T> bool all(T &...values) { return (get(values) && ...); }
  bool atEnd() const { return rest_.empty(); }

private:
  std::string_view rest_;
};

bool decodeStart(Decoder &from, Start &start) {
  return from.all(start.machine, start.revision, start.name, start.startMs, start.inputHash,
                  start.version, start.alias, start.parent, start.mapRun, start.indexInParent);
}

/// The head as bytes, with the length of what follows it.
std::array<char, 7 * sizeof(uint64_t)> bytesOf(const RowHead &head, uint64_t length) {
  std::array<uint64_t, 7> fields = {head.seq,
                                    head.execution,
                                    head.prev,
                                    (uint64_t(head.firstEvent) << 32) | head.events,
                                    static_cast<uint64_t>(head.dueMs.value_or(0)),
                                    (uint64_t(head.codec) << 1) | (head.dueMs ? 1 : 0),
                                    length};
  if constexpr (std::endian::native == std::endian::big)
    for (uint64_t &field : fields)
      field = __builtin_bswap64(field);
  std::array<char, sizeof fields> bytes;
  std::memcpy(bytes.data(), fields.data(), sizeof fields);
  return bytes;
}

bool decodeEnd(Decoder &from, End &end) {
  uint32_t status = 0;
  if (!from.all(status, end.stopMs, end.error, end.cause) || status >= statusCount)
    return false;
  end.status = static_cast<Status>(status);
  return true;
}

} // namespace

RowHead headOf(const Burst &burst, uint64_t seq, uint64_t prev) {
  RowHead head;
  head.seq = seq;
  head.execution = burst.execution;
  head.prev = prev;
  head.firstEvent = burst.firstEvent;
  head.events = burst.lastEvent + 1 - burst.firstEvent;
  head.dueMs = burst.dueMs;
  head.codec = static_cast<uint8_t>(burst.codec + (burst.standsAlone ? standsAloneFlag : 0) +
                                    (burst.sleeps ? sleepsFlag : 0));
  return head;
}

int32_t checksum(const RowHead &head, std::string_view meta, std::string_view record) {
  auto bytes = bytesOf(head, meta.size());
  uint32_t crc = crc32c(0, {bytes.data(), bytes.size()});
  return static_cast<int32_t>(crc32c(crc32c(crc, meta), record));
}

std::string placeOf(std::string_view column, const RowHead &head) {
  auto bytes = bytesOf(head, 0);
  std::string place(column);
  return place.append(bytes.data(), bytes.size());
}

std::string encodeMeta(const Burst &burst) {
  if (!burst.start && !burst.end && !burst.redrive)
    return {};
  Encoder to;
  to.bytes.reserve(160); // most fit
  bool isTraced = burst.start && !burst.start->trace.empty();
  bool hasClientToken = burst.redrive && !burst.redrive->clientToken.empty();
  to.bytes.push_back(static_cast<char>(
      (burst.start ? hasStart : 0) | (burst.end ? hasEnd : 0) | (burst.redrive ? hasRedrive : 0) |
      (isTraced ? hasTrace : 0) | (hasClientToken ? hasToken : 0)));
  if (burst.start) {
    const Start &start = *burst.start;
    to.add(start.machine);
    to.add(start.revision);
    to.add(start.name);
    to.add(start.startMs);
    to.add(start.inputHash);
    to.add(start.version);
    to.add(start.alias);
    to.add(start.parent);
    to.add(start.mapRun);
    to.add(start.indexInParent);
  }
  if (burst.end) {
    to.add(static_cast<uint64_t>(burst.end->status));
    to.add(burst.end->stopMs);
    to.add(burst.end->error);
    to.add(burst.end->cause);
  }
  if (burst.redrive) {
    to.add(burst.redrive->count);
    to.add(burst.redrive->atMs);
    to.add(burst.redrive->revision);
  }
  if (isTraced)
    to.add(burst.start->trace);
  if (hasClientToken)
    to.add(burst.redrive->clientToken);
  return std::move(to.bytes);
}

bool decodeMeta(std::string_view meta, Burst &burst) {
  if (meta.empty())
    return true;
  auto parts = static_cast<uint8_t>(meta.front());
  Decoder from(meta.substr(1));
  if ((parts & hasStart) != 0 && !decodeStart(from, burst.start.emplace()))
    return false;
  if ((parts & hasEnd) != 0 && !decodeEnd(from, burst.end.emplace()))
    return false;
  if ((parts & hasRedrive) != 0) {
    Redrive &redrive = burst.redrive.emplace();
    if (!from.all(redrive.count, redrive.atMs, redrive.revision))
      return false;
  }
  if ((parts & hasTrace) != 0 && (!burst.start || !from.get(burst.start->trace)))
    return false;
  if ((parts & hasToken) != 0 && (!burst.redrive || !from.get(burst.redrive->clientToken)))
    return false;
  return from.atEnd();
}

} // namespace asl::journal
