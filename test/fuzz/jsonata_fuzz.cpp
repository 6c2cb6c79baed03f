// The JSONata parser: it returns for any text; errors are inside the text; parsed expressions can
// be checked, and their parts are inside the text too.
#include "compiler/expr/jsonata/check.h"

#include <cstdint>
#include <cstdlib>

using namespace aslc::jsonata;

namespace {

void require(bool holds) {
  if (!holds)
    std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view text(reinterpret_cast<const char *>(data), size);
  auto read = parse(text);
  if (const auto *error = std::get_if<Error>(&read)) {
    require(error->position <= size && !error->code.empty() && !error->message().empty());
    return 0;
  }
  const Node &tree = *std::get<NodePtr>(read);
  for (const Problem &finding : check(tree, StatesMembers{}))
    require(finding.begin <= finding.end && finding.end <= size);
  for (const FreeVariable &variable : freeVariables(tree))
    require(variable.offset < size && !variable.name.empty());
  return 0;
}
