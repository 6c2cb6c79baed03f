#include "tools/mocks/mock_tasks.h"

#include "compiler/catalogue/catalogue.h"
#include "runtime/dom/text.h"
#include "runtime/task/envelope.h"
#include "tools/mocks/check.h"
#include "tools/mocks/place.h"

#include <algorithm>
#include <cmath>

namespace aslc::mocks {

/// The calls that were answered. It lives as long as the last task that may be answered.
class Tally {
public:
  Tally(CountsByState counts, std::function<void(const CountsByState &)> told)
      : counts_(std::move(counts)), told_(std::move(told)) {}

  void add(const std::string &state, size_t mock) {
    std::lock_guard lock(mutex_);
    Counts &counts = counts_[state];
    ++counts.calls;
    counts.answered.resize(std::max(counts.answered.size(), mock + 1));
    ++counts.answered[mock];
    told_(counts_);
  }

private:
  std::mutex mutex_;
  CountsByState counts_;
  std::function<void(const CountsByState &)> told_;
};

namespace {

using asl::task::Reply;
using asl::task::Request;
using asl::task::Resource;

/// Longer than an execution may take: what is not answered until then never is.
constexpr int64_t neverMs = int64_t(400) * 24 * 3600 * 1000;
/// How late answers come when orders are tried.
constexpr uint64_t mostLateMs = 10;

/// The error with which the service refuses requests that are too many.
std::string throttlingError(const Request &request) {
  std::string_view service = request.resource.service;
  if (request.resource.kind == Resource::Kind::LambdaFunction || service == "lambda" ||
      service == "aws-sdk:lambda")
    return "Lambda.TooManyRequestsException";
  auto calls = catalogue::integrationOf(request.resource.text);
  bool isSdk = calls.kind == catalogue::Integration::Kind::Sdk;
  auto known = catalogue::findService(calls.service, isSdk);
  std::string prefix(known ? known->errorPrefix() : "");
  if (prefix.empty())
    return "ThrottlingException";
  for (const char *name : {"ProvisionedThroughputExceededException", "TooManyRequestsException",
                           "ThrottledException", "ThrottlingException"})
    if (known->raises(prefix + "." + name))
      return prefix + "." + name;
  return prefix + ".ThrottlingException";
}

/// The failure that a fault puts in place of an answer.
Answer failureOf(const Fault &fault, const Request &request) {
  Answer failure = fault.failure;
  failure.kind = Answer::Kind::Throw;
  if (failure.throttle) {
    failure.error = throttlingError(request);
    failure.cause = "Rate exceeded";
  }
  return failure;
}

/// What the answer to a call needs when the call is over.
struct Delivery {
  std::shared_ptr<Reply> reply;
  asl::task::Envelope envelope;
  Answer answer;
  std::string place;
  std::string state;
  size_t mock = 0; ///< its index
  std::shared_ptr<Tally> tally;

