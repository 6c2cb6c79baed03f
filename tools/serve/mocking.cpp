#include "tools/serve/mocking.h"

#include "runtime/dom/text.h"
#include "runtime/exec/hash.h"

#include <nlohmann/json.hpp>

namespace aslc::serve {

namespace {

using asl::Expected;
using asl::task::Reply;
using asl::task::Request;
using Json = nlohmann::json;

/// Executions whose mocks are kept.
constexpr size_t mostKept = 10'000;

/// The documents of the journal: how far an execution has got in the answers of its mocks.
constexpr asl::journal::DocumentKind documentKind = asl::journal::DocumentKind::Cursor;
constexpr std::string_view documentPrefix = "mocks:";

/// Passes tasks on to mocks or to `others`.
class Front final : public asl::task::TaskExecutor {
public:
  Front(Mocking &mocking, std::shared_ptr<asl::task::TaskExecutor> others)
      : mocking_(mocking), others_(std::move(others)) {}

  uint64_t start(const Request &request, std::shared_ptr<Reply> reply) override {
    Mocking::Found found = mocking_.find(request);
    if (found.tasks)
      return found.tasks->start(request, std::move(reply));
    if (found.problem.empty())
      return others_->start(request, std::move(reply));
    reply->unbound(found.problem);
    return 0;
  }
  std::optional<std::string> unbound(const Request &request) override {
    Mocking::Found found = mocking_.find(request);
    // A problem is told at the start: this text would not reach the execution.
    return found.tasks || !found.problem.empty() ? std::nullopt : others_->unbound(request);
  }
  bool mayRepeat(const Request &request) override {
    return mocking_.find(request).tasks || others_->mayRepeat(request);
  }
  void cancel(uint64_t handle) override { others_->cancel(handle); }

private:
  Mocking &mocking_;
  std::shared_ptr<asl::task::TaskExecutor> others_;
};

/// What a machine's ARN and an execution's name, or an execution's ARN, have in common. `kind` is
/// the part of the ARN before the names. Empty when the ARN has another form.
std::string keyOf(std::string_view arn, std::string_view kind) {
  size_t at = arn.find(kind);
  if (at == arn.npos)
    return "";
  return std::string(arn.substr(0, at)) + ":" + std::string(arn.substr(at + kind.size()));
}

bool isExpress(std::string_view arn) { return arn.find(":express:") != arn.npos; }

/// The key of the execution that a task belongs to.
std::string executionKey(std::string_view arn) {
  if (!isExpress(arn))
    return keyOf(arn, ":execution:");
  std::string key = keyOf(arn, ":express:");
  return key.substr(0, key.rfind(':')); // without the UUID of an Express execution
}

/// Where the machine's name begins in a key: behind `arn:aws:states:REGION:ACCOUNT:`.
size_t machineAt(std::string_view key) {
  size_t at = 0;
  for (int colons = 0; colons < 5; ++colons)
    at = std::min(key.find(':', at), key.size() - 1) + 1;
  return at;
}

/// The machine's name in a key; of the child of a distributed Map that of its parent.
std::string machineOf(std::string_view key) {
  std::string_view name = key.substr(machineAt(key));
  return std::string(name.substr(0, name.find_first_of(":/")));
}

/// Whether it is the key of a child of a distributed Map: `...:Machine/Label:name`.
bool isChild(std::string_view key) {
  std::string_view name = key.substr(machineAt(key));
  return name.substr(0, name.find(':')).find('/') != name.npos;
}

Json bodyOf(const std::string &testCase, const mocks::CountsByState &counts) {
  Json body = {{"case", testCase}, {"counts", Json::object()}};
  for (const auto &[state, each] : counts)
    if (each.calls > 0)
      body["counts"][state] = {{"calls", each.calls}, {"answered", each.answered}};
  return body;
}

/// Nothing when the text is another one than `bodyOf` makes.
bool readBody(const std::string &text, std::string &testCase, mocks::CountsByState &counts) {
  Json body = asl::dom::parse(text);
  if (!body.is_object())
    return false;
  testCase = body.value("case", "");
  for (const auto &[state, each] : body["counts"].items()) {
    counts[state].calls = each.value("calls", uint64_t(0));
    counts[state].answered = each.value("answered", std::vector<uint64_t>());
  }
  return true;
}

} // namespace

Expected<std::shared_ptr<const mocks::MockFile>> Mocking::readFile() const {
  Expected<mocks::MockFile> file = mocks::readMockFile(path_);
  if (!file)
    return file.failure();
  std::vector<const mocks::MockScope *> scopes = {&file->all};
  for (const auto &[name, scope] : file->machines)
    scopes.push_back(&scope);
  auto refused = [](const mocks::Plan &plan) -> std::string {
    const mocks::Mock *mock = mocks::asksForIteration(plan);
    return mock ? mock->place + ": error: `iteration` is not known to a server" : "";
  };
  for (const mocks::MockScope *scope : scopes) {
    std::string problem = refused(scope->plan);
    for (const auto &[name, plan] : scope->cases)
      problem = problem.empty() ? refused(plan) : problem;
    if (!problem.empty())
      return asl::Failure{problem};
  }
  return std::make_shared<const mocks::MockFile>(*std::move(file));
}

Expected<void> Mocking::open(asl::journal::Journal &journal) {
  if (path_.empty())
    return {};
  auto file = readFile();
  if (!file)
    return asl::Failure{"the mocks cannot be used\n" + file.error()};
  auto documents = journal.documents(documentKind, std::string(documentPrefix));
  if (!documents)
    return documents.failure();
  std::lock_guard lock(mutex_);
  file_ = *file;
  journal_ = &journal;
  for (const asl::journal::Document &document : *documents) {
    Entry entry;
    if (!readBody(document.body, entry.testCase, entry.counts))
      continue;
    std::string execution = document.name.substr(documentPrefix.size());
    executions_[execution] = std::move(entry);
    order_.push_back(std::move(execution));
  }
  return {};
}

/// Whether executions that name no case have no mocks.
bool Mocking::isConfig(const Expected<std::shared_ptr<const mocks::MockFile>> &file) {
  if (file)
    return (*file)->isConfig;
  std::lock_guard lock(mutex_);
  return file_->isConfig;
}

void Mocking::call(asl::api::Call call) {
  bool isSync = call.operation == "StartSyncExecution";
  bool isStart = !path_.empty() && (isSync || call.operation == "StartExecution");
  auto given = call.request.find("stateMachineArn");
  bool hasArn = isStart && given != call.request.end() && given->is_string();
  std::string arn = hasArn ? given->get<std::string>() : "";
  size_t mark = arn.rfind('#');
  std::string testCase = mark == arn.npos ? "" : arn.substr(mark + 1);
  arn.resize(std::min(arn.size(), mark));
  std::string key = keyOf(arn, ":stateMachine:");
  if (!isStart || key.empty())
    return operations_->call(std::move(call));
  call.request["stateMachineArn"] = arn;
  std::string name = machineOf(key);
  key.resize(machineAt(key) + name.size()); // without a version or an alias
  auto file = readFile();
  if (testCase.empty() && isConfig(file))
    return operations_->call(std::move(call));
  Expected<mocks::Plan> plan =
      file ? mocks::planFor(**file, name, testCase) : Expected<mocks::Plan>(file.failure());
  if (!plan)
    return call.reply(asl::api::Error{"ValidationException", plan.error()});
  if (!call.request.contains("name"))
    call.request["name"] = asl::randomUuid();
  if (!call.request["name"].is_string()) // it will be refused
    return operations_->call(std::move(call));
  {
    std::lock_guard lock(mutex_);
    file_ = *file;
    if (!plan->empty())
      remember(key + ':' + call.request["name"].get<std::string>(), testCase, !isSync);
  }
  operations_->call(std::move(call));
}

/// Each start of an Express execution is a new one; of another one that is repeated, the execution
/// that there is.
void Mocking::remember(const std::string &execution, const std::string &testCase, bool isKept) {
  if (!isKept)
    executions_.erase(execution);
  auto [found, isNew] = executions_.try_emplace(execution);
  if (!isNew)
    return;
  Entry &entry = found->second;
  entry.testCase = testCase;
  prepare(entry, execution, isKept);
  if (isKept)
    keep(execution, asl::dom::write(bodyOf(testCase, {})));
  order_.push_back(execution);
  if (order_.size() > mostKept) {
    keep(order_.front(), std::nullopt);
    executions_.erase(order_.front());
    order_.pop_front();
  }
}

/// Makes what answers the tasks of an execution.
void Mocking::prepare(Entry &entry, const std::string &execution, bool isKept) {
  Expected<mocks::Plan> plan = mocks::planFor(*file_, machineOf(execution), entry.testCase);
  if (!plan) {
    entry.problem = "The mocks of this execution are gone: " + plan.error();
    return;
  }
  mocks::MockOptions options;
  options.checksShapes = !file_->isRecording;
  options.counts = std::exchange(entry.counts, {});
  if (isKept)
    options.counted = [this, execution, testCase = entry.testCase](const auto &counts) {
      keep(execution, asl::dom::write(bodyOf(testCase, counts)));
    };
  entry.tasks = std::make_shared<mocks::MockTasks>(*std::move(plan), std::move(options));
}

/// Writes to the journal, before what the execution does next.
void Mocking::keep(const std::string &execution, std::optional<std::string> body) {
  asl::journal::Batch batch;
  batch.documents.push_back(
      {documentKind, std::string(documentPrefix) + execution, std::move(body)});
  journal_->commit(
      std::move(batch), [](const asl::journal::CommitResult &) {}, asl::journal::Caller::Busy);
}

std::shared_ptr<asl::task::TaskExecutor>
Mocking::inFrontOf(std::shared_ptr<asl::task::TaskExecutor> others) {
  if (path_.empty())
    return others;
  return std::make_shared<Front>(*this, std::move(others));
}

/// The execution whose mocks a task has: of the child of a distributed Map that of its parent. Two
/// executions that run the same Map at once, which has a label, cannot be told apart: the younger
/// one is taken.
std::string Mocking::ownerOf(const std::string &key) {
  if (!isChild(key))
    return key;
  if (auto known = owners_.find(key); known != owners_.end())
    return known->second;
  size_t at = machineAt(key);
  std::string run = key.substr(0, at) + "mapRun:" + key.substr(at, key.find(':', at) + 1 - at);
  auto runs = journal_->documents(asl::journal::DocumentKind::MapRun, run);
  std::string owner = key;
  for (const asl::journal::Document &each : runs ? *runs : std::vector<asl::journal::Document>()) {
    Json body = asl::dom::parse(each.body);
    if (body.is_object() && body.value("status", "") == "RUNNING")
      owner = executionKey(body.value("executionArn", ""));
  }
  if (owner != key)
    owner = ownerOf(owner);
  if (owners_.size() >= mostKept)
    owners_.clear();
  return owners_[key] = owner;
}

Mocking::Found Mocking::find(const Request &request) {
  std::lock_guard lock(mutex_);
  std::string key = ownerOf(executionKey(request.executionArn));
  bool isKept = !isExpress(request.executionArn);
  auto found = executions_.find(key);
  if (found == executions_.end()) {
    // One that another execution started, or a child of a distributed Map.
    bool hasMocks = !file_->isConfig && !mocks::planFor(*file_, machineOf(key), "")->empty();
    if (!hasMocks)
      return {};
    remember(key, "", isKept);
    found = executions_.find(key);
  }
  Entry &entry = found->second;
  if (!entry.tasks && entry.problem.empty())
    prepare(entry, key, isKept);
  bool isMocked = entry.tasks && entry.tasks->hasMock(request.stateName);
  return {isMocked ? entry.tasks : nullptr, entry.problem};
}

} // namespace aslc::serve
