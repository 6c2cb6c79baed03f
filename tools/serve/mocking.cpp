#include "tools/serve/mocking.h"

#include "runtime/service/hash.h"
#include "tools/mocks/mock_file.h"

namespace aslc::serve {

namespace {

using asl::task::Reply;
using asl::task::Request;

/// Executions whose mocks are kept.
constexpr size_t mostKept = 10'000;

/// Passes tasks on to mocks or to `others`.
class Front final : public asl::task::TaskExecutor {
public:
  Front(const Mocking &mocking, std::shared_ptr<asl::task::TaskExecutor> others)
      : mocking_(mocking), others_(std::move(others)) {}

  uint64_t start(const Request &request, std::shared_ptr<Reply> reply) override {
    if (auto tasks = mocking_.find(request))
      return tasks->start(request, std::move(reply));
    return others_->start(request, std::move(reply));
  }
  std::optional<std::string> unbound(const Request &request) override {
    return mocking_.find(request) ? std::nullopt : others_->unbound(request);
  }
  bool mayRepeat(const Request &request) override {
    return mocking_.find(request) || others_->mayRepeat(request);
  }
  void cancel(uint64_t handle) override { others_->cancel(handle); }

private:
  const Mocking &mocking_;
  std::shared_ptr<asl::task::TaskExecutor> others_;
};

/// What a machine's ARN and an execution's name, or an execution's ARN, have in common. `kind` is
/// the part of the ARN before the names. Empty when the ARN has another form.
std::string keyOf(std::string_view arn, std::string_view kind) {
  size_t at = arn.find(kind);
  if (at == arn.npos)
    return "";
  return std::string(arn.substr(0, at)) + std::string(arn.substr(at + kind.size()));
}

/// The key of the execution that a task belongs to.
std::string executionKey(std::string_view arn) {
  if (std::string key = keyOf(arn, ":execution:"); !key.empty())
    return key;
  std::string key = keyOf(arn, ":express:");
  return key.substr(0, key.rfind(':')); // without the UUID of an Express execution
}

} // namespace

void Mocking::call(asl::api::Call call) {
  bool isStart = call.operation == "StartExecution" || call.operation == "StartSyncExecution";
  std::string arn = isStart ? call.request.value("stateMachineArn", "") : "";
  size_t mark = path_.empty() ? arn.npos : arn.rfind('#');
  if (mark == arn.npos)
    return operations_->call(std::move(call));
  std::string testCase = arn.substr(mark + 1);
  arn.resize(mark);
  call.request["stateMachineArn"] = arn;
  std::string key = keyOf(arn, ":stateMachine:");
  if (testCase.empty() || key.empty())
    return operations_->call(std::move(call));
  std::string name = arn.substr(arn.find(":stateMachine:") + 14);
  name.resize(std::min(name.size(), name.find(':'))); // without a version or an alias
  key.resize(key.rfind(name) + name.size());
  asl::Expected<mocks::MockFile> file = mocks::readMockFile(path_);
  asl::Expected<mocks::Plan> plan =
      file ? mocks::planFor(*file, name, testCase) : asl::Expected<mocks::Plan>(file.failure());
  if (!plan)
    return call.reply(asl::api::Error{"ValidationException", plan.error()});
  if (!call.request.contains("name"))
    call.request["name"] = asl::service::randomUuid();
  remember(key + ':' + call.request["name"].get<std::string>(), *std::move(plan));
  operations_->call(std::move(call));
}

void Mocking::remember(std::string execution, mocks::Plan plan) {
  std::lock_guard lock(mutex_);
  // A start that is repeated has the execution that there is.
  bool isNew =
      executions_.try_emplace(execution, std::make_shared<mocks::MockTasks>(std::move(plan)))
          .second;
  if (!isNew)
    return;
  order_.push_back(std::move(execution));
  if (order_.size() <= mostKept)
    return;
  executions_.erase(order_.front());
  order_.pop_front();
}

std::shared_ptr<asl::task::TaskExecutor>
Mocking::inFrontOf(std::shared_ptr<asl::task::TaskExecutor> others) {
  if (path_.empty())
    return others;
  return std::make_shared<Front>(*this, std::move(others));
}

std::shared_ptr<mocks::MockTasks> Mocking::find(const Request &request) const {
  std::lock_guard lock(mutex_);
  auto found = executions_.find(executionKey(request.executionArn));
  bool isMocked = found != executions_.end() && found->second->hasMock(request.stateName);
  return isMocked ? found->second : nullptr;
}

} // namespace aslc::serve
