// Files that a program writes: whole or not at all, with every failure noticed.
#pragma once

#include <string>
#include <string_view>

namespace asl::program {

/// A file being written. A regular file appears under its name only when it is complete: until
/// `commit` the text lies in a temporary file beside it. Devices and pipes, and `-` for standard
/// output, are written directly. Functions that can fail return a reason, which is empty on
/// success; after a failure the others do nothing.
class OutputFile {
public:
  OutputFile() = default;
  ~OutputFile(); ///< removes what was not committed
  OutputFile(const OutputFile &) = delete;
  OutputFile &operator=(const OutputFile &) = delete;

  std::string open(std::string path);
  /// Appends; a failure is told by `commit`.
  void write(std::string_view text);
  std::string commit();
  /// Removes the temporary file of a process that is about to end without `commit`. May be called
  /// on another thread after `open` has returned; the object is not used any more.
  void abandon() const;
  const std::string &path() const { return path_; }

private:
  void flush();

  std::string path_;
  std::string temporary_;     ///< empty: written directly
  std::string temporaryPath_; ///< stays as `open` made it
  std::string buffer_;
  std::string failure_;
  int descriptor_ = -1;
};

/// True when an OutputFile of `path` would write in place: a device, a pipe, standard output.
bool isWrittenInPlace(const std::string &path);

/// Reads a file, or standard input for `-`. Returns a reason, empty on success.
std::string readFile(const std::string &path, std::string &text);

/// Writes all of `text`; 0 or an errno.
int writeAll(int descriptor, std::string_view text);

/// Takes up those of the descriptors 0 to 2 that are closed, so that no file that is opened later
/// gets one of them; what is written there fails. To be called first.
void holdStandardDescriptors();

} // namespace asl::program
