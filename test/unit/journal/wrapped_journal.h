// A journal that passes everything on to another one. Tests change what they need to.
#pragma once

#include "runtime/journal/journal.h"

#include <memory>
#include <utility>

namespace asl::journal {

class WrappedJournal : public Journal {
public:
  explicit WrappedJournal(std::unique_ptr<Journal> inner) : inner_(std::move(inner)) {}

  Expected<Page<Record>> records(uint64_t execution, Direction direction,
                                 const std::string &position, unsigned limit) const override {
    return inner_->records(execution, direction, position, limit);
  }
  Expected<std::vector<Record>> tail(uint64_t execution) const override {
    return inner_->tail(execution);
  }
  Expected<std::vector<Continuation>>
  continuations(std::span<const uint64_t> executions) const override {
    return inner_->continuations(executions);
  }
  Expected<std::vector<Record>> stream(uint64_t seq, unsigned limit) const override {
    return inner_->stream(seq, limit);
  }
  Expected<uint64_t> lastSeq() const override { return inner_->lastSeq(); }
  Expected<bool> isShown(uint64_t seq) const override { return inner_->isShown(seq); }
  Expected<void> live(const std::function<void(const Live &)> &each) const override {
    return inner_->live(each);
  }
  Expected<std::optional<Execution>> describe(uint64_t execution) const override {
    return inner_->describe(execution);
  }
  Expected<std::optional<uint64_t>> find(uint64_t machine, std::string_view name) const override {
    return inner_->find(machine, name);
  }
  Expected<Page<Execution>> list(const ListFilter &filter, const std::string &position,
                                 unsigned limit) const override {
    return inner_->list(filter, position, limit);
  }
  Expected<StatusCounts> counts(std::optional<uint64_t> machine) const override {
    return inner_->counts(machine);
  }
  Expected<std::optional<Revision>> revision(uint64_t id) const override {
    return inner_->revision(id);
  }
  Expected<std::optional<uint64_t>> findRevision(const std::string &sha256,
                                                 const std::string &machine) const override {
    return inner_->findRevision(sha256, machine);
  }
  Expected<std::optional<Document>> document(uint64_t id) const override {
    return inner_->document(id);
  }
  Expected<std::optional<Document>> document(DocumentKind kind,
                                             const std::string &name) const override {
    return inner_->document(kind, name);
  }
  Expected<std::vector<Document>> documents(DocumentKind kind,
                                            const std::string &prefix) const override {
    return inner_->documents(kind, prefix);
  }
  Expected<std::vector<ActivityTask>> activityTasks() const override {
    return inner_->activityTasks();
  }
  Expected<Owner> owner() const override { return inner_->owner(); }
  Expected<uint64_t> send(uint32_t kind, const std::string &body) override {
    return inner_->send(kind, body);
  }
  Expected<std::optional<std::string>> answer(uint64_t command) const override {
    return inner_->answer(command);
  }
  Expected<std::vector<Command>> commands(uint64_t from, unsigned limit) const override {
    return inner_->commands(from, limit);
  }
  Expected<VerifyReport> verify() const override { return inner_->verify(); }
  Expected<void> backup(const std::string &path) const override { return inner_->backup(path); }

  void commit(Batch batch, Done done, Caller caller) override {
    inner_->commit(std::move(batch), std::move(done), caller);
  }
  Expected<Claim> claim(uint64_t machine, const std::string &name,
                        const std::string &inputHash) override {
    return inner_->claim(machine, name, inputHash);
  }
  void release(uint64_t machine, const std::string &name) override {
    inner_->release(machine, name);
  }
  uint64_t newExecution() override { return inner_->newExecution(); }
  uint64_t newDocument() override { return inner_->newDocument(); }
  Expected<uint64_t> addRevision(const Revision &revision) override {
    return inner_->addRevision(revision);
  }
  Expected<uint64_t> putDocument(DocumentKind kind, const std::string &name,
                                 const std::string &body) override {
    return inner_->putDocument(kind, name, body);
  }
  Expected<uint64_t> removeEnded(int64_t endedBeforeMs, unsigned limit) override {
    return inner_->removeEnded(endedBeforeMs, limit);
  }
  Expected<uint64_t> compact(unsigned pages) override { return inner_->compact(pages); }

private:
  std::unique_ptr<Journal> inner_;
};

} // namespace asl::journal
