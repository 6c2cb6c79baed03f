// Keeps a command from replacing a file that it reads.
#pragma once

#include "runtime/support/expected.h"

#include <span>
#include <string>

namespace asl {

/// A file that a command reads or writes.
struct FileUse {
  std::string what; ///< what it is in messages, such as "the input" or "`--output`"
  std::string path; ///< `-` is standard input or standard output
};

/// Fails with one sentence about the first of `outputs` that may not be written, because it is also
/// one of `inputs` or another output. Files are compared by device and inode, also where links lead
/// to them; two that do not exist yet by their folder and name. A device may be used more than
/// once. A pipe may be read and written, but only one output may go to it; so may only one to
/// standard output.
Expected<void> checkOverwrites(std::span<const FileUse> inputs, std::span<const FileUse> outputs);

} // namespace asl
