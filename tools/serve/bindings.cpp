#include "tools/serve/bindings.h"

namespace aslc::serve {

Bindings::Stamp Bindings::stampOf() const {
  std::error_code failed;
  auto time = std::filesystem::last_write_time(path_, failed);
  uintmax_t size = std::filesystem::file_size(path_, failed);
  return {time, size};
}

bool Bindings::hasChanged() const { return !path_.empty() && stampOf() != stamp_; }

asl::Expected<std::shared_ptr<asl::task::TaskExecutor>> Bindings::read() {
  asl::binding::BindingFile file;
  if (!path_.empty()) {
    stamp_ = stampOf();
    asl::Expected<asl::binding::BindingFile> read = asl::binding::readBindingFile(path_);
    if (!read)
      return read.failure();
    file = *std::move(read);
  }
  file.bindings.insert(file.bindings.end(), more_.bindings.begin(), more_.bindings.end());
  executors_.push_back(std::make_shared<asl::binding::BindingExecutor>(std::move(file)));
  return std::shared_ptr<asl::task::TaskExecutor>(executors_.back());
}

void Bindings::stop() {
  for (const auto &executor : executors_)
    executor->beginStop();
  for (const auto &executor : executors_)
    executor->stop();
}

void Bindings::killAll() {
  for (const auto &executor : executors_)
    executor->killAll();
}

} // namespace aslc::serve
