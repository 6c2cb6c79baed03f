// this_task: waits that suspend a handler's fiber, or block other threads.
#include "asl/host/handlers.h"

#include "runtime/handlers/call.h"

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace asl {

using handlers::Call;

namespace {

/// `goesOn` is the result of a wait on the fiber of a call.
void orCancelled(bool goesOn) {
  if (!goesOn)
    throw Cancelled();
}

Call &currentCall() {
  Call *call = Call::current();
  if (!call)
    throw std::logic_error("this function must be called by the handler of a task");
  return *call;
}

} // namespace

// ---- this_task ----

void this_task::sleep_for(std::chrono::nanoseconds duration) {
  if (duration < std::chrono::nanoseconds(0))
    duration = std::chrono::nanoseconds(0);
  if (Call *call = Call::onFiber())
    orCancelled(call->sleep(std::chrono::ceil<std::chrono::milliseconds>(duration).count()));
  else
    std::this_thread::sleep_for(duration);
}

void this_task::yield() { sleep_for(std::chrono::nanoseconds(0)); }

void this_task::heartbeat() { currentCall().heartbeat(); }

Context this_task::context() { return currentCall().context(); }

void this_task::await(const std::function<void(Resume resume)> &begin) {
  if (Call *call = Call::onFiber())
    return orCancelled(call->await(begin));
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    bool over = false;
  };
  auto state = std::make_shared<State>();
  begin([state] {
    std::lock_guard lock(state->mutex);
    state->over = true;
    state->changed.notify_all();
  });
  std::unique_lock lock(state->mutex);
  state->changed.wait(lock, [&] { return state->over; });
}

void detail::runBlocking(std::function<void()> work) {
  if (Call *call = Call::onFiber())
    orCancelled(call->block(std::move(work)));
  else
    work();
}

void detail::refuseInput(const Context &context, const Json::exception &why) {
  // The library's messages begin with an identifier in brackets.
  std::string_view text = why.what();
  size_t begin = text.find("] ");
  throw TaskError("States.TaskFailed",
                  "The handler of the state `" + std::string(context.stateName()) +
                      "` does not accept its input: " +
                      std::string(text.substr(begin == text.npos ? 0 : begin + 2)));
}

// ---- Context ----

std::string_view Context::resource() const { return call_->resource; }
std::string_view Context::stateName() const { return call_->stateName; }
std::string_view Context::executionArn() const { return call_->executionArn; }
std::string_view Context::taskToken() const { return call_->taskToken; }
std::optional<std::string> Context::roleArn() const { return call_->roleArn; }
unsigned Context::attempt() const { return call_->attempt; }
void Context::heartbeat() { call_->heartbeat(); }
bool Context::cancelled() const { return call_->cancelled(); }

} // namespace asl
