// SQLite's C interface, once.
#include "runtime/journal/sqlite/database.h"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>

namespace asl::journal {
namespace {

bool passes(sqlite3 *handle, int code) {
  switch (code & 0xff) {
  case SQLITE_FULL:
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return true;
  case SQLITE_IOERR: {
    int error = sqlite3_system_errno(handle);
    return error == ENOSPC || error == EDQUOT;
  }
  default:
    return false;
  }
}

} // namespace

void configureSqlite() {
  // The counters of memory take a lock at each allocation. Nobody reads them.
  static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)done;
}

Statement::~Statement() { sqlite3_finalize(statement_); }

bool Statement::row() {
  if (!statement_ || database_.failed())
    return false;
  int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW)
    return true;
  if (code != SQLITE_DONE)
    database_.fail(code);
  sqlite3_reset(statement_);
  return false;
}

void Statement::run() {
  while (row()) {
  }
}

void Statement::reset() {
  if (statement_)
    sqlite3_reset(statement_);
}

Statement &Statement::bindEach(std::span<const uint64_t> numbers) {
  reset();
  if (statement_)
    sqlite3_clear_bindings(statement_);
  int index = 0;
  for (uint64_t number : numbers)
    put(++index, number);
  return *this;
}

int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view Statement::bytes(int column) const {
  auto *data = static_cast<const char *>(sqlite3_column_blob(statement_, column));
  return {data ? data : "", static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Statement::isNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::optional<int64_t> Statement::optionalInteger(int column) const {
  return isNull(column) ? std::nullopt : std::optional(integer(column));
}
std::optional<uint64_t> Statement::optionalNumber(int column) const {
  return isNull(column) ? std::nullopt : std::optional(number(column));
}
std::optional<std::string> Statement::optionalText(int column) const {
  return isNull(column) ? std::nullopt : std::optional(text(column));
}

void Statement::put(int index, int64_t value) {
  if (statement_)
    sqlite3_bind_int64(statement_, index, value);
}
void Statement::put(int index, std::string_view text) {
  if (statement_)
    sqlite3_bind_text64(statement_, index, text.data() ? text.data() : "", text.size(),
                        SQLITE_STATIC, SQLITE_UTF8);
}
void Statement::put(int index, const Blob &blob) {
  if (statement_)
    sqlite3_bind_blob64(statement_, index, blob.bytes.data() ? blob.bytes.data() : "",
                        blob.bytes.size(), SQLITE_STATIC);
}
void Statement::put(int index, std::nullopt_t) {
  if (statement_)
    sqlite3_bind_null(statement_, index);
}

std::unique_ptr<Database> Database::open(const std::string &path, Access access, const char *vfs,
                                         int busyMs) {
  configureSqlite();
  int flags = SQLITE_OPEN_NOMUTEX;
  flags |= access == Access::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (access == Access::Create)
    flags |= SQLITE_OPEN_CREATE;
  std::unique_ptr<Database> database(new Database);
  int code = sqlite3_open_v2(path.c_str(), &database->handle_, flags, vfs);
  if (database->handle_) {
    sqlite3_extended_result_codes(database->handle_, 1);
    sqlite3_busy_timeout(database->handle_, busyMs);
  }
  if (code != SQLITE_OK)
    database->fail(code);
  return database;
}

Database::~Database() {
  statements_.clear();
  sqlite3_close(handle_);
}

Statement &Database::query(const char *sql) {
  if (auto found = statements_.find(sql); found != statements_.end())
    return found->second;
  sqlite3_stmt *statement = nullptr;
  if (!failed()) {
    int code = sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK)
      fail(code);
  }
  if (!statement)
    return none_;
  return statements_.try_emplace(sql, *this, statement).first->second;
}

void Database::execute(const std::string &sql) {
  if (failed())
    return;
  int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK)
    fail(code);
}

std::string Database::value(const std::string &sql) {
  std::string value;
  if (failed())
    return value;
  sqlite3_stmt *statement = nullptr;
  int code = sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr);
  if (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
    auto *text = reinterpret_cast<const char *>(sqlite3_column_text(statement, 0));
    value = text ? text : "";
    code = SQLITE_OK;
  }
  if (code != SQLITE_OK && code != SQLITE_DONE)
    fail(code);
  sqlite3_finalize(statement);
  return value;
}

void Database::fail(int code) {
  if (failed())
    return;
  code_ = handle_ ? sqlite3_extended_errcode(handle_) : code;
  if ((code_ & 0xff) != (code & 0xff))
    code_ = code;
  error_ = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
  if (int error = handle_ ? sqlite3_system_errno(handle_) : 0;
      error != 0 && ((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN))
    error_ += std::string(" (") + std::strerror(error) + ")";
  mayPass_ = handle_ && passes(handle_, code_);
}

void Database::clearError() {
  code_ = 0;
  mayPass_ = false;
  error_.clear();
}

void Database::rollback() {
  if (handle_ && sqlite3_get_autocommit(handle_) == 0)
    sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

uint64_t Database::changes() const { return static_cast<uint64_t>(sqlite3_changes64(handle_)); }
uint64_t Database::lastRow() const {
  return static_cast<uint64_t>(sqlite3_last_insert_rowid(handle_));
}

} // namespace asl::journal
