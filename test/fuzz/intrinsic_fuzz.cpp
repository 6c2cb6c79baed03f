// The parser of intrinsic calls: it returns for any text; errors are inside the text; every
// argument has a position.
#include "compiler/expr/intrinsic/call.h"

#include <cstdint>
#include <cstdlib>

using namespace aslc::intrinsic;

namespace {

void require(bool holds) {
  if (!holds)
    std::abort();
}

void check(const Call &call, std::string_view text, int depth) {
  require(depth <= 10 && !name(call.function).empty());
  for (const Argument &argument : call.arguments) {
    require(text.substr(argument.offset, argument.text.size()) == argument.text);
    if (const auto *nested = std::get_if<std::unique_ptr<Call>>(&argument.value))
      check(**nested, text, depth + 1);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view text(reinterpret_cast<const char *>(data), size);
  auto read = parse(text);
  if (const auto *error = std::get_if<aslc::jsonpath::Error>(&read))
    require(error->offset <= size && !error->message.empty());
  else
    check(std::get<Call>(read), text, 1);
  return 0;
}
