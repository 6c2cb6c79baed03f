// Only the methods that a WAL file needs; locks and shared memory belong to the database's file.
#include "runtime/journal/sqlite/gathering_vfs.h"

#include "runtime/journal/sqlite/database.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <vector>

namespace asl::journal {
namespace {

/// SQLite's unix VFS writes wrong lengths when one has more than 17 bits.
constexpr size_t maxWrite = 64 << 10;
/// What is gathered at most, between two syncs.
constexpr size_t maxGathered = 4 << 20;
/// By how much a WAL is extended: as much as it has, within these bounds.
constexpr int64_t minAhead = 64 << 10, maxAhead = 16 << 20;

class Gatherer {
public:
  explicit Gatherer(sqlite3_file *file) : file_(file) {
    sqlite3_int64 size = 0;
    if (file_->pMethods->xFileSize(file_, &size) == SQLITE_OK)
      size_ = size;
  }

  int write(const char *bytes, size_t count, int64_t offset) {
    bool joins = !gathered_.empty() && offset >= start_ && offset <= end();
    if (!joins || gathered_.size() > maxGathered) {
      if (int code = flush(); code != SQLITE_OK)
        return code;
      gathered_.clear();
      start_ = offset;
    }
    auto at = static_cast<size_t>(offset - start_);
    size_t replaced = std::min(count, gathered_.size() - at);
    std::copy_n(bytes, replaced, gathered_.begin() + static_cast<ptrdiff_t>(at));
    gathered_.insert(gathered_.end(), bytes + replaced, bytes + count);
    return SQLITE_OK;
  }

  int read(void *to, int count, int64_t offset) {
    if (!gathered_.empty() && offset >= start_ && offset + count <= end()) {
      std::memcpy(to, gathered_.data() + (offset - start_), static_cast<size_t>(count));
      return SQLITE_OK;
    }
    if (!gathered_.empty() && offset < end() && offset + count > start_)
      if (int code = flush(); code != SQLITE_OK)
        return code;
    return file_->pMethods->xRead(file_, to, count, offset);
  }

  /// Writes what was gathered. When that fails it stays, and is written again with the next flush.
  int flush() {
    if (gathered_.empty())
      return SQLITE_OK;
    if (int code = put(gathered_.data(), gathered_.size(), start_); code != SQLITE_OK)
      return code;
    extend();
    gathered_.clear();
    return SQLITE_OK;
  }

  void drop() { gathered_.clear(); }

  int truncate(int64_t size) {
    if (int code = flush(); code != SQLITE_OK)
      return code;
    int code = file_->pMethods->xTruncate(file_, size);
    if (code == SQLITE_OK)
      size_ = size;
    return code;
  }

  int size(sqlite3_int64 *size) {
    int code = file_->pMethods->xFileSize(file_, size);
    if (code == SQLITE_OK && !gathered_.empty())
      *size = std::max<sqlite3_int64>(*size, end());
    return code;
  }

  sqlite3_file *file() { return file_; }

private:
  int64_t end() const { return start_ + static_cast<int64_t>(gathered_.size()); }

  int put(const char *bytes, size_t count, int64_t offset) {
    for (size_t done = 0; done < count;) {
      size_t part = std::min(maxWrite, count - done);
      int code = file_->pMethods->xWrite(file_, bytes + done, static_cast<int>(part),
                                         offset + static_cast<int64_t>(done));
      if (code != SQLITE_OK)
        return code;
      done += part;
    }
    return SQLITE_OK;
  }

  /// Zeros behind the end are no frames to SQLite: their salts differ from those of the header. No
  /// space for them is no error.
  void extend() {
    if (end() <= size_)
      return;
    static const std::vector<char> zeros(maxWrite);
    int64_t wanted = end() + std::clamp(end(), minAhead, maxAhead);
    for (size_ = end(); size_ < wanted; size_ += static_cast<int64_t>(maxWrite))
      if (put(zeros.data(), maxWrite, size_) != SQLITE_OK)
        return;
  }