  /// Whether the call fails before the service has taken it.
  bool isRefused() const {
    return answer.kind == Answer::Kind::Throw && answer.failedAt != asl::task::FailedAt::Run;
  }
  void submit() const {
    if (envelope.hasSubmitted && !isRefused())
      reply->submitted(
          asl::task::wrap(envelope.submitted, envelope.seed, answer.submitted.value_or("{}")));
  }
  void finish() const {
    switch (answer.kind) {
    case Answer::Kind::Return:
      return reply->succeeded(answer.json);
    case Answer::Kind::Result:
      return reply->succeeded(asl::task::wrap(envelope.result, envelope.seed, answer.json));
    case Answer::Kind::Throw:
      return reply->failed(answer.error, answer.cause, answer.failedAt);
    case Answer::Kind::Hang:
      break;
    }
    std::string message = "The task of the state `" + state + "` was never answered: the mock at " +
                          place + " gives no answer, and nothing limits the time of the task";
    reply->after(neverMs, [reply = reply, message] { reply->unbound(message); });
  }
  void deliver() const {
    submit();
    if (tally && answer.kind != Answer::Kind::Hang)
      tally->add(state, mock);
    finish();
    if (answer.twice)
      finish();
  }
};

std::string callOf(uint64_t count, const Request &request, const Json &input) {
  return "call " + std::to_string(count) + " of the state `" + std::string(request.stateName) +
         "`, with the request " + asl::dom::write(input);
}

bool fits(const Mock &mock, const Request &request, const Json &input, uint64_t call) {
  return (!mock.call || mock.call->holds(call)) &&
         (!mock.attempt || *mock.attempt == request.attempt) &&
         (!mock.iteration || mock.iteration == currentIteration()) &&
         (!mock.input || isEqual(input, *mock.input)) &&
         (!mock.inputContains || contains(input, *mock.inputContains));
}

} // namespace

MockTasks::MockTasks(Plan plan, MockOptions options)
    : options_(std::move(options)), random_(options_.orderSeed) {
  for (auto &[name, mocks] : plan) {
    State &state = states_[name];
    state.begun = options_.counts[name];
    state.begun.answered.resize(mocks.size());
    state.mocks = std::move(mocks);
  }
  if (options_.counted)
    tally_ = std::make_shared<Tally>(options_.counts, options_.counted);
}

MockTasks::~MockTasks() = default;

asl::Expected<MockTasks::Choice> MockTasks::choose(State &state, const Request &request,
                                                   const Json &input) {
  uint64_t call = state.begun.calls++;
  size_t index = 0;
  while (index < state.mocks.size() && !fits(state.mocks[index], request, input, call))
    ++index;
  if (index == state.mocks.size())
    return asl::Failure{"No mock fits " + callOf(call, request, input)};
  const Mock &mock = state.mocks[index];
  uint64_t answered = state.begun.answered[index]++;
  for (const Fault &fault : mock.faults)
    if (fault.kind == Fault::Kind::Fail && fault.calls.holds(answered))
      return Choice{failureOf(fault, request), mock.place, index};
  const Answer *answer = nullptr;
  for (const auto &[range, each] : mock.answers)
    if (range.holds(answered))
      answer = &each;
  if (!answer)
    return asl::Failure{"The mock at " + mock.place + " has no answer for its call " +
                        std::to_string(answered) + " (calls count from 0); this is " +
                        callOf(call, request, input)};
  if (std::string problem =
          options_.checksShapes ? answerProblem(*answer, request.resource.text) : "";
      !problem.empty())
    return asl::Failure{mock.place + ": " + problem};
  Choice choice{*answer, mock.place, index};
  for (const Fault &fault : mock.faults)
    if (fault.kind == Fault::Kind::Lose && fault.calls.holds(answered))
      choice.answer.kind = Answer::Kind::Hang;
    else if (fault.kind == Fault::Kind::Twice && fault.calls.holds(answered))
      choice.answer.twice = true;
  return choice;
}

int64_t MockTasks::delayOf(const Answer &answer) {
  auto delay = static_cast<int64_t>(std::llround(answer.delaySeconds * 1000));
  return options_.orderSeed == 0 ? delay : delay + static_cast<int64_t>(random_() % mostLateMs);
}

uint64_t MockTasks::start(const Request &request, std::shared_ptr<Reply> reply) {
  Json input = asl::dom::parseOrdered(request.parametersJson());
  std::unique_lock lock(mutex_);
  calls_.push_back({std::string(request.stateName), input});
  auto state = states_.find(request.stateName);
  if (state == states_.end()) {
    lock.unlock();
    if (options_.others)
      return options_.others->start(request, std::move(reply));
    reply->unbound("There is no mock for the state `" + std::string(request.stateName) +
                   "` (Resource `" + std::string(request.resource.text) + "`)");
    return 0;
  }
  asl::Expected<Choice> choice = choose(state->second, request, input);
  int64_t delayMs = choice ? delayOf(choice->answer) : 0;
  lock.unlock();
  if (!choice) {
    reply->unbound(choice.error());
    return 0;
  }
  Delivery delivery{reply,
                    asl::task::envelopeOf(request, /*raw=*/false),
                    choice->answer,
                    choice->place,
                    std::string(request.stateName),
                    choice->mock,
                    tally_};
  if (request.resource.kind == Resource::Kind::Activity && !delivery.isRefused())
    reply->started(std::nullopt);
  if (delayMs > 0)
    reply->after(delayMs, [delivery = std::move(delivery)] { delivery.deliver(); });
  else
    delivery.deliver();
  return 0;
}

std::optional<std::string> MockTasks::unbound(const Request &request) {
  std::unique_lock lock(mutex_);
  if (!options_.others || states_.contains(request.stateName))
    return std::nullopt; // `start` says so, with the call's number
  lock.unlock();
  return options_.others->unbound(request);
}

bool MockTasks::mayRepeat(const Request &request) {
  std::unique_lock lock(mutex_);
  if (states_.contains(request.stateName))
    return true;
  lock.unlock();
  return options_.others && options_.others->mayRepeat(request);
}

void MockTasks::cancel(uint64_t handle) {
  if (options_.others)
    options_.others->cancel(handle);
}

std::vector<Call> MockTasks::calls() const {
  std::lock_guard lock(mutex_);
  return calls_;
}

std::vector<std::string> MockTasks::unmet() const {
  std::lock_guard lock(mutex_);
  std::vector<std::string> found;
  for (const auto &[name, state] : states_)
    for (size_t i = 0; i < state.mocks.size(); ++i) {
      const Mock &mock = state.mocks[i];
      if (mock.times && *mock.times != state.begun.answered[i])
        found.push_back("the mock of `" + name + "` at " + mock.place + " was used " +
                        std::to_string(state.begun.answered[i]) + " times, not " +
                        std::to_string(*mock.times));
    }
  return found;
}

} // namespace aslc::mocks
