// A folder that is removed at the end of a test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace asl::journal {

class TemporaryFolder {
public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "journal-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;

  std::string operator/(const char *name) const { return (path_ / name).string(); }

private:
  std::filesystem::path path_;
};

} // namespace asl::journal
