// Objects as files of a temporary folder.
#include "test/conformance/runner/case_objects.h"

#include "runtime/objects/folder_store.h"
#include "runtime/support/output_file.h"

#include <atomic>
#include <stdexcept>
#include <unistd.h>

namespace asl::conformance {

namespace fs = std::filesystem;

namespace {

template <typename T> T take(Expected<T> made) {
  if (!made)
    throw std::runtime_error("the objects of the case: " + made.error());
  return *std::move(made);
}

} // namespace

CaseObjects::CaseObjects(const Json &body) {
  static std::atomic<unsigned> count = 0;
  const Json setup = body.value("setup", Json::object());
  if (!setup.contains("s3"))
    return;
  folder_ = fs::temp_directory_path() /
            ("asl-conformance-objects." + std::to_string(getpid()) + "." + std::to_string(++count));
  for (const auto &[place, content] : setup["s3"].items()) {
    fs::path path = folder_ / place;
    fs::create_directories(path.parent_path());
    if (Expected<void> written = writeFile(path.string(), content.get<std::string>()); !written)
      throw std::runtime_error("the object " + place + ": " + written.error());
  }
  store_ = take(objects::openFolder(folder_.string()));
}

CaseObjects::~CaseObjects() {
  std::error_code ignored;
  if (!folder_.empty())
    fs::remove_all(folder_, ignored);
}

} // namespace asl::conformance
