#include "tools/aslc/backend/function_code.h"

#include "runtime/support/file.h"
#include "runtime/support/hash.h"
#include "runtime/support/output_file.h"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace aslc::tool {

namespace fs = std::filesystem;

using asl::Expected;
using asl::Failure;

namespace {

/// The largest archive that Lambda takes.
constexpr size_t kMostArchiveBytes = 250u << 20;

/// The folder for code with this content; it may not exist yet.
Expected<fs::path> cacheFor(std::string_view kind, std::string_view content) {
  fs::path cache;
  if (const char *given = std::getenv("XDG_CACHE_HOME"); given && *given)
    cache = given;
  else if (const char *home = std::getenv("HOME"); home && *home)
    cache = fs::path(home) / ".cache";
  else
    return Failure{
        "neither HOME nor XDG_CACHE_HOME is set, so that there is no place for its code"};
  char name[17];
  std::snprintf(name, sizeof name, "%016llx",
                static_cast<unsigned long long>(asl::StableHash().add(kind).add(content).value()));
  return cache / "aslc" / "functions" / name;
}

/// Runs a program without input and output; whether it could be run and succeeded.
bool succeeds(std::vector<std::string> command) {
  std::vector<char *> words;
  for (std::string &word : command)
    words.push_back(word.data());
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null",
                                     descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY, 0);
  pid_t child = 0;
  int failed = posix_spawnp(&child, words[0], &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  return failed == 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
         WEXITSTATUS(status) == 0;
}

/// `index` is the name that CloudFormation gives the file.
Expected<std::string> writtenOut(const project::Function &function) {
  std::string name = function.runtime.starts_with("python") ? "index.py" : "index.js";
  auto folder = cacheFor(name, function.inlineCode);
  if (!folder)
    return folder.failure();
  std::error_code failed;
  fs::create_directories(*folder, failed);
  if (failed)
    return Failure{"the folder `" + folder->string() + "` cannot be made: " + failed.message()};
  if (auto written = asl::writeFile(*folder / name, function.inlineCode); !written)
    return Failure{"its code cannot be written: " + written.error()};
  return folder->string();
}

Expected<std::string> unpacked(const std::string &archive) {
  auto content = asl::readFile(archive, kMostArchiveBytes);
  if (!content)
    return Failure{"its archive `" + archive + "` cannot be read: " + content.error()};
  auto folder = cacheFor("zip", *content);
  if (!folder)
    return folder.failure();
  std::error_code failed;
  if (fs::is_directory(*folder, failed))
    return folder->string();
  // Only a complete folder gets the name.
  fs::path partial = folder->string() + "." + std::to_string(getpid());
  fs::create_directories(partial, failed);
  bool isUnpacked = succeeds({"unzip", "-q", "-o", archive, "-d", partial.string()}) ||
                    succeeds({"python3", "-m", "zipfile", "-e", archive, partial.string()});
  std::error_code ignored;
  if (isUnpacked)
    fs::rename(partial, *folder, failed);
  if (fs::is_directory(*folder, ignored)) {
    fs::remove_all(partial, ignored);
    return folder->string();
  }
  fs::remove_all(partial, ignored);
  return Failure{"its archive `" + archive + "` cannot be unpacked by `unzip` or `python3`"};
}

} // namespace

Expected<std::string> codeFolder(const project::Function &function) {
  if (!function.inlineCode.empty())
    return writtenOut(function);
  if (!function.archive.empty())
    return unpacked(function.archive);
  std::error_code failed;
  return fs::absolute(function.code, failed).string();
}

} // namespace aslc::tool
