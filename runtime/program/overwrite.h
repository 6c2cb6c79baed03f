// Keeps a command from replacing a file that it reads.
#pragma once

#include <span>
#include <string>

namespace asl::program {

/// A file that a command reads or writes.
struct FileUse {
  std::string what; ///< what it is in messages, such as "the input" or "`--output`"
  std::string path; ///< `-` is standard input or standard output
};

/// Empty when every file of `outputs` may be written; else one sentence about the first that may
/// not, because it is also one of `inputs` or another output. Files are compared by device and
/// inode, also where links lead to them; two that do not exist yet by their folder and name.
/// Devices and pipes may be used more than once, standard output may not.
std::string findOverwrite(std::span<const FileUse> inputs, std::span<const FileUse> outputs);

} // namespace asl::program
