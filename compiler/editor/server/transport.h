// Messages of JSON-RPC over standard input and output.
#pragma once

#include "compiler/editor/server/access.h"

#include <cstdio>
#include <optional>
#include <string_view>

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

  /// Blocks until the next message. Returns nullopt at the end of the input, and a discarded value
  /// for a message that is not JSON.
  std::optional<Json> read();
  /// Writes a message and flushes. `result`, unless it is empty, is JSON text that becomes its
  /// member `result`. Not thread-safe.
  void write(const Json &message, std::string_view result = {});

private:
  std::optional<std::string> readHeaders();
  std::optional<std::string> readDelimited();
  bool line(std::string &text);

  std::FILE *in_, *out_;
  Framing framing_;
};

} // namespace aslc::editor
