// JSONata's function library, by name.
#pragma once

#include "runtime/expr/jsonata/eval/core.h"
#include "runtime/expr/jsonata/eval/signature.h"

namespace asl::jsonata {

using LibraryCode = Value (*)(const Call &call);

struct LibraryFunction {
  std::string_view name; ///< without `$`
  LibraryCode code;
  Signature signature;
  bool hasSignature = true;
  uint32_t arity = 0; ///< declared parameters: how many arguments $map and its like give
};

/// The entry called `name`, or null. The entries live as long as the program.
const LibraryFunction *findLibrary(std::string_view name);
/// The number of the entry called `name`, its asl_library;
/// UINT32_MAX when there is none.
uint32_t libraryIndex(std::string_view name);
const LibraryFunction &libraryEntry(uint32_t index);
/// The entry as a function value's target.
const Function &asFunction(const LibraryFunction &entry);
/// Checks arguments and calls; errors get the function's name.
Value callLibrary(Heap &heap, const LibraryFunction &entry, Value context, const Value *arguments,
                  uint32_t count);

// Each file of the library declares its functions here; the table in library.cpp gives them names.
// clang-format off
#define ASL_JSONATA_LIBRARY(X) \
  X(abs, "<n-:n>", 1) X(append, "<xx:a>", 2) X(assert, "<bs?:x>", 2) X(average, "<a<n>:n>", 1) \
  X(base64decode, "<s-:s>", 1) X(base64encode, "<s-:s>", 1) X(boolean, "<x-:b>", 1) \
  X(callable, "<xxbx:x>", 4) X(ceil, "<n-:n>", 1) X(clone, "<(oa)-:o>", 1) \
  X(contains, "<s-(sf):b>", 2) \
  X(count, "<a:n>", 1) X(decodeUrl, "<s-:s>", 1) X(decodeUrlComponent, "<s-:s>", 1) \
  X(distinct, "<x:x>", 1) X(each, "<o-f:a>", 2) X(encodeUrl, "<s-:s>", 1) \
  X(encodeUrlComponent, "<s-:s>", 1) X(error, "<s?:x>", 1) X(exists, "<x:b>", 1) \
  X(filter, "<af>", 2) X(floor, "<n-:n>", 1) X(formatBase, "<n-n?:s>", 2) \
  X(formatInteger, "<n-s:s>", 2) X(formatNumber, "<n-so?:s>", 3) X(fromMillis, "<n-s?s?:s>", 3) \
  X(hash, "<s-s?:s>", 2) X(join, "<a<s>s?:s>", 2) X(keys, "<x-:a<s>>", 1) \
  X(length, "<s-:n>", 1) X(lookup, "<x-s:x>", 2) X(lowercase, "<s-:s>", 1) X(map, "<af>", 2) \
  X(match, "<s-f<s:o>n?:a<o>>", 3) X(max, "<a<n>:n>", 1) X(merge, "<a<o>:o>", 1) \
  X(millis, "<:n>", 0) X(min, "<a<n>:n>", 1) X(not, "<x-:b>", 1) X(now, "<s?s?:s>", 2) \
  X(number, "<(nsb)-:n>", 1) X(overflow, "<:x>", 0) X(pad, "<s-ns?:s>", 3) X(parse, "<s-:x>", 1) \
  X(parseInteger, "<s-s:n>", 2) X(partition, "<an?:a>", 2) X(power, "<n-n:n>", 2) \
  X(random, "<n?:n>", 1) X(range, "<n-nn?:a>", 3) X(reduce, "<afj?:j>", 3) \
  X(replace, "<s-(sf)(sf)n?:s>", 4) X(reverse, "<a:a>", 1) X(round, "<n-n?:n>", 2) \
  X(shuffle, "<a:a>", 1) X(sift, "<o-f?:o>", 2) X(single, "<af?>", 2) X(sort, "<af?:a>", 2) \
  X(split, "<s-(sf)n?:a<s>>", 3) X(spread, "<x-:a<o>>", 1) X(sqrt, "<n-:n>", 1) \
  X(string, "<x-b?:s>", 1) X(substring, "<s-nn?:s>", 3) X(substringAfter, "<s-s:s>", 2) \
  X(substringBefore, "<s-s:s>", 2) X(sum, "<a<n>:n>", 1) X(toMillis, "<s-s?:n>", 2) \
  X(trim, "<s-:s>", 1) X(type, "<x:s>", 1) X(uppercase, "<s-:s>", 1) X(uuid, "<:s>", 0) \
  X(zip, "<a+>", 0)
// clang-format on
namespace library {
#define ASL_DECLARE_LIBRARY(name, signature, arity) Value name##_(const Call &call);
ASL_JSONATA_LIBRARY(ASL_DECLARE_LIBRARY)
#undef ASL_DECLARE_LIBRARY
} // namespace library

} // namespace asl::jsonata
