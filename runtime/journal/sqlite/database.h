// A connection to SQLite and its statements, with one place for errors.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace asl::journal {

class Database;

/// Sets what SQLite only takes before it is used for the first time: whoever calls a function of
/// SQLite calls this before. Database does so itself. From any thread.
void configureSqlite();

/// Bytes to be bound as BLOB; texts are bound as TEXT.
struct Blob {
  std::string_view bytes;
};

/// A prepared statement. What is bound must stay alive until the statement has run.
class Statement {
public:
  Statement(Database &database, sqlite3_stmt *statement)
      : database_(database), statement_(statement) {}
  ~Statement();
  Statement(const Statement &) = delete;
  Statement &operator=(const Statement &) = delete;

  /// Starts anew with these values.
  template <typename... Values> Statement &bind(const Values &...values) {
    reset();
    int index = 0;
    (put(++index, values), ...);
    return *this;
  }
  /// Starts anew with one number for each parameter. Those that have none are NULL.
  Statement &bindEach(std::span<const uint64_t> numbers);
  /// Goes to the next row. False: there are no more, or the database has failed.
  bool row();
  /// Runs a statement that gives no rows.
  void run();
  void reset();

  int64_t integer(int column) const;
  uint64_t number(int column) const { return static_cast<uint64_t>(integer(column)); }
  std::string_view bytes(int column) const; ///< of a TEXT or BLOB; valid until the next call
  std::string text(int column) const { return std::string(bytes(column)); }
  bool isNull(int column) const;
  std::optional<int64_t> optionalInteger(int column) const;
  std::optional<uint64_t> optionalNumber(int column) const;
  std::optional<std::string> optionalText(int column) const;

private:
  void put(int index, int64_t value);
  void put(int index, uint64_t value) { put(index, static_cast<int64_t>(value)); }
  void put(int index, uint32_t value) { put(index, static_cast<int64_t>(value)); }
  void put(int index, int value) { put(index, static_cast<int64_t>(value)); }
  void put(int index, std::string_view text);
  void put(int index, const std::string &text) { put(index, std::string_view(text)); }
  void put(int index, const Blob &blob);
  void put(int index, std::nullopt_t);
  template <typename T> void put(int index, const std::optional<T> &value) {
    if (value)
      put(index, *value);
    else
      put(index, std::nullopt);
  }

  Database &database_;
  sqlite3_stmt *statement_; ///< null: could not be prepared
};

/// A connection, for one thread at a time. The first error stays until `clearError`; until then
/// no statement does anything. So a sequence of statements needs one look at its end.
class Database {
public:
  enum class Access : uint8_t { ReadOnly, ReadWrite, Create };
  /// Opens `path` by the VFS of this name; null: the default one. Statements wait for `busyMs` for
  /// another connection's lock. Never returns null: look at `failed`.
  static std::unique_ptr<Database> open(const std::string &path, Access access, const char *vfs,
                                        int busyMs = 5000);
  ~Database();
  Database(const Database &) = delete;
  Database &operator=(const Database &) = delete;

  /// A statement of this connection, prepared once. `sql` is a literal.
  Statement &query(const char *sql);
  /// Runs statements that are used once and give no rows.
  void execute(const std::string &sql);
  /// The first value of the first row of a statement that is used once; empty without a row.
  std::string value(const std::string &sql);

  bool failed() const { return code_ != 0; }
  int code() const { return code_; } ///< SQLite's extended code of the first error
  const std::string &error() const { return error_; }
  /// The error is one that passes: no space, or another process has the lock.
  bool mayPass() const { return mayPass_; }
  void clearError();
  /// Rolls back, if a transaction is open, and keeps the error.
  void rollback();
  uint64_t changes() const; ///< rows that the last statement changed
  uint64_t lastRow() const; ///< number of the row that was inserted last
  sqlite3 *handle() { return handle_; }

private:
  friend class Statement;
  Database() = default;
  void fail(int code);

  sqlite3 *handle_ = nullptr;
  std::unordered_map<const char *, Statement> statements_;
  Statement none_{*this, nullptr}; ///< stands for statements that cannot be prepared
  int code_ = 0;
  bool mayPass_ = false;
  std::string error_;
};

/// Keeps what is read unchanged during its lifetime.
class ReadTransaction {
public:
  explicit ReadTransaction(Database &database) : database_(database) { database_.execute("BEGIN"); }
  ~ReadTransaction() { database_.rollback(); }

private:
  Database &database_;
};

} // namespace asl::journal
