// The names of JSONata's function library, with Step Functions' additions.
#include "compiler/expr/jsonata/check.h"

#include <algorithm>
#include <array>

namespace aslc::jsonata {

namespace {

constexpr LibraryFunction unsorted[] = {
#define ASL_LIBRARY_FUNCTION(number, name, signature, arity, least, most) {#name, least, most},
#define ASL_LIBRARY_INTERNAL(number, name, signature, arity)
#include "asl/abi/jsonata_library.def"
    {"eval", 0, 2}, // has no code: it would need the compiler at run time
};

constexpr auto library = [] {
  auto sorted = std::to_array(unsorted);
  std::sort(sorted.begin(), sorted.end(),
            [](const LibraryFunction &one, const LibraryFunction &other) {
              return one.name < other.name;
            });
  return sorted;
}();

} // namespace

std::span<const LibraryFunction> libraryFunctions() { return library; }

const LibraryFunction *findLibraryFunction(std::string_view name) {
  const auto *found =
      std::lower_bound(library.begin(), library.end(), name,
                       [](const LibraryFunction &function, std::string_view wanted) {
                         return function.name < wanted;
                       });
  return found != library.end() && found->name == name ? found : nullptr;
}

} // namespace aslc::jsonata
