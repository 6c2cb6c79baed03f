// Messages of JSON-RPC over standard input and output.
#pragma once

#include "compiler/editor/server/access.h"

#include <cstdio>
#include <optional>

namespace aslc::editor {

class Transport {
public:
  /// How messages are delimited.
  enum class Framing : uint8_t {
    Headers,  ///< `Content-Length`, as the protocol has it
    Delimited ///< lines `// -----`, for tests: answers are indented
  };
  Transport(std::FILE *in, std::FILE *out, Framing framing)
      : in_(in), out_(out), framing_(framing) {}

  /// Blocks until the next message. Returns nullopt at the end of the input, and a JSON null for a
  /// message that is not JSON.
  std::optional<Json> read();
  /// Writes a message and flushes. Not thread-safe.
  void write(const Json &message);

private:
  std::optional<std::string> readHeaders();
  std::optional<std::string> readDelimited();
  bool line(std::string &text);

  std::FILE *in_, *out_;
  Framing framing_;
};

} // namespace aslc::editor
