// Binding files: any bytes are accepted, or rejected with a position inside the text.
#include "runtime/binding/binding.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view text(reinterpret_cast<const char *>(data), size);
  std::vector<asl::binding::DocumentError> errors;
  if (asl::binding::parseBindings(text, errors))
    return 0;
  size_t lines = 2 + static_cast<size_t>(std::count(text.begin(), text.end(), '\n')) +
                 static_cast<size_t>(std::count(text.begin(), text.end(), '\r')) + text.size();
  if (errors.empty())
    std::abort();
  for (const asl::binding::DocumentError &error : errors)
    if (error.message.empty() || error.place.line == 0 || error.place.column == 0 ||
        error.place.line > lines) {
      std::fprintf(stderr, "%u:%u: %s\n", error.place.line, error.place.column,
                   error.message.c_str());
      std::abort();
    }
  return 0;
}
