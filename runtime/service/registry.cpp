// Documents of the journal as objects in memory.
#include "runtime/service/registry.h"

#include "runtime/exec/hash.h"
#include "runtime/service/awaited.h"
#include "runtime/service/registry_documents.h"
#include "runtime/support/number_text.h"

#include <algorithm>

namespace asl::service {
namespace {

/// The number or name behind the last colon of the name of a version's or an alias's document.
std::string lastPart(const std::string &name) { return name.substr(name.rfind(':') + 1); }

/// Fails when it is damaged.
Expected<Snapshot> readSnapshot(const std::optional<journal::Revision> &stored) {
  if (!stored)
    return Failure{"is missing"};
  if (!stored->damage.empty())
    return Failure{"is damaged: " + stored->damage};
  if (sha256(stored->definition) != stored->sha256)
    return Failure{"is damaged: it has another SHA-256 than when written"};
  Expected<Snapshot> read = snapshotFrom(stored->definition);
  return read ? read : Failure{"is damaged: " + read.error()};
}

template <typename T>
std::vector<std::shared_ptr<const T>>
pageOf(const std::map<std::string, std::shared_ptr<const T>> &all, const std::string &prefix,
       const std::string &after, size_t most, const auto &isShown) {
  std::vector<std::shared_ptr<const T>> found;
  auto each = after.empty() ? all.lower_bound(prefix) : all.upper_bound(after);
  for (; each != all.end() && each->first.starts_with(prefix) && found.size() < most; ++each)
    if (isShown(*each->second))
      found.push_back(each->second);
  return found;
}

} // namespace

Expected<std::unique_ptr<Registry>> Registry::open(journal::Journal &journal) {
  std::unique_ptr<Registry> registry(new Registry(journal));
  if (Expected<void> read = registry->read(); !read)
    return read.failure();
  return registry;
}

Expected<void> Registry::read() {
  Expected<std::vector<journal::Document>> documents =
      journal_.documents(journal::DocumentKind::Machine, "arn:");
  if (!documents)
    return documents.failure();
  for (const journal::Document &document : *documents) {
    Expected<StoredMachine> stored = machineFrom(document);
    if (!stored)
      return stored.failure();
    StateMachine machine = std::move(stored->machine);
    Expected<std::shared_ptr<const Snapshot>> current = snapshot(stored->revision);
    if (!current)
      return current.failure();
    machine.current = *current;
    auto versions = journal_.documents(journal::DocumentKind::Version, machine.key + ":");
    if (!versions)
      return versions.failure();
    for (const journal::Document &each : *versions) {
      Expected<StoredVersion> version = versionFrom(each);
      if (!version)
        return version.failure();
      Expected<std::shared_ptr<const Snapshot>> published = snapshot(version->revision);
      if (!published)
        return published.failure();
      version->version.snapshot = *published;
      machine.versions[parseNumber<uint64_t>(lastPart(each.name)).value_or(0)] =
          std::move(version->version);
    }
    auto aliases = journal_.documents(journal::DocumentKind::Alias, machine.key + ":");
    if (!aliases)
      return aliases.failure();
    for (const journal::Document &each : *aliases) {
      Expected<Alias> alias = aliasFrom(each);
      if (!alias)
        return alias.failure();
      machine.aliases[lastPart(each.name)] = std::move(*alias);
    }
    publish(std::make_shared<const StateMachine>(std::move(machine)));
  }
  auto activities = journal_.documents(journal::DocumentKind::Activity, "");
  if (!activities)
    return activities.failure();
  for (const journal::Document &document : *activities) {
    Expected<Activity> activity = activityFrom(document);
    if (!activity)
      return activity.failure();
    activities_[document.name] = std::make_shared<const Activity>(std::move(*activity));
  }
  return {};
}

void Registry::publish(Machine machine) {
  std::unique_lock lock(mutex_);
  Machine &place = machines_[machine->arn];
  if (place && place->document != machine->document) {
    std::vector<Machine> &before = deleted_[machine->arn];
    before.insert(before.begin(), place);
  }
  place = machine;
  byDocument_[machine->document] = std::move(machine);
}

Registry::Machine Registry::machine(const std::string &arn) const {
  std::shared_lock lock(mutex_);
  auto found = machines_.find(arn);
  return found == machines_.end() || found->second->isDeleted ? nullptr : found->second;
}

Registry::Machine Registry::machineOf(uint64_t document) const {
  std::shared_lock lock(mutex_);
  auto found = byDocument_.find(document);
  return found == byDocument_.end() ? nullptr : found->second;
}

std::vector<Registry::Machine> Registry::allOf(const std::string &arn) const {
  std::shared_lock lock(mutex_);
  std::vector<Machine> all;
  if (auto found = machines_.find(arn); found != machines_.end())
    all.push_back(found->second);
  if (auto before = deleted_.find(arn); before != deleted_.end())
    all.insert(all.end(), before->second.begin(), before->second.end());
  return all;
}

std::vector<Registry::Machine> Registry::machines(const std::string &prefix,
                                                  const std::string &after, size_t most) const {
  std::shared_lock lock(mutex_);
  return pageOf(machines_, prefix, after, most,
                [](const StateMachine &machine) { return !machine.isDeleted; });
}

Expected<std::shared_ptr<const Snapshot>> Registry::snapshot(uint64_t revision) const {
  {
    std::shared_lock lock(mutex_);
    if (auto known = snapshots_.find(revision); known != snapshots_.end())
      if (auto snapshot = known->second.lock())
        return snapshot;
  }
  Expected<std::optional<journal::Revision>> stored = journal_.revision(revision);
  if (!stored)
    return stored.failure();
  Expected<Snapshot> read = readSnapshot(*stored);
  if (!read) {
    std::string damage =
        "revision " + std::to_string(revision) + ", its definition, " + read.error();
    read = Snapshot();
    read->damage = std::move(damage);
  }
  read->revision = revision;
  auto snapshot = std::make_shared<const Snapshot>(std::move(*read));
  std::unique_lock lock(mutex_);
  snapshots_[revision] = snapshot;
  return snapshot;
}

std::shared_ptr<const Activity> Registry::activity(const std::string &arn) const {
  std::shared_lock lock(mutex_);
  auto found = activities_.find(arn);
  return found == activities_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<const Activity>>
Registry::activities(const std::string &prefix, const std::string &after, size_t most) const {
  std::shared_lock lock(mutex_);
  return pageOf(activities_, prefix, after, most, [](const Activity &) { return true; });
}

// ---- Changes ----

Expected<void> Registry::commit(journal::Batch batch) {
  Expected<journal::CommitResult> committed = await<journal::CommitResult>(
      [&](std::function<void(journal::CommitResult)> done) {
        journal_.commit(std::move(batch), std::move(done));
      },
      [this] { return isStopped_.load(); });
  if (!committed)
    return committed.failure();
  if (committed->status != journal::CommitStatus::Durable)
    return Failure{"the journal is lost: " + committed->message};
  return {};
}

Expected<void> Registry::put(Snapshot &snapshot) {
  journal::Revision revision;
  revision.definition = textOf(snapshot);
  revision.sha256 = sha256(revision.definition);
  revision.machine = snapshot.machine;
  revision.numbering = snapshot.numbering;
  Expected<uint64_t> number = journal_.addRevision(revision);
  if (!number)
    return number.failure();
  snapshot.revision = *number;
  return {};
}

Expected<Registry::Machine> Registry::put(StateMachine machine) {
  if (machine.key.empty()) {
    size_t before = allOf(machine.arn).size();
    machine.key = before == 0 ? machine.arn : machine.arn + '#' + std::to_string(before + 1);
  }
  Machine old = machine.document == 0 ? nullptr : machineOf(machine.document);
  journal::Batch batch;
  batch.documents.push_back({journal::DocumentKind::Machine, machine.key, textOf(machine)});
  for (const auto &[number, version] : machine.versions)
    if (!old || !old->versions.contains(number))
      batch.documents.push_back({journal::DocumentKind::Version,
                                 machine.key + ':' + std::to_string(number), textOf(version)});
  if (old)
    for (const auto &[number, version] : old->versions)
      if (!machine.versions.contains(number))
        batch.documents.push_back({journal::DocumentKind::Version,
                                   machine.key + ':' + std::to_string(number), std::nullopt});
  for (const auto &[name, alias] : machine.aliases) {
    std::string text = textOf(alias);
    auto before = old ? old->aliases.find(name) : machine.aliases.end();
    if (!old || before == old->aliases.end() || textOf(before->second) != text)
      batch.documents.push_back({journal::DocumentKind::Alias, machine.key + ':' + name, text});
  }
  if (Expected<void> done = commit(std::move(batch)); !done)
    return done.failure();
  auto numberOf = [&](journal::DocumentKind kind, const std::string &name) -> uint64_t {
    auto document = journal_.document(kind, name);
    return document && *document ? (*document)->id : 0;
  };
  if (machine.document == 0)
    machine.document = numberOf(journal::DocumentKind::Machine, machine.key);
  for (auto &[name, alias] : machine.aliases)
    if (alias.document == 0)
      alias.document = numberOf(journal::DocumentKind::Alias, machine.key + ':' + name);
  auto made = std::make_shared<const StateMachine>(std::move(machine));
  publish(made);
  return made;
}

Expected<std::shared_ptr<const Activity>> Registry::put(Activity activity) {
  Expected<uint64_t> number =
      journal_.putDocument(journal::DocumentKind::Activity, activity.arn, textOf(activity));
  if (!number)
    return number.failure();
  activity.document = *number;
  auto made = std::make_shared<const Activity>(std::move(activity));
  std::unique_lock lock(mutex_);
  activities_[made->arn] = made;
  return made;
}

Expected<void> Registry::remove(const Activity &activity) {
  journal::Batch batch;
  batch.documents.push_back({journal::DocumentKind::Activity, activity.arn, std::nullopt});
  if (Expected<void> done = commit(std::move(batch)); !done)
    return done;
  std::unique_lock lock(mutex_);
  activities_.erase(activity.arn);
  return {};
}

} // namespace asl::service
