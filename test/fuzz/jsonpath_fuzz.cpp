// The path parsers: they return for any text; errors are inside the text; parsed paths can be
// printed, and the path in a filter is definite.
#include "compiler/expr/jsonpath/path.h"

#include <cstdint>
#include <cstdlib>

using namespace aslc::jsonpath;

namespace {

void require(bool holds) {
  if (!holds)
    std::abort();
}

void check(const Filter &filter) {
  for (const auto &operand : filter.operands)
    check(*operand);
  for (const Operand *operand : {&filter.left, &filter.right})
    require((operand->kind == Operand::Kind::Path) == (operand->path != nullptr) &&
            (!operand->path || operand->path->definite()));
}

void check(const std::variant<Path, Error> &read, size_t length) {
  if (const auto *error = std::get_if<Error>(&read))
    return require(error->offset <= length && !error->message.empty());
  const Path &path = std::get<Path>(read);
  require(path.prefix(path.steps.size()).size() >= path.steps.size());
  for (const Step &step : path.steps) {
    if (const auto *filter = std::get_if<FilterStep>(&step.kind))
      check(*filter->filter);
    if (const auto *scan = std::get_if<DeepScan>(&step.kind); scan && scan->filter)
      check(*scan->filter);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view text(reinterpret_cast<const char *>(data), size);
  check(parse(text), size);
  auto reference = parseReference(text);
  check(reference, size);
  if (const auto *path = std::get_if<Path>(&reference))
    require(path->definite());
  return 0;
}
