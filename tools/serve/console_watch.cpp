// One thread asks for all who wait, which costs two look-ups in the journal each time.
#include "tools/serve/console_watch.h"

#include <optional>

namespace aslc::serve {

using asl::api::Answer;
using asl::api::Call;
using asl::api::Json;

namespace {

constexpr std::chrono::milliseconds interval{100};
constexpr std::chrono::seconds longest{25};

/// Whether an answer tells something that the caller does not know yet.
bool isNews(const Answer &answer) {
  const Json *json = std::get_if<Json>(&answer);
  return json == nullptr || !json->at("events").empty() || json->at("status") != "RUNNING";
}

} // namespace

Watch::Watch(asl::api::Operations &operations)
    : operations_(operations), thread_([this] { run(); }) {}

Watch::~Watch() {
  {
    std::lock_guard lock(mutex_);
    isStopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Watch::add(Call call) {
  if (answer(call, call.request.contains("ids")))
    return;
  std::lock_guard lock(mutex_);
  waiting_.push_back({std::move(call), std::chrono::steady_clock::now() + longest});
  changed_.notify_all();
}

bool Watch::answer(const Call &call, bool isLast) {
  std::optional<Answer> answered;
  Call asked;
  asked.operation = "WatchExecution";
  asked.caller = call.caller;
  asked.request = call.request;
  asked.reply = [&](Answer answer) { answered = std::move(answer); };
  operations_.call(std::move(asked));
  if (!answered || !(isLast || isNews(*answered)))
    return false;
  call.reply(*std::move(answered));
  return true;
}

void Watch::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return isStopping_ || !waiting_.empty(); });
    changed_.wait_for(lock, interval, [&] { return isStopping_; });
    std::list<Waiting> asking = std::exchange(waiting_, {});
    bool isLast = isStopping_;
    lock.unlock();
    auto now = std::chrono::steady_clock::now();
    std::erase_if(asking, [&](const Waiting &each) {
      return answer(each.call, isLast || each.deadline <= now || !each.call.isConnected());
    });
    lock.lock();
    waiting_.splice(waiting_.begin(), asking);
    if (isLast && waiting_.empty())
      return;
  }
}

} // namespace aslc::serve
