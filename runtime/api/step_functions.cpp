// The table of operations and what they work on.
#include "runtime/api/step_functions.h"

#include "runtime/api/operations/deletion.h"
#include "runtime/api/operations/executions.h"
#include "runtime/api/operations/observing.h"
#include "runtime/api/operations/state.h"
#include "runtime/api/operations/task_router.h"
#include "runtime/service/arn.h"

#include <mutex>
#include <optional>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace asl::api {

struct StepFunctions::Impl {
  explicit Impl(ServerOptions serverOptions) : options(std::move(serverOptions)) {}
  ~Impl() {
    if (!state)
      return;
    options.compiler->stopTests();
    registry->stop();
    service->stop();
    if (testers)
      testers->stop();
    compilers->stop();
    writers->stop();
    activities->stop();
    if (observing)
      observing->stop();
    // What is done in the background uses the engines; what the engines still ask of it is dropped.
    background->stop();
    service.reset();
    express.reset();
    router.setState(nullptr, nullptr);
  }

  EngineOptions engineOptions() {
    EngineOptions engine;
    engine.shards = options.shards;
    engine.executor = &router;
    engine.objects = options.objects;
    engine.pausesEvaluations = true;
    return engine;
  }
  /// A state may wait for minutes.
  void testState(Call call) {
    std::call_once(testersBegin, [this] { testers.emplace(kTesters, failures()); });
    answerOn(*testers, std::move(call), [this](const Call &asked) -> Answer {
      // Who has left meanwhile needs no answer.
      return asked.isConnected() ? options.compiler->testState(asked, &router) : Json();
    });
  }
  /// A definition may take seconds. Threads that answer other calls do not wait for it.
  void compile(Call call, std::function<Answer(const Call &)> answer) {
    answerOn(*compilers, std::move(call), std::move(answer));
  }
  static void answerOn(Background &threads, Call call, std::function<Answer(const Call &)> answer) {
    threads.post([call = std::move(call), answer = std::move(answer)] {
      try {
        call.reply(answer(call));
      } catch (const Refusal &refusal) {
        call.reply(refusal.error);
      }
    });
  }
  /// What becomes of failures in the background.
  std::function<void(const std::string &why)> failures() const {
    return [this](const std::string &why) {
      if (options.hasFailed)
        options.hasFailed("work in the background has failed: " + why);
    };
  }
  /// `operations` are those of the tasks that call them.
  Expected<void> open(Operations &operations);
  Expected<service::Service::Recovered> recover();
  /// Tells of a damaged execution.
  void tell(const journal::Execution &execution, const std::string &why) const {
    if (!options.isDamaged)
      return;
    service::Registry::Machine machine = registry->machineOf(execution.start.machine);
    const std::string &name = execution.start.name;
    options.isDamaged(service::damageReport(
        machine ? executionArn({machine, execution}) : '`' + name + '`', why));
  }

  ServerOptions options;
  TaskRouter router;
  std::unique_ptr<service::Registry> registry;
  std::optional<service::CodeCache> code;
  std::optional<Engine> express;
  std::optional<service::Service> service;
  std::optional<Background> background;
  std::optional<service::ActivityQueue> activities;
  std::optional<Observing> observing;
  std::optional<OpenExecutions> openExecutions;
  std::optional<State> state;
  static constexpr unsigned kCompilers = 2; ///< calls that compile at one time
  std::optional<Background> compilers;
  static constexpr unsigned kWriters = 2; ///< calls that wait for the journal at one time
  std::optional<Background> writers;
  static constexpr unsigned kTesters = 8; ///< calls of TestState at one time
  std::once_flag testersBegin;
  std::optional<Background> testers;
};

