#include "compiler/editor/server/analyzer.h"

#include <malloc.h>

namespace aslc::editor {

Analyzer::Analyzer(frontend::ReadingOptions options, Report report)
    : options_(std::move(options)), report_(std::move(report)), thread_([this] { run(); }) {}

Analyzer::~Analyzer() {
  {
    std::lock_guard lock(mutex_);
    ends_ = true;
    jobs_.clear();
  }
  changed_.notify_one();
  thread_.join();
}

void Analyzer::submit(const Content &content) {
  {
    std::lock_guard lock(mutex_);
    jobs_.insert_or_assign(content.whole().uri(), content.draft());
  }
  changed_.notify_one();
}

void Analyzer::drop(const std::string &uri) {
  std::lock_guard lock(mutex_);
  jobs_.erase(uri);
}

void Analyzer::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return ends_ || !jobs_.empty(); });
    if (ends_)
      return;
    auto node = jobs_.extract(jobs_.begin());
    lock.unlock();
    report_(node.key(), analyze(std::move(node.mapped()), options_));
    malloc_trim(0); // the analysis of a large definition has used much that is free now
    lock.lock();
  }
}

} // namespace aslc::editor
