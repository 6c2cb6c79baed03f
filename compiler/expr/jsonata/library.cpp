// The names of JSONata's function library, with Step Functions' additions.
#include "compiler/expr/jsonata/check.h"

#include <algorithm>

namespace aslc::jsonata {

namespace {

/// Sorted by name.
constexpr LibraryFunction library[] = {
    {"abs", 0, 1},
    {"append", 2, 2},
    {"assert", 1, 2},
    {"average", 1, 1},
    {"base64decode", 0, 1},
    {"base64encode", 0, 1},
    {"boolean", 0, 1},
    {"ceil", 0, 1},
    {"clone", 0, 1},
    {"contains", 1, 2},
    {"count", 1, 1},
    {"decodeUrl", 0, 1},
    {"decodeUrlComponent", 0, 1},
    {"distinct", 1, 1},
    {"each", 1, 2},
    {"encodeUrl", 0, 1},
    {"encodeUrlComponent", 0, 1},
    {"error", 0, 1},
    {"eval", 0, 2},
    {"exists", 1, 1},
    {"filter", 2, 2},
    {"floor", 0, 1},
    {"formatBase", 0, 2},
    {"formatInteger", 1, 2},
    {"formatNumber", 1, 3},
    {"fromMillis", 0, 3},
    {"hash", 1, 2},
    {"join", 1, 2},
    {"keys", 0, 1},
    {"length", 0, 1},
    {"lookup", 1, 2},
    {"lowercase", 0, 1},
    {"map", 2, 2},
    {"match", 1, 3},
    {"max", 1, 1},
    {"merge", 1, 1},
    {"millis", 0, 0},
    {"min", 1, 1},
    {"not", 0, 1},
    {"now", 0, 2},
    {"number", 0, 1},
    {"pad", 1, 3},
    {"parse", 0, 1},
    {"parseInteger", 1, 2},
    {"partition", 1, 2},
    {"power", 1, 2},
    {"random", 0, 1},
    {"range", 1, 3},
    {"reduce", 2, 3},
    {"replace", 2, 4},
    {"reverse", 1, 1},
    {"round", 0, 2},
    {"shuffle", 1, 1},
    {"sift", 1, 2},
    {"single", 1, 2},
    {"sort", 1, 2},
    {"split", 1, 3},
    {"spread", 0, 1},
    {"sqrt", 0, 1},
    {"string", 0, 2},
    {"substring", 1, 3},
    {"substringAfter", 1, 2},
    {"substringBefore", 1, 2},
    {"sum", 1, 1},
    {"toMillis", 0, 2},
    {"trim", 0, 1},
    {"type", 0, 1},
    {"uppercase", 0, 1},
    {"uuid", 0, 0},
    {"zip", 1, anyCount},
};

} // namespace

std::span<const LibraryFunction> libraryFunctions() { return library; }

const LibraryFunction *findLibraryFunction(std::string_view name) {
  const auto *found =
      std::lower_bound(std::begin(library), std::end(library), name,
                       [](const LibraryFunction &function, std::string_view wanted) {
                         return function.name < wanted;
                       });
  return found != std::end(library) && found->name == name ? found : nullptr;
}

} // namespace aslc::jsonata
