// The table of the library, and calling: of its functions and of function values.
#include "runtime/expr/jsonata/library.h"

#include "runtime/expr/jsonata/evaluation.h"

#include <algorithm>
#include <iterator>

namespace asl::jsonata {

namespace {

Value runLibrary(Heap &heap, const Function &self, Value context, const Value *arguments,
                 uint32_t count) {
  return static_cast<const LibraryFunction *>(self.data)->code({heap, context, arguments, count});
}

/// Sorted by name.
constexpr LibraryFunction table[] = {
#define ASL_LIBRARY_ENTRY(name, signature, arity)                                                  \
  LibraryFunction{#name, library::name##_, Signature(signature), true, arity},
    ASL_JSONATA_LIBRARY(ASL_LIBRARY_ENTRY)
#undef ASL_LIBRARY_ENTRY
};

Value call(Heap &heap, const Function &callee, Value context, const Value *arguments,
           uint32_t count) {
  if (!callee.signature)
    return callee.code(heap, callee, context, arguments, count);
  std::vector<Value> validated;
  validated.reserve(count + callee.signature->count);
  Value checked = validate(heap, *callee.signature, context, arguments, count, validated);
  if (isError(checked))
    return checked;
  return callee.code(heap, callee, context, validated.data(),
                     static_cast<uint32_t>(validated.size()));
}

} // namespace

const LibraryFunction *findLibrary(std::string_view name) {
  const auto *found = std::lower_bound(
      std::begin(table), std::end(table), name,
      [](const LibraryFunction &entry, std::string_view wanted) { return entry.name < wanted; });
  return found != std::end(table) && found->name == name ? found : nullptr;
}

const Function &asFunction(const LibraryFunction &entry) {
  static const std::vector<Function> functions = [] {
    std::vector<Function> all;
    for (const LibraryFunction &one : table) {
      Function function;
      function.code = runLibrary;
      function.signature = &one.signature;
      function.arity = one.arity;
      function.data = &one;
      all.push_back(function);
    }
    return all;
  }();
  return functions[static_cast<size_t>(&entry - table)];
}

Value callLibrary(Heap &heap, const LibraryFunction &entry, Value context, const Value *arguments,
                  uint32_t count) {
  Value result = call(heap, asFunction(entry), context, arguments, count);
  return isError(result) ? withToken(heap, result, entry.name) : result;
}

Value apply(Heap &heap, Value callee, const Value *arguments, uint32_t count, Value context) {
  Evaluation &evaluation = Evaluation::of(heap);
  if (!evaluation.enter()) {
    evaluation.leave();
    return fail(
        heap, "U1001",
        {.message = evaluation.outOfSteps()
                        ? "Expression evaluation timeout"
                        : "Stack overflow error: Check for non-terminating recursive function"});
  }
  Value result;
  for (;;) {
    if (!isFunction(callee)) {
      result = fail(heap, "T1006");
      break;
    }
    result = call(heap, function(callee), context, arguments, count);
    if (result.tag != tailCallTag)
      break;
    callee = evaluation.callee;
    arguments = evaluation.arguments;
    count = evaluation.count;
    if (!evaluation.tick()) {
      result = fail(heap, "U1001", {.message = "Expression evaluation timeout"});
      break;
    }
  }
  evaluation.leave();
  return normalize(result);
}

} // namespace asl::jsonata
