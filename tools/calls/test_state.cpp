// TestState.
#include "compiler/driver/jit.h"
#include "tools/calls/calls.h"
#include "tools/calls/context.h"
#include "tools/calls/definition.h"
#include "tools/calls/mock.h"
#include "tools/calls/response.h"
#include "tools/calls/watch.h"

#include "compiler/lower/inspection.h"

#include "llvm/Support/Error.h"

namespace aslc::calls {

namespace {

/// Gives what the mock says in place of the task.
class MockedTask final : public asl::task::TaskExecutor {
public:
  explicit MockedTask(const Mock &mock) : mock_(mock) {}
  uint64_t start(const asl::task::Request &, std::shared_ptr<asl::task::Reply> reply) override {
    if (mock_.fails())
      reply->failed(mock_.error, mock_.cause);
    else
      reply->succeeded(*mock_.result);
    return 0;
  }
  void cancel(uint64_t) override {}

private:
  const Mock &mock_;
};

/// The state that a request is about, or why there is none.
std::variant<Subject, Error> readSubject(const TestRequest &request) {
  auto file = std::make_shared<source::File>("definition", request.definition);
  frontend::ReadingOptions reading;
  reading.notation = source::Notation::Json;
  frontend::Definition definition =
      request.stateName ? readMachine(file, reading) : readState(file, reading);
  if (std::optional<Error> invalid = invalidDefinition(definition))
    return *invalid;
  std::optional<Subject> subject =
      takeState(std::move(*definition.machine), request.stateName.value_or(loneStateName));
  if (!subject)
    return validationError("State not found in definition");
  return std::move(*subject);
}

std::optional<Error> problemOf(const TestRequest &request, const Subject &subject) {
  if (std::optional<Error> problem = mockProblem(request, subject))
    return problem;
  return contextProblem(request, subject);
}

} // namespace

/// Makes code that is watched.
class StateTester::Compiler {
public:
  llvm::Expected<std::unique_ptr<driver::LoadedMachine>> load(const Subject &subject,
                                                              const TestRequest &request) {
    lower::Inspection inspection;
    for (const auto &[name, value] : request.variables.items())
      inspection.variables.push_back(name);
    return driver::load(subject.machine, "test", jit_,
                        {.optimization = 0, .inspection = &inspection});
  }

private:
  driver::Jit jit_{watchingFunctions()};
};

StateTester::StateTester()
    : compiler_(std::make_unique<Compiler>()), runner_(std::make_unique<Runner>()) {}
StateTester::~StateTester() = default;

Answer StateTester::test(const Json &given, const Caller &caller,
                         asl::task::TaskExecutor *executor) {
  auto read = readRequest(given);
  if (auto *refused = std::get_if<Error>(&read))
    return *refused;
  const auto &request = std::get<TestRequest>(read);
  auto found = readSubject(request);
  if (auto *invalid = std::get_if<Error>(&found))
    return *invalid;
  const auto &subject = std::get<Subject>(found);
  if (std::optional<Error> problem = problemOf(request, subject))
    return *problem;

  auto machine = compiler_->load(subject, request);
  if (!machine)
    return Error{"InternalFailure", llvm::toString(machine.takeError()), 500};
  std::optional<MockedTask> mocked;
  if (request.mock)
    executor = &mocked.emplace(*request.mock);
  asl::EngineOptions engine;
  engine.executor = executor;
  engine.region = caller.region;
  engine.account = caller.account;
  auto seen = watch({(*machine)->module(), subject, request, contextOf(request, subject, caller)},
                    *runner_, std::move(engine));
  if (!seen)
    return Error{"ServiceUnavailable", "The server ends.", 503};
  if (!seen->refusal.empty())
    return validationError(seen->refusal);
  return responseOf(*seen, subject, request);
}

void StateTester::stop() { runner_->stop(); }

} // namespace aslc::calls
