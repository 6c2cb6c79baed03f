// Compiled machines, loaded when they are needed.
#pragma once

#include "runtime/service/registry.h"

#include "asl/abi/abi.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

namespace asl::service {

/// A compiled machine in memory. Its module is valid as long as this lives.
class Code {
public:
  virtual ~Code() = default;
  virtual const asl_module &module() const = 0;
};

/// How much time the compiler may take for faster code.
enum class CodeQuality : uint8_t { Quick, Best };

/// Compiles machines quickly at their first use, and well in the background when they are used
/// often. Keeps the most recently used machines; executions keep the code that they run. All
/// members may be called from any thread.
class CodeCache {
public:
  using Compile =
      std::function<Expected<std::shared_ptr<const Code>>(const Snapshot &, CodeQuality)>;
  /// Keeps at most `most` machines besides those that executions use. After `often` uses a machine
  /// is compiled again.
  explicit CodeCache(Compile compile, size_t most = 1000, unsigned often = 500)
      : compile_(std::move(compile)), most_(most), often_(often) {}
  /// Blocks until the background compilation has ended.
  ~CodeCache();

  /// The code of a snapshot. Blocks while it is compiled, also by another thread. Snapshots that
  /// differ in other things than the definition, the name and the type share their code.
  Expected<std::shared_ptr<const Code>> of(const Snapshot &snapshot);

private:
  using Result = std::shared_future<Expected<std::shared_ptr<const Code>>>;
  struct Entry {
    Result result;
    std::list<std::string>::iterator use; ///< place in `uses_`
    unsigned uses = 0;
  };
  /// A machine that is to be compiled well.
  struct Wanted {
    std::string key;
    Snapshot snapshot;
  };
  void improve(std::string key, const Snapshot &snapshot);
  void improveAll();
  /// Drops what was not used for the longest time. A failure is not kept.
  void trim();

  Compile compile_;
  size_t most_;
  unsigned often_;
  std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_; ///< by name, type and hash of the definition
  std::unordered_map<uint64_t, std::string> keys_; ///< of revisions
  std::list<std::string> uses_;                    ///< keys, the last used first
  std::deque<Wanted> wanted_;
  bool isStopping_ = false;
  std::condition_variable changed_;
  std::thread improver_; ///< begins with the first machine that is used often
};

} // namespace asl::service
