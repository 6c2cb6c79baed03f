// The disk, and the methods of its VFS.
#include "test/disk/disk.h"

#include "runtime/journal/sqlite/database.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace asl::journal {
namespace {

constexpr size_t sectorBytes = 512;

Disk *current = nullptr;

struct OpenFile {
  sqlite3_file base;
  std::shared_ptr<Disk::File> *file;
  int level;
};

OpenFile &openFile(sqlite3_file *file) { return *reinterpret_cast<OpenFile *>(file); }
Disk::File &contentOf(sqlite3_file *file) { return **openFile(file).file; }

/// The parts of a change that survive independently.
std::vector<Disk::Change> split(const Disk::Change &change, Disk::Survivors survivors) {
  if (survivors == Disk::Survivors::Nothing)
    return {};
  if (survivors == Disk::Survivors::Everything || change.truncates)
    return {change};
  std::vector<Disk::Change> sectors;
  for (size_t i = 0; i < change.bytes.size();) {
    size_t at = change.offset + i;
    size_t part = std::min(change.bytes.size() - i, sectorBytes - at % sectorBytes);
    sectors.push_back({at, change.bytes.substr(i, part), false});
    i += part;
  }
  return sectors;
}

size_t sectorsOf(const Disk::File &file) {
  size_t sectors = 0;
  for (const Disk::Change &change : file.unsynced)
    sectors += change.bytes.size() / sectorBytes + 1;
  return sectors;
}

int codeOf(Disk::Fault fault, int code) { return fault == Disk::Fault::Full ? SQLITE_FULL : code; }

int readFile(sqlite3_file *file, void *to, int count, sqlite3_int64 offset) {
  size_t there = contentOf(file).now.read(static_cast<size_t>(offset), static_cast<char *>(to),
                                          static_cast<size_t>(count));
  std::memset(static_cast<char *>(to) + there, 0, static_cast<size_t>(count) - there);
  return there == static_cast<size_t>(count) ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

/// Changes a file. What the power loss interrupts may be on the disk or not.
int changeFile(sqlite3_file *file, Disk::Operation operation, Disk::Change change, int code) {
  Disk::File &content = contentOf(file);
  bool wasDead = current->dead;
  Disk::Fault fault = current->step(operation);
  if (fault == Disk::Fault::None)
    content.now.apply(change);
  if (fault == Disk::Fault::None || (fault == Disk::Fault::PowerLoss && !wasDead))
    content.unsynced.push_back(std::move(change));
  return fault == Disk::Fault::None ? SQLITE_OK : codeOf(fault, code);
}

int syncFile(sqlite3_file *file, int) {
  Disk::File &content = contentOf(file);
  Disk::Fault fault = current->step(Disk::Operation::Sync);
  if (fault == Disk::Fault::None)
    for (const Disk::Change &change : content.unsynced)
      content.synced.apply(change);
  if (fault == Disk::Fault::None || fault == Disk::Fault::SyncError)
    content.unsynced.clear();
  return fault == Disk::Fault::None ? SQLITE_OK : codeOf(fault, SQLITE_IOERR_FSYNC);
}

int lockFile(sqlite3_file *file, int level) {
  OpenFile &open = openFile(file);
  if (level > SQLITE_LOCK_SHARED && contentOf(file).shared > 1)
    return SQLITE_BUSY;
  if (open.level == SQLITE_LOCK_NONE && level > SQLITE_LOCK_NONE)
    ++contentOf(file).shared;
  open.level = std::max(open.level, level);
  return SQLITE_OK;
}

int unlockFile(sqlite3_file *file, int level) {
  OpenFile &open = openFile(file);
  if (open.level > SQLITE_LOCK_NONE && level == SQLITE_LOCK_NONE)
    --contentOf(file).shared;
  open.level = std::min(open.level, level);
  return SQLITE_OK;
}

int closeFile(sqlite3_file *file) {
  unlockFile(file, SQLITE_LOCK_NONE);
  delete openFile(file).file;
  return SQLITE_OK;
}

int mapMemory(sqlite3_file *, int region, int, int, void volatile **out) {
  auto &regions = current->memory.regions;
  while (regions.size() <= static_cast<size_t>(region))
    regions.push_back(std::make_unique<std::array<char, 32768>>());
  *out = regions[static_cast<size_t>(region)]->data();
  return SQLITE_OK;
}

int lockMemory(sqlite3_file *, int first, int count, int flags) {
  for (int i = first; i < first + count; ++i) {
    int &lock = current->memory.locks[static_cast<size_t>(i)];
    bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    if ((flags & SQLITE_SHM_UNLOCK) != 0)
      lock = exclusive ? 0 : lock - 1;
    else if (exclusive ? lock != 0 : lock < 0)
      return SQLITE_BUSY;
    else
      lock = exclusive ? -1 : lock + 1;
  }
  return SQLITE_OK;
}

const sqlite3_io_methods &methods() {
  static const sqlite3_io_methods all = [] {
    sqlite3_io_methods m{};
    m.iVersion = 2;
    m.xClose = closeFile;
    m.xRead = readFile;
    m.xWrite = [](sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
      std::string text(static_cast<const char *>(bytes), static_cast<size_t>(count));
      return changeFile(file, Disk::Operation::Write,
                        {static_cast<size_t>(offset), std::move(text), false}, SQLITE_IOERR_WRITE);
    };
    m.xTruncate = [](sqlite3_file *file, sqlite3_int64 size) {
      return changeFile(file, Disk::Operation::Truncate, {static_cast<size_t>(size), "", true},
                        SQLITE_IOERR_TRUNCATE);
    };
    m.xSync = syncFile;
    m.xFileSize = [](sqlite3_file *file, sqlite3_int64 *size) {
      *size = static_cast<sqlite3_int64>(contentOf(file).now.size());
      return SQLITE_OK;
    };
    m.xLock = lockFile;
    m.xUnlock = unlockFile;
    m.xCheckReservedLock = [](sqlite3_file *, int *result) {
      *result = 0;
      return SQLITE_OK;
    };
    m.xFileControl = [](sqlite3_file *, int, void *) { return SQLITE_NOTFOUND; };
    m.xSectorSize = [](sqlite3_file *) { return static_cast<int>(sectorBytes); };
    m.xDeviceCharacteristics = [](sqlite3_file *) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; };
    m.xShmMap = mapMemory;
    m.xShmLock = lockMemory;
    m.xShmBarrier = [](sqlite3_file *) {};
    m.xShmUnmap = [](sqlite3_file *, int remove) {
      if (remove != 0)
        current->memory.regions.clear();
      return SQLITE_OK;
    };
    return m;
  }();
  return all;
}

int openOnDisk(sqlite3_vfs *, const char *name, sqlite3_file *file, int flags, int *outFlags) {
  file->pMethods = nullptr;
  std::string key = name ? name : "temporary";
  auto found = current->files.find(key);
  if (found == current->files.end()) {
    if ((flags & SQLITE_OPEN_CREATE) == 0)
      return SQLITE_CANTOPEN;
    found = current->files.emplace(key, std::make_shared<Disk::File>()).first;
  }
  openFile(file) = {{&methods()}, new std::shared_ptr(found->second), SQLITE_LOCK_NONE};
  if (outFlags)
    *outFlags = flags;
  return SQLITE_OK;
}

} // namespace

