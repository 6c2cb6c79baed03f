// See read_file.h.
#include "test/conformance/runner/read_file.h"

#include <fstream>
#include <sstream>

namespace asl::conformance {

std::optional<std::string> readFile(const std::filesystem::path &path) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return std::nullopt;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

} // namespace asl::conformance
