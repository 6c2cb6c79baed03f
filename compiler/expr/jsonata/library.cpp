// The function library as the checks of expressions see it: names and numbers of arguments,
// which follow from the signatures that the runtime checks.
#include "compiler/expr/jsonata/check.h"

#include "runtime/expr/jsonata/library/library.h"

#include <algorithm>
#include <array>
#include <vector>

namespace aslc::jsonata {

namespace {

constexpr std::string_view names[] = {
#define ASL_LIBRARY_FUNCTION(number, name, signature, arity) #name,
#define ASL_LIBRARY_INTERNAL(number, name, signature, arity)
#include "asl/abi/jsonata_library.def"
};

LibraryFunction describe(std::string_view name) {
  const asl_signature &signature = asl::jsonata::findLibrary(name)->signature;
  LibraryFunction function{name, 0, signature.count};
  for (uint32_t i = 0; i < signature.count; ++i) {
    const asl_parameter &parameter = signature.parameters[i];
    function.minimum += !parameter.optional;
    if (parameter.variadic)
      function.maximum = anyCount;
  }
  return function;
}

std::vector<LibraryFunction> makeLibrary() {
  // Step Functions does not offer $eval; it is a name of JSONata nevertheless.
  std::vector<LibraryFunction> library{{"eval", 0, 2}};
  for (std::string_view name : names)
    library.push_back(describe(name));
  std::sort(library.begin(), library.end(),
            [](const LibraryFunction &a, const LibraryFunction &b) { return a.name < b.name; });
  return library;
}

} // namespace

std::span<const LibraryFunction> libraryFunctions() {
  static const std::vector<LibraryFunction> library = makeLibrary();
  return library;
}

const LibraryFunction *findLibraryFunction(std::string_view name) {
  std::span<const LibraryFunction> library = libraryFunctions();
  auto found = std::lower_bound(library.begin(), library.end(), name,
                                [](const LibraryFunction &function, std::string_view wanted) {
                                  return function.name < wanted;
                                });
  return found != library.end() && found->name == name ? &*found : nullptr;
}

} // namespace aslc::jsonata
