// The life of a call: fiber, waits, cancellation, answer.
#include "runtime/handlers/call.h"

#include "runtime/exec/blocking_pool.h"
#include "runtime/handlers/json_text.h"

#include <limits>
#include <utility>

namespace asl::handlers {
namespace {

thread_local Call *currentCall = nullptr;
thread_local bool currentIsFiber = false;

std::atomic<uint64_t> lastHandle{0};

} // namespace

/// The phase of blocking work, shared by its thread and the waiting fiber.
struct Call::Job {
  enum Phase { Queued, Running, Done, Dropped, Abandoned };
  std::atomic<int> phase{Queued};

  bool pass(Phase from, Phase to) {
    int expected = from;
    return phase.compare_exchange_strong(expected, to);
  }
};

// ---- The call of this thread ----

Call *Call::current() { return currentCall; }
Call *Call::onFiber() { return currentIsFiber ? currentCall : nullptr; }

Call::Running::Running(Call *call, bool onFiber)
    : before_(std::exchange(currentCall, call)),
      fiberBefore_(std::exchange(currentIsFiber, onFiber)) {}

Call::Running::~Running() {
  currentCall = before_;
  currentIsFiber = fiberBefore_;
}

// ---- Open calls ----

void OpenCalls::add(uint64_t handle, std::shared_ptr<Call> call) {
  std::lock_guard lock(mutex_);
  calls_.emplace(handle, std::move(call));
}

std::shared_ptr<Call> OpenCalls::take(uint64_t handle) {
  std::lock_guard lock(mutex_);
  auto found = calls_.find(handle);
  if (found == calls_.end())
    return nullptr;
  std::shared_ptr<Call> call = std::move(found->second);
  calls_.erase(found);
  return call;
}

void OpenCalls::countLeftover(int change) {
  std::lock_guard lock(mutex_);
  leftovers_ += change;
  if (leftovers_ == 0)
    ended_.notify_all();
}

void OpenCalls::waitForLeftovers() {
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [&] { return leftovers_ == 0; });
}

// ---- Start ----

Call::Call(const task::Request &request, std::shared_ptr<task::Reply> reply, bool raw,
           CallHome home)
    : resource(request.resource.text), stateName(request.stateName),
      executionArn(request.executionArn), taskToken(request.taskToken), roleArn(request.roleArn),
      attempt(request.attempt), input(raw ? request.parametersJson() : task::handlerInput(request)),
      reply_(std::move(reply)), envelope_(task::envelopeOf(request, raw)), home_(std::move(home)) {
  using Kind = task::Resource::Kind;
  if (request.resource.kind == Kind::Activity)
    reply_->started(std::nullopt);
  if (envelope_.hasSubmitted) {
    bool lambda = envelope_.submitted == task::Envelope::Wrapping::Lambda;
    reply_->submitted(task::wrap(envelope_.submitted, envelope_.seed, lambda ? "null" : "{}"));
  }
}

uint64_t Call::start(Body body) {
  body_ = std::move(body);
  if (std::optional<Stack> stack = home_.queue->enter(shared_from_this()))
    begin(*stack);
  else
    reply_->idle();
  uint64_t handle = ++lastHandle;
  if (answered_)
    return handle; // an answer from another thread may still be on its way
  home_.open->add(handle, shared_from_this());
  handle_ = handle;
  if (answered_) // answered meanwhile: remove the call, here or in answered()
    home_.open->take(handle);
  return handle;
}

void Call::grant(Stack stack) {
  granted_ = stack;
  reply_->after(0, [self = shared_from_this()] {
    if (std::optional<Stack> given = std::exchange(self->granted_, std::nullopt))
      self->begin(*given);
  });
}

void Call::begin(Stack stack) {
  begun_ = true;
  fiber_.emplace(stack, home_.queue, [this] { run(); });
  resume();
}

void Call::run() {
  try {
    result_ = body_(*this);
  } catch (...) {
    failure_ = std::current_exception();
  }
}

