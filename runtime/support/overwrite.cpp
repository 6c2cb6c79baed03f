// Keeps a command from replacing a file that it reads.
#include "runtime/support/overwrite.h"

#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace asl {
namespace {

/// What makes two paths the same file.
struct Identity {
  dev_t device = 0;
  ino_t inode = 0;
  std::string name; ///< of a file that does not exist yet, in the folder of that inode
  bool operator==(const Identity &) const = default;
};

/// None for a device, and where the folder does not exist. None also for a pipe, unless two texts
/// that are written there would mix.
std::optional<Identity> identityOf(const std::string &path, int standard, bool pipes) {
  struct stat status;
  int failed = path == "-" ? ::fstat(standard, &status) : ::stat(path.c_str(), &status);
  if (failed == 0) {
    bool isPipe = S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode);
    if (!S_ISREG(status.st_mode) && !(pipes && isPipe))
      return std::nullopt;
    return Identity{status.st_dev, status.st_ino, {}};
  }
  size_t slash = path.rfind('/');
  std::string folder = slash == path.npos ? "." : path.substr(0, slash + 1);
  if (path == "-" || ::stat(folder.c_str(), &status) != 0)
    return std::nullopt;
  return Identity{status.st_dev, status.st_ino, path.substr(slash + 1)};
}

std::string shown(const std::string &path, const char *standard) {
  return path == "-" ? standard : "`" + path + "`";
}

} // namespace

Expected<void> checkOverwrites(std::span<const FileUse> inputs, std::span<const FileUse> outputs) {
  for (size_t i = 0; i < outputs.size(); ++i) {
    const FileUse &output = outputs[i];
    std::optional<Identity> identity = identityOf(output.path, STDOUT_FILENO, false);
    std::optional<Identity> place = identityOf(output.path, STDOUT_FILENO, true);
    std::string name = shown(output.path, "standard output");
    for (const FileUse &input : inputs)
      if (identity && identity == identityOf(input.path, STDIN_FILENO, false))
        return Failure{output.what + " would overwrite " + input.what + ": " + name +
                       (input.path == output.path ? ""
                                                  : " and " + shown(input.path, "standard input") +
                                                        " are the same file")};
    for (const FileUse &other : outputs.first(i)) {
      bool bothStandard = output.path == "-" && other.path == "-";
      if (bothStandard || (place && place == identityOf(other.path, STDOUT_FILENO, true)))
        return Failure{other.what + " and " + output.what +
                       " would be written to the same file: " + name};
    }
  }
  return {};
}

} // namespace asl
