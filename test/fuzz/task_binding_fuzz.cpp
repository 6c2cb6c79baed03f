// Links: aslrt_binding
// Binding files: any bytes are accepted, or rejected with a position inside the text.
#include "runtime/binding/binding.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  auto file = std::make_shared<asl::document::File>(
      "f", std::string(reinterpret_cast<const char *>(data), size));
  asl::Expected<std::vector<asl::binding::Binding>> bindings = asl::binding::parseBindings(file);
  if (bindings)
    return 0;
  std::string_view text = file->text();
  auto lines =
      1 + std::count(text.begin(), text.end(), '\n') + std::count(text.begin(), text.end(), '\r');
  int line = 0, column = 0;
  char first = 0;
  bool hasPlace =
      std::sscanf(bindings.error().c_str(), "f:%d:%d: error: %c", &line, &column, &first) == 3;
  if (!hasPlace || line < 1 || line > lines || column < 1) {
    std::fprintf(stderr, "%s\n", bindings.error().c_str());
    std::abort();
  }
  return 0;
}
