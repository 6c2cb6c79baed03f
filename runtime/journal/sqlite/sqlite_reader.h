// Reading a journal's file.
#pragma once

#include "runtime/journal/chain.h"
#include "runtime/journal/journal.h"
#include "runtime/journal/sqlite/database.h"
#include "runtime/journal/sqlite/encryption.h"
#include "runtime/journal/sqlite/row.h"

#include <mutex>

namespace asl::journal {

/// Connections for reading. Each thread that reads borrows one.
class Connections {
public:
  Connections(std::string path, const char *vfs) : path_(std::move(path)), vfs_(vfs) {}

  /// A connection until the end of its lifetime.
  class Loan {
  public:
    Loan(Connections &from, std::unique_ptr<Database> database)
        : from_(from), database_(std::move(database)) {}
    ~Loan() { from_.giveBack(std::move(database_)); }
    Loan(const Loan &) = delete;
    Loan &operator=(const Loan &) = delete;
    Database &operator*() { return *database_; }
    Database *operator->() { return database_.get(); }

  private:
    Connections &from_;
    std::unique_ptr<Database> database_;
  };
  /// The connection may have failed to open.
  Loan take();
  void close();

  const std::string &path() const { return path_; }
  const char *vfs() const { return vfs_; }

private:
  void giveBack(std::unique_ptr<Database> database);

  const std::string path_;
  const char *vfs_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Database>> free_;
};

struct ReadRow;

/// The rows of the table `journal` as bursts, with what `meta` says. Stops when `each` returns
/// false. Columns are checked against the checksum, and decrypted. `damaged` gets the rows that are
/// damaged, and may fail; without it they are a Failure.
Expected<void> readBursts(Database &database, const Encryption &encryption, uint64_t fromSeq,
                          const std::function<bool(Burst &, const RowHead &)> &each,
                          const std::function<Expected<void>(ReadRow &)> &damaged = {});

/// The place of a revision's column for Encryption.
std::string placeOf(std::string_view column, const Revision &revision);
/// Decrypts the columns of `revision`.
Expected<void> openRevision(const Encryption &encryption, Revision &revision);

class SqliteReader : public virtual Reader {
public:
  SqliteReader(std::string path, const char *vfs, Encryption encryption)
      : encryption_(std::move(encryption)), connections_(std::move(path), vfs) {}

  Expected<Page<Record>> records(uint64_t execution, Direction direction,
                                 const std::string &position, unsigned limit) const override;
  Expected<std::vector<Record>> tail(uint64_t execution) const override;
  Expected<std::vector<Record>> tailOf(const Execution &execution) const override;
  Expected<std::vector<Continuation>>
  continuations(std::span<const uint64_t> executions) const override;
  Expected<std::vector<Record>> stream(uint64_t seq, unsigned limit) const override;
  Expected<uint64_t> lastSeq() const override;
  Expected<bool> isShown(uint64_t seq) const override;
  Expected<void> live(const std::function<void(const Live &)> &each) const override;
  Expected<std::optional<Execution>> describe(uint64_t execution) const override;
  Expected<std::optional<uint64_t>> find(uint64_t machine, std::string_view name) const override;
  Expected<Page<Execution>> list(const ListFilter &filter, const std::string &position,
                                 unsigned limit) const override;
  Expected<StatusCounts> counts(std::optional<uint64_t> machine) const override;
  Expected<std::optional<Revision>> revision(uint64_t id) const override;
  Expected<std::optional<uint64_t>> findRevision(const std::string &sha256,
                                                 const std::string &machine) const override;
  Expected<std::optional<Document>> document(uint64_t id) const override;
  Expected<std::optional<Document>> document(DocumentKind kind,
                                             const std::string &name) const override;
  Expected<std::vector<Document>> documents(DocumentKind kind,
                                            const std::string &prefix) const override;
  Expected<std::vector<ActivityTask>> activityTasks() const override;
  Expected<Owner> owner() const override;
  Expected<uint64_t> send(uint32_t kind, const std::string &body) override;
  Expected<std::optional<std::string>> answer(uint64_t command) const override;
  Expected<std::vector<Command>> commands(uint64_t from, unsigned limit) const override;
  Expected<VerifyReport> verify() const override;
  Expected<void> backup(const std::string &path) const override;

protected:
  /// What the tables do not show yet of an execution; see Projection::find.
  virtual std::optional<Execution> notYetShown(uint64_t) const { return std::nullopt; }
  /// Brings the tables up to date, if that is ours to do.
  virtual Expected<void> showAll() const { return {}; }
  virtual int64_t nowMs() const;
  /// The execution with this name in the table `name`.
  Expected<std::optional<uint64_t>> findNamed(uint64_t machine, std::string_view name) const;
  /// Of a machine, in the table; empty: there is none.
  Expected<std::string> highestName(uint64_t machine) const;
  void closeConnections() { connections_.close(); }
  Connections::Loan reading() const { return connections_.take(); }
  const Encryption &encryption() const { return encryption_; }

private:
  Expected<std::optional<Execution>> describe(Database &database, uint64_t execution,
                                              std::optional<Execution> later) const;

  const Encryption encryption_;
  mutable Connections connections_;
  mutable KnownChains chains_;
};

} // namespace asl::journal