Disk::Fault Disk::step(Operation operation) {
  if (dead)
    return Fault::PowerLoss;
  ++operations;
  Fault fault = faults ? faults(operation, operations) : Fault::None;
  dead = fault == Fault::PowerLoss;
  return fault;
}

std::unique_ptr<Disk> Disk::afterPowerLoss(Survivors survivors, std::mt19937_64 &random) const {
  auto after = std::make_unique<Disk>();
  for (const auto &[name, file] : files) {
    auto left = std::make_shared<File>();
    left->synced = file->synced;
    size_t first = random() % (sectorsOf(*file) + 1);
    for (const Change &change : file->unsynced)
      for (const Change &sector : split(change, survivors)) {
        bool stays = survivors == Survivors::Everything ||
                     (survivors == Survivors::RandomSectors && (random() & 1) != 0) ||
                     (survivors == Survivors::FirstSectors && first > 0);
        first -= first > 0 ? 1 : 0;
        if (stays)
          left->synced.apply(sector);
      }
    left->now = left->synced;
    after->files[name] = std::move(left);
  }
  return after;
}

std::unique_ptr<Disk> Disk::copy() const {
  auto other = std::make_unique<Disk>();
  for (const auto &[name, file] : files)
    other->files[name] = std::make_shared<File>(*file);
  return other;
}

const char *Disk::use() {
  static sqlite3_vfs vfs = [] {
    configureSqlite();
    sqlite3_vfs made = *sqlite3_vfs_find(nullptr);
    made.zName = "disk";
    made.szOsFile = sizeof(OpenFile);
    made.xOpen = openOnDisk;
    made.xDelete = [](sqlite3_vfs *, const char *name, int) {
      if (current->step(Operation::Delete) != Fault::None)
        return SQLITE_IOERR_DELETE;
      current->files.erase(name);
      return SQLITE_OK;
    };
    made.xAccess = [](sqlite3_vfs *, const char *name, int, int *result) {
      auto found = current->files.find(name);
      *result = found != current->files.end() && !found->second->now.empty() ? 1 : 0;
      return SQLITE_OK;
    };
    made.xFullPathname = [](sqlite3_vfs *, const char *name, int size, char *to) {
      std::snprintf(to, static_cast<size_t>(size), "%s", name);
      return SQLITE_OK;
    };
    return made;
  }();
  static const int registered = sqlite3_vfs_register(&vfs, 0);
  (void)registered;
  current = this;
  return vfs.zName;
}

} // namespace asl::journal
