// Files that a program writes: whole or not at all, with every failure noticed.
#pragma once

#include "runtime/support/expected.h"

#include <string>
#include <string_view>

namespace asl {

/// Whether a path leads to what cannot be replaced and is written directly: a device, a pipe, a
/// socket, and `-`, standard output.
bool isWrittenInPlace(const std::string &path);

/// An empty file beside the place of an output, which disappears unless it is moved there. Whoever
/// writes to `path` (it may be another program) must have closed it before `keep`.
class TemporaryFile {
public:
  /// Beside `output`; where that is a symbolic link, beside what it leads to, so that the link
  /// stays. Fails for folders, and for what is written in place.
  static Expected<TemporaryFile> create(const std::string &output);
  TemporaryFile(TemporaryFile &&other) noexcept;
  TemporaryFile &operator=(TemporaryFile &&) = delete;
  ~TemporaryFile(); ///< removes the file unless it was kept

  const std::string &path() const { return path_; }
  /// Moves the file to the place of the output, replacing what is there in one step. A new file
  /// gets the mode that the process's mask leaves, an executable one with the bits for execution;
  /// otherwise the mode of the file that is replaced stays, but for those bits.
  Expected<void> keep(bool executable = false);

private:
  TemporaryFile(std::string path, std::string target)
      : path_(std::move(path)), target_(std::move(target)) {}
  std::string path_; ///< empty: kept, or moved from
  std::string target_;
};

/// A file that is written front to back. A regular file appears under its name only when it is
/// complete: until `commit` the text lies in a TemporaryFile. What is written in place is opened
/// for writing as it is. After a failure, the following calls do nothing. One thread at a time.
class OutputFile {
public:
  OutputFile() = default;
  ~OutputFile(); ///< removes what was not committed
  OutputFile(const OutputFile &) = delete;
  OutputFile &operator=(const OutputFile &) = delete;

  /// Opens `path`; `-` is standard output. Blocks on a pipe until a reader has opened it.
  Expected<void> open(std::string path);
  /// Appends. `commit` reports a failure.
  void write(std::string_view text);
  /// Writes out what is buffered and puts the file in its place.
  Expected<void> commit();
  /// Removes the temporary file of a process that is about to end without `commit`. May be called
  /// on another thread after `open` has returned; the object must not be used any more.
  void abandon() const;
  /// As given to `open`.
  const std::string &path() const { return path_; }

private:
  void flush();

  std::string path_;
  std::optional<TemporaryFile> temporary_; ///< none: written in place
  std::string temporaryPath_;              ///< stays as `open` made it
  std::string buffer_;
  Expected<void> state_;
  int descriptor_ = -1;
};

/// Writes `text` to the file `path`, whole or not at all; `-` is standard output.
Expected<void> writeFile(const std::string &path, std::string_view text);

} // namespace asl