void Call::resume() {
  {
    Running here(this, true);
    fiber_->resume();
  }
  if (fiber_->ended())
    close();
}

// ---- Waits ----

bool Call::suspend() {
  waiting_ = true;
  fiber_->suspend();
  return !cancelled_;
}

void Call::wake(uint64_t wait) {
  if (!waiting_ || wait != waits_)
    return;
  waiting_ = false;
  resume();
}

void Call::wakeSoon(uint64_t wait, int64_t delayMs) {
  reply_->after(delayMs, [self = shared_from_this(), wait] { self->wake(wait); });
}

bool Call::sleep(int64_t ms) {
  if (cancelled_)
    return false;
  wakeSoon(++waits_, ms);
  return suspend();
}

bool Call::await(const std::function<void(std::function<void()>)> &begin) {
  if (cancelled_)
    return false;
  uint64_t wait = ++waits_;
  auto once = std::make_shared<std::atomic<bool>>(false);
  begin([self = shared_from_this(), wait, once] {
    if (!once->exchange(true))
      self->wakeSoon(wait);
  });
  return suspend();
}

bool Call::block(std::function<void()> work) {
  if (cancelled_)
    return false;
  auto job = std::make_shared<Job>();
  job_ = job;
  uint64_t wait = ++waits_;
  home_.pool->run([self = shared_from_this(), job, wait, work = std::move(work)] {
    if (!job->pass(Job::Queued, Job::Running))
      return;
    {
      Running here(self.get(), false);
      work();
    }
    if (job->pass(Job::Running, Job::Done))
      return self->wakeSoon(wait);
    self->resume(); // cancelled meanwhile: only this thread uses the fiber now
    self->home_.open->countLeftover(-1);
  });
  bool goesOn = suspend();
  job_ = nullptr;
  return goesOn;
}

// ---- End ----

void Call::cancel() {
  cancelled_ = true;
  answered_ = true;
  if (!begun_) {
    body_ = nullptr;
    if (!home_.queue->leave(*this))
      home_.queue->giveBack(*std::exchange(granted_, std::nullopt));
    return;
  }
  if (!waiting_)
    return; // the handler has returned; its answer comes from elsewhere
  if (job_ && !job_->pass(Job::Queued, Job::Dropped) && job_->pass(Job::Running, Job::Abandoned))
    return home_.open->countLeftover(
        1); // the work may use the fiber's stack, so the fiber is unwound after it
  waiting_ = false;
  resume();
}

namespace {

/// Fails the task according to the exception of its handler.
void failWith(Call &call, const std::exception_ptr &failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const TaskError &error) {
    call.fail(error.error, error.cause);
  } catch (const std::exception &error) {
    call.fail("States.TaskFailed", error.what());
  } catch (...) {
    call.fail("States.TaskFailed", "The handler threw an exception that is not a std::exception.");
  }
}

} // namespace

void Call::close() {
  std::shared_ptr<Call> keep = shared_from_this();
  fiber_.reset();
  body_ = nullptr;
  std::exception_ptr failure = std::exchange(failure_, nullptr);
  if (!failure && result_ && !answered_) {
    try {
      succeed(writeJson(*result_));
    } catch (const Json::exception &) {
      fail("States.TaskFailed", "The result of the handler of the state `" + stateName +
                                    "` contains text that is not UTF-8.");
    } catch (...) {
      failure = std::current_exception();
    }
  }
  result_.reset();
  if (failure)
    failWith(*this, failure);
}

void Call::answered() {
  if (uint64_t handle = handle_)
    home_.open->take(handle);
}

void Call::succeed(std::string_view json) {
  if (answered_.exchange(true))
    return;
  reply_->succeeded(task::wrap(envelope_.result, envelope_.seed, json));
  answered();
}

void Call::fail(std::optional<std::string> error, std::optional<std::string> cause) {
  if (answered_.exchange(true))
    return;
  reply_->failed(std::move(error), std::move(cause));
  answered();
}

void Call::leave() {
  if (answered_.exchange(true))
    return;
  reply_->idle();
  answered();
}

} // namespace asl::handlers