Expected<void> StepFunctions::Impl::open(Operations &operations) {
  Expected<std::unique_ptr<service::Registry>> opened = service::Registry::open(*options.journal);
  if (!opened)
    return opened.failure();
  registry = *std::move(opened);
  code.emplace([this](const service::Snapshot &snapshot, service::CodeQuality quality) {
    return options.compiler->compile(snapshot, quality);
  });
  express.emplace(engineOptions());
  EngineOptions durable = engineOptions();
  durable.journal = options.journal;
  durable.journalLost = options.journalLost;
  durable.mostResident = options.mostResident;
  service.emplace(std::move(durable), [this](const journal::Execution &execution,
                                             const std::string &why) { tell(execution, why); });
  background.emplace(1, failures());
  compilers.emplace(kCompilers, failures());
  writers.emplace(kWriters, failures());
  activities.emplace(service->handOut());
  if (options.hub != nullptr)
    observing.emplace(*options.hub, *options.journal);
  if (options.mostOpenExecutions != 0)
    openExecutions.emplace(options.mostOpenExecutions);
  state.emplace(State{*options.journal, *options.compiler, *registry, *code, *activities, *service,
                      *express, *background, observing ? &*observing : nullptr,
                      openExecutions ? &*openExecutions : nullptr, *compilers});
  router.setState(&*state, &operations);
  Expected<service::Service::Recovered> recovered = recover();
  if (!recovered)
    return recovered.failure();
  goOnDeleting(*state);
  service->takeCommands(
      [this](const std::string &activity, service::ActivityQueue::Worker worker) -> Expected<void> {
        if (!registry->activity(activity))
          return Failure{"ActivityDoesNotExist: Activity Does Not Exist: '" + activity + "'"};
        if (!activities->poll(activity, std::move(worker)))
          return Failure{"ActivityWorkerLimitExceeded: too many workers wait for the activity"};
        return {};
      },
      [this] { activities->dropGone(); });
  return {};
}

Expected<service::Service::Recovered> StepFunctions::Impl::recover() {
  using Launch = service::Service::Launch;
  return service->recover(
      [this](const journal::Execution &execution) -> Expected<std::optional<Launch>> {
        service::Registry::Machine machine = registry->machineOf(execution.start.machine);
        if (!machine)
          return std::optional<Launch>();
        Expected<std::shared_ptr<const service::Snapshot>> snapshot =
            registry->snapshot(execution.start.revision);
        if (!snapshot)
          return snapshot.failure();
        Launch launch;
        Expected<std::shared_ptr<const service::Code>> loaded = code->of(**snapshot);
        if (!loaded) {
          launch.damage = loaded.error();
          return std::optional(std::move(launch));
        }
        launch.module = &(*loaded)->module();
        launch.options.roleArn = (*snapshot)->roleArn;
        launch.options.arnPrefix = machine->arn.substr(0, machine->arn.rfind("stateMachine:"));
        launch.code = *loaded;
        if (openExecutions)
          launch.ended = [ticket =
                              openExecutions->goOn(launch.options.arnPrefix)](const Outcome &) {};
        if (observing)
          std::tie(launch.options.observer, launch.goesOn) =
              observing->goesOn({machine, execution}, **snapshot);
        return std::optional(std::move(launch));
      },
      /*wakesAll=*/openExecutions.has_value()); // all that are open count
}

