// An executor that answers from lists of recorded or made-up answers, one list a state.
#include "runtime/binding/mock.h"
#include "runtime/dom/text.h"
#include "runtime/support/system_time.h"

#include <algorithm>

namespace asl::binding {

using namespace task;
namespace {

using Json = MockExecutor::Json;

/// Equality by value: ordered_json compares members in their order, JSON does not.
bool equalByValue(const Json &a, const Json &b) { return nlohmann::json(a) == nlohmann::json(b); }

std::optional<std::string> textOf(const Json &object, const char *name) {
  auto member = object.find(name);
  if (member == object.end())
    return std::nullopt;
  return member->is_string() ? member->get<std::string>() : member->dump();
}

FailedAt placeOf(const Json &mock) {
  std::string at = mock.value("at", "");
  if (at == "schedule")
    return FailedAt::Schedule;
  if (at == "start")
    return FailedAt::Start;
  if (at == "submit")
    return FailedAt::Submit;
  return FailedAt::Run;
}

void tellStarted(const Request &request, const Json &mock, Reply &reply) {
  if (request.resource.kind != Resource::Kind::Activity)
    return;
  auto started = mock.find("Started");
  if (started != mock.end() && started->is_boolean() && !started->get<bool>())
    return;
  bool named = started != mock.end() && started->is_string();
  reply.started(named ? std::optional(started->get<std::string>()) : std::nullopt);
}

void answer(const Json &mock, Reply &reply) {
  FailedAt at = placeOf(mock);
  if (at == FailedAt::Run && mock.contains("Submitted"))
    reply.submitted(asl::dom::write(mock["Submitted"]));
  if (mock.contains("Throw"))
    return reply.failed(textOf(mock["Throw"], "Error"), textOf(mock["Throw"], "Cause"), at);
  if (mock.contains("Return"))
    reply.succeeded(asl::dom::write(mock["Return"]));
}

} // namespace

MockExecutor::MockExecutor(const Json &mocks, Matcher matcher)
    : matcher_(matcher ? std::move(matcher) : equalByValue) {
  if (!mocks.is_object())
    return;
  for (const auto &[state, list] : mocks.items())
    for (const Json &mock : list)
      if (mock.is_object())
        mocks_[state].push_back({mock});
}

const MockExecutor::Mock *MockExecutor::take(const std::string &state, const Json &input) {
  auto list = mocks_.find(state);
  if (list == mocks_.end())
    return nullptr;
  Mock *first = nullptr;
  for (Mock &mock : list->second) {
    if (mock.used)
      continue;
    if (first == nullptr)
      first = &mock;
    bool any = mock.body.value("any_input", false) || !mock.body.contains("input");
    if (any || matcher_(mock.body["input"], input)) {
      first = &mock;
      break;
    }
  }
  if (first != nullptr)
    first->used = true;
  return first;
}

uint64_t MockExecutor::start(const Request &request, std::shared_ptr<Reply> reply) {
  Json input = asl::dom::parseOrdered(request.parametersJson());
  const Mock *mock;
  {
    std::lock_guard lock(mutex_);
    mock = take(std::string(request.stateName), input);
  }
  if (mock == nullptr) {
    reply->unbound("no mock is left for the state `" + std::string(request.stateName) +
                   "` (Resource `" + std::string(request.resource.text) + "`, request " +
                   asl::dom::write(input) + ")");
    return 0;
  }
  // Lists do not change once made, so the mock stays where it is.
  tellStarted(request, mock->body, *reply);
  double delayMs = std::min(mock->body.value("delaySeconds", 0.0) * 1000,
                            static_cast<double>(longestWait.count()));
  if (delayMs > 0)
    reply->after(static_cast<int64_t>(delayMs), [mock, reply] { answer(mock->body, *reply); });
  else
    answer(mock->body, *reply);
  return 0;
}

void MockExecutor::cancel(uint64_t) {}

std::map<std::string, size_t> MockExecutor::unused() const {
  std::lock_guard lock(mutex_);
  std::map<std::string, size_t> result;
  for (const auto &[state, list] : mocks_)
    for (const Mock &mock : list)
      if (!mock.used)
        ++result[state];
  return result;
}

} // namespace asl::binding
