// Calls of functions whose ends are waited for.
#pragma once

#include "runtime/functions/pool.h"

#include <filesystem>
#include <fstream>
#include <future>
#include <string>

namespace asl::functions {

/// A call that is under way.
class WaitingCall {
public:
  WaitingCall(Pool &pool, std::string input, std::string about = {}) {
    Call call{std::move(input), std::move(about), {}};
    call.done = [ended = ended_](Ended end) { ended->set_value(std::move(end)); };
    call.heartbeat = [beats = beats_] { ++*beats; };
    id = pool.start(std::move(call));
  }
  /// Its end as text: `succeeded JSON`, `failed ERROR: CAUSE`.
  std::string wait(std::chrono::seconds limit = std::chrono::seconds(60)) {
    auto future = ended_->get_future();
    if (future.wait_for(limit) != std::future_status::ready)
      return "nothing";
    Ended end = future.get();
    switch (end.kind) {
    case Ended::Kind::Succeeded:
      return "succeeded " + end.text;
    case Ended::Kind::Failed:
      return "failed " + end.error + ": " + end.text;
    case Ended::Kind::NoRoom:
      return "no room: " + end.text;
    }
    return {};
  }
  int beats() const { return *beats_; }

  uint64_t id = 0;

private:
  std::shared_ptr<std::promise<Ended>> ended_ = std::make_shared<std::promise<Ended>>();
  std::shared_ptr<std::atomic<int>> beats_ = std::make_shared<std::atomic<int>>(0);
};

/// A folder that exists as long as this.
class Folder {
public:
  Folder() {
    std::string pattern = testing::TempDir() + "functionsXXXXXX";
    path = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  void write(const std::string &name, const std::string &text) const {
    std::filesystem::create_directories(std::filesystem::path(path + "/" + name).parent_path());
    std::ofstream(path + "/" + name) << text;
  }

  std::string path;
};

} // namespace asl::functions
