#include "runtime/functions/pool.h"

#include <algorithm>
#include <utility>

namespace asl::functions {

// One process

Instance::Instance(Pool &pool) : pool_(pool), timer_(pool.host().context()) {}

void Instance::spawn(process::ProcessSpec spec) {
  Host &host = pool_.host();
  process_ = host.processes().start(
      std::move(spec), [&host, self = weak_from_this()](const process::ProcessEnd &end) {
        host.post([self, end] {
          if (auto instance = self.lock())
            instance->ended(end);
        });
      });
}

void Instance::ready() {
  timer_.cancel();
  isReady_ = isFree_ = true;
  pool_.dispatch();
}

void Instance::finish(Ended ended) {
  if (!call_)
    return;
  timer_.cancel();
  Call call = *std::exchange(call_, std::nullopt);
  limit(pool_.limits_.start);
  if (call.done)
    call.done(std::move(ended));
}

void Instance::fail(Ended ended) {
  auto self = shared_from_this();
  if (std::exchange(isOver_, true))
    return;
  timer_.cancel();
  pool_.remove(*this);
  pool_.host().processes().kill(process_);
  if (call_)
    finish(std::move(ended));
  else if (!isReady_)
    pool_.failWaiting(std::move(ended));
  pool_.dispatch();
}

void Instance::limit(std::chrono::milliseconds time) {
  if (time.count() == 0)
    return;
  timer_.expires_after(time);
  timer_.async_wait([self = weak_from_this()](const boost::system::error_code &error) {
    if (auto instance = self.lock(); instance && !error)
      instance->overdue();
  });
}

void Instance::overdue() {
  if (call_)
    return fail(timedOut(*call_));
  if (!isFree_)
    fail(timedOut(pool_.waiting_.empty() ? Call{} : pool_.waiting_.front()));
}

void Instance::ended(const process::ProcessEnd &end) {
  const Call none;
  bool waits = !isReady_ && !pool_.waiting_.empty();
  fail(died(call_ ? *call_ : waits ? pool_.waiting_.front() : none, end));
}

// The pool

uint64_t Pool::start(Call call) {
  uint64_t id = ++lastId_;
  call.id = id;
  host_.post([this, call = std::move(call)]() mutable {
    waiting_.push_back(std::move(call));
    dispatch();
  });
  return id;
}

void Pool::cancel(uint64_t id) {
  host_.post([this, id] { forget(id); });
}

void Pool::forget(uint64_t id) {
  std::erase_if(waiting_, [id](const Call &call) { return call.id == id; });
  auto has = [id](const auto &one) { return one->call_ && one->call_->id == id; };
  auto found = std::find_if(instances_.begin(), instances_.end(), has);
  if (found == instances_.end())
    return;
  Instance &instance = **found;
  instance.call_->done = nullptr;
  instance.call_->heartbeat = nullptr;
  if (!endsWithTask())
    return;
  instance.isOver_ = true;
  instance.timer_.cancel();
  auto process = instance.process_;
  remove(instance);
  host_.processes().cancel(process);
  dispatch();
}

void Pool::remove(Instance &instance) {
  std::erase_if(instances_, [&](const auto &one) { return one.get() == &instance; });
}

void Pool::failWaiting(Ended ended) {
  if (waiting_.empty())
    return;
  Call call = std::move(waiting_.front());
  waiting_.pop_front();
  if (call.done)
    call.done(std::move(ended));
}

void Pool::dispatch() {
  for (size_t i = 0; i < instances_.size() && !waiting_.empty(); ++i) {
    Instance &instance = *instances_[i];
    if (!instance.isIdle())
      continue;
    instance.isFree_ = false;
    instance.call_ = std::move(waiting_.front());
    waiting_.pop_front();
    instance.limit(limits_.call);
    instance.send(*instance.call_);
  }
  size_t coming = std::count_if(instances_.begin(), instances_.end(),
                                [](const auto &one) { return one->isComing(); });
  for (; coming < waiting_.size() && instances_.size() < limits_.processes; ++coming) {
    std::shared_ptr<Instance> instance = instances_.emplace_back(make());
    instance->limit(limits_.start);
    instance->begin();
  }
}

} // namespace asl::functions