StepFunctions::StepFunctions(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StepFunctions::~StepFunctions() = default;

Expected<std::unique_ptr<StepFunctions>>
StepFunctions::open(ServerOptions options, std::shared_ptr<task::TaskExecutor> bindings) {
  std::unique_ptr<StepFunctions> made(
      new StepFunctions(std::make_unique<Impl>(std::move(options))));
  if (bindings)
    made->impl_->router.setBindings(std::move(bindings));
  if (Expected<void> opened = made->impl_->open(*made); !opened)
    return opened.failure();
  return made;
}

bool StepFunctions::rest() { return impl_->code->dropUnused(std::chrono::minutes(10)); }

void StepFunctions::prepareToEnd() {
  impl_->activities->stop();
  impl_->registry->stop();
  impl_->service->stop();
}

size_t StepFunctions::damagedExecutions() const { return impl_->service->damagedCount(); }

bool StepFunctions::isAboutExpress(const Call &call) const {
  auto arn = service::parseArn(textOf(call.request, "stateMachineArn"));
  service::Registry::Machine machine = arn ? impl_->registry->machine(arn->machineArn()) : nullptr;
  return machine && machine->express;
}

Expected<std::optional<observe::StatusChange>>
StepFunctions::statusChange(const journal::Record &row) {
  try {
    return statusChangeOf(*impl_->state, row);
  } catch (const Refusal &refusal) {
    return Failure{refusal.error.message};
  }
}

void StepFunctions::setBindings(std::shared_ptr<task::TaskExecutor> bindings) {
  impl_->router.setBindings(std::move(bindings));
}

namespace {

/// An operation is carried out at once, or answers later by itself.
struct Operation {
  Json (*now)(State &, const Call &) = nullptr;
  void (*later)(State &, Call) = nullptr;
  /// Which threads carry out `now`: the thread of the call, those for work that takes as long as a
  /// compilation, or those for work that waits until the journal has written it.
  enum class Where : uint8_t { Here, Compilers, Writers } where = Where::Here;
};

const std::unordered_map<std::string_view, Operation> &operations() {
  using enum Operation::Where;
  static const std::unordered_map<std::string_view, Operation> table = {
      {"CreateStateMachine", {createStateMachine, nullptr, Compilers}},
      {"DescribeStateMachine", {describeStateMachine}},
      {"UpdateStateMachine", {updateStateMachine, nullptr, Compilers}},
      {"DeleteStateMachine", {deleteStateMachine, nullptr, Writers}},
      {"ListStateMachines", {listStateMachines}},
      {"DescribeStateMachineForExecution", {describeStateMachineForExecution}},
      {"PublishStateMachineVersion", {publishStateMachineVersion, nullptr, Writers}},
      {"ListStateMachineVersions", {listStateMachineVersions}},
      {"DeleteStateMachineVersion", {deleteStateMachineVersion, nullptr, Writers}},
      {"CreateStateMachineAlias", {createStateMachineAlias, nullptr, Writers}},
      {"DescribeStateMachineAlias", {describeStateMachineAlias}},
      {"UpdateStateMachineAlias", {updateStateMachineAlias, nullptr, Writers}},
      {"ListStateMachineAliases", {listStateMachineAliases}},
      {"DeleteStateMachineAlias", {deleteStateMachineAlias, nullptr, Writers}},
      {"TagResource", {tagResource, nullptr, Writers}},
      {"UntagResource", {untagResource, nullptr, Writers}},
      {"ListTagsForResource", {listTagsForResource}},
      {"CreateActivity", {createActivity, nullptr, Writers}},
      {"DescribeActivity", {describeActivity}},
      {"DeleteActivity", {deleteActivity, nullptr, Writers}},
      {"ListActivities", {listActivities}},
      {"DescribeExecution", {describeExecution}},
      {"ListExecutions", {listExecutions}},
      {"CountExecutions", {countExecutions}},
      {"GetExecutionHistory", {getExecutionHistory}},
      {"WatchExecution", {watchExecution}},
      {"RedriveExecution", {redriveExecution, nullptr, Compilers}},
      {"DescribeMapRun", {describeMapRun}},
      {"ListMapRuns", {listMapRuns}},
      {"UpdateMapRun", {nullptr, updateMapRun}},
      {"StartExecution", {nullptr, startExecution}},
      {"StartSyncExecution", {nullptr, startSyncExecution}},
      {"StopExecution", {nullptr, stopExecution}},
      {"GetActivityTask", {nullptr, getActivityTask}},
      {"SendTaskSuccess", {nullptr, sendTaskSuccess}},
      {"SendTaskFailure", {nullptr, sendTaskFailure}},
      {"SendTaskHeartbeat", {nullptr, sendTaskHeartbeat}},
  };
  return table;
}

} // namespace

void StepFunctions::call(Call call) {
  if (call.operation == "ValidateStateMachineDefinition")
    return impl_->compile(std::move(call), [this](const Call &asked) {
      return impl_->options.compiler->validate(asked);
    });
  if (call.operation == "TestState")
    return impl_->testState(std::move(call));
  auto found = operations().find(call.operation);
  if (found == operations().end())
    return call.reply(Error{"UnknownOperationException", ""});
  if (found->second.where != Operation::Where::Here)
    return impl_->answerOn(
        found->second.where == Operation::Where::Compilers ? *impl_->compilers : *impl_->writers,
        std::move(call), [this, carryOut = found->second.now](const Call &asked) -> Answer {
          return carryOut(*impl_->state, asked);
        });
  std::function<void(Answer)> reply = call.reply;
  try {
    if (found->second.now != nullptr)
      reply(found->second.now(*impl_->state, call));
    else
      found->second.later(*impl_->state, std::move(call));
  } catch (const Refusal &refusal) {
    reply(refusal.error);
  }
}

} // namespace asl::api