  sqlite3_file *file_;
  std::vector<char> gathered_; ///< from offset `start_` on
  int64_t start_ = 0;
  int64_t size_ = 0; ///< of the file, as far as it is known
};

/// What SQLite takes for an open file: followed in memory by the file of the VFS below.
struct GatheringFile {
  sqlite3_file base;
  Gatherer *gatherer;
};

struct GatheringVfs {
  sqlite3_vfs base;
  sqlite3_vfs *below;
  std::string name;
};

Gatherer &gathererOf(sqlite3_file *file) {
  return *reinterpret_cast<GatheringFile *>(file)->gatherer;
}
sqlite3_file *belowOf(sqlite3_file *file) { return gathererOf(file).file(); }

const sqlite3_io_methods &walMethods() {
  static const sqlite3_io_methods methods = [] {
    sqlite3_io_methods m{};
    m.iVersion = 1;
    m.xClose = [](sqlite3_file *file) {
      // What was not synced belongs to no commit.
      sqlite3_file *below = belowOf(file);
      delete &gathererOf(file);
      return below->pMethods->xClose(below);
    };
    m.xRead = [](sqlite3_file *file, void *to, int count, sqlite3_int64 offset) {
      return gathererOf(file).read(to, count, offset);
    };
    m.xWrite = [](sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
      return gathererOf(file).write(static_cast<const char *>(bytes), static_cast<size_t>(count),
                                    offset);
    };
    m.xTruncate = [](sqlite3_file *file, sqlite3_int64 size) {
      return gathererOf(file).truncate(size);
    };
    m.xSync = [](sqlite3_file *file, int flags) {
      int code = gathererOf(file).flush();
      return code != SQLITE_OK ? code : belowOf(file)->pMethods->xSync(belowOf(file), flags);
    };
    m.xFileSize = [](sqlite3_file *file, sqlite3_int64 *size) {
      return gathererOf(file).size(size);
    };
    m.xLock = [](sqlite3_file *file, int level) {
      return belowOf(file)->pMethods->xLock(belowOf(file), level);
    };
    m.xUnlock = [](sqlite3_file *file, int level) {
      return belowOf(file)->pMethods->xUnlock(belowOf(file), level);
    };
    m.xCheckReservedLock = [](sqlite3_file *file, int *result) {
      return belowOf(file)->pMethods->xCheckReservedLock(belowOf(file), result);
    };
    m.xFileControl = [](sqlite3_file *file, int operation, void *argument) {
      return belowOf(file)->pMethods->xFileControl(belowOf(file), operation, argument);
    };
    m.xSectorSize = [](sqlite3_file *file) {
      return belowOf(file)->pMethods->xSectorSize(belowOf(file));
    };
    m.xDeviceCharacteristics = [](sqlite3_file *file) {
      return belowOf(file)->pMethods->xDeviceCharacteristics(belowOf(file));
    };
    return m;
  }();
  return methods;
}

int openFile(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *outFlags) {
  sqlite3_vfs *below = reinterpret_cast<GatheringVfs *>(vfs)->below;
  if ((flags & SQLITE_OPEN_WAL) == 0)
    return below->xOpen(below, name, file, flags, outFlags);
  auto *wal = reinterpret_cast<GatheringFile *>(file);
  auto *inner = reinterpret_cast<sqlite3_file *>(wal + 1);
  wal->base.pMethods = nullptr;
  int code = below->xOpen(below, name, inner, flags, outFlags);
  if (code != SQLITE_OK)
    return code;
  wal->gatherer = new Gatherer(inner);
  wal->base.pMethods = &walMethods();
  return SQLITE_OK;
}

} // namespace

const char *gatheringVfs(const char *below) {
  static std::mutex mutex;
  static std::map<sqlite3_vfs *, std::unique_ptr<GatheringVfs>> known;
  std::lock_guard lock(mutex);
  configureSqlite();
  sqlite3_vfs *found = sqlite3_vfs_find(below);
  if (!found)
    return nullptr;
  std::unique_ptr<GatheringVfs> &vfs = known[found];
  if (!vfs) {
    vfs = std::make_unique<GatheringVfs>();
    vfs->base = *found;
    vfs->below = found;
    vfs->name = std::string("gathering-") + found->zName;
    vfs->base.zName = vfs->name.c_str();
    vfs->base.szOsFile += static_cast<int>(sizeof(GatheringFile));
    vfs->base.xOpen = openFile;
    sqlite3_vfs_register(&vfs->base, 0);
  }
  return vfs->name.c_str();
}

void dropGathered(sqlite3 *connection) {
  sqlite3_file *wal = nullptr;
  int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
  if (code == SQLITE_OK && wal && wal->pMethods == &walMethods())
    gathererOf(wal).drop();
}

} // namespace asl::journal
