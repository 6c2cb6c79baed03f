// Reading files whole, and writing to descriptors.
#pragma once

#include "runtime/support/expected.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace asl {

/// The bytes of a file, or of standard input for `-`. Fails when it cannot be read, and when there
/// are more than `mostBytes` (a device may give bytes without end).
Expected<std::string> readFile(const std::string &path, size_t mostBytes = SIZE_MAX);

/// The first `mostBytes` bytes of a file (or of standard input) and up to 64 KiB more: when the
/// result is longer than `mostBytes`, so is the file.
Expected<std::string> readFilePrefix(const std::string &path, size_t mostBytes);

/// Writes all of `text`, also when interrupted by signals. Blocks while a pipe is full.
Expected<void> writeAll(int descriptor, std::string_view text);

/// The same, but fails as soon as `isAbandoned` says so, also while nobody reads the pipe. Of a
/// file all is written.
Expected<void> writeWhileRead(int descriptor, std::string_view text,
                              const std::function<bool()> &isAbandoned);

/// Opens /dev/null for those of the descriptors 0 to 2 that are closed, so that no file that is
/// opened later gets one of them; using them then fails. To be called first, before there are
/// threads.
void holdStandardDescriptors();

} // namespace asl
