// The table of the library, and calling: of its functions and of function values.
#include "runtime/expr/jsonata/library/library.h"

#include "runtime/expr/jsonata/eval/evaluation.h"

#include <algorithm>
#include <array>

namespace asl::jsonata {

namespace {

Value runLibrary(asl_heap *heap, const Function *self, Value context, const Value *arguments,
                 uint32_t count) {
  return static_cast<const LibraryFunction *>(self->data)
      ->code({Heap::of(heap), context, arguments, count});
}

constexpr uint32_t tableSize = [] {
  uint32_t size = 0;
#define ASL_LIBRARY_FUNCTION(number, name, ...) size = number >= size ? number + 1 : size;
#include "asl/abi/jsonata_library.def"
  return size;
}();

/// By number.
constexpr std::array<LibraryFunction, tableSize> table = [] {
  std::array<LibraryFunction, tableSize> made{};
#define ASL_LIBRARY_FUNCTION(number, name, signature, arity, ...)                                  \
  made[number] = {#name, library::name##_, signatureOf<signature>, true, arity};
#include "asl/abi/jsonata_library.def"
  return made;
}();

/// The numbers of the functions in the order of their names.
constexpr std::array<uint32_t, tableSize> byName = [] {
  std::array<uint32_t, tableSize> numbers{};
  for (uint32_t i = 0; i < tableSize; ++i)
    numbers[i] = i;
  std::sort(numbers.begin(), numbers.end(),
            [](uint32_t one, uint32_t other) { return table[one].name < table[other].name; });
  return numbers;
}();

Value call(Heap &heap, const Function &callee, Value context, const Value *arguments,
           uint32_t count) {
  bool ready = !callee.signature || fitAsTheyAre(*callee.signature, arguments, count);
  if (ready && (!callee.is_lambda || count >= callee.arity))
    return callee.code(&heap, &callee, context, arguments, count);
  std::vector<Value> validated;
  if (callee.signature) {
    validated.reserve(count + callee.signature->count);
    Value checked = validate(heap, *callee.signature, context, arguments, count, validated);
    if (isError(checked))
      return checked;
  } else {
    validated.assign(arguments, arguments + count);
  }
  // Lambdas read all their parameters.
  if (callee.is_lambda && validated.size() < callee.arity)
    validated.resize(callee.arity, undefined());
  return callee.code(&heap, &callee, context, validated.data(),
                     static_cast<uint32_t>(validated.size()));
}

} // namespace

const LibraryFunction *findLibrary(std::string_view name) {
  const auto *found = std::lower_bound(
      byName.begin(), byName.end(), name,
      [](uint32_t number, std::string_view wanted) { return table[number].name < wanted; });
  return found != byName.end() && table[*found].name == name ? &table[*found] : nullptr;
}

uint32_t libraryIndex(std::string_view name) {
  const LibraryFunction *entry = findLibrary(name);
  return entry ? static_cast<uint32_t>(entry - table.data()) : UINT32_MAX;
}

uint32_t libraryCount() { return tableSize; }

const LibraryFunction &libraryEntry(uint32_t index) { return table[index]; }

const Function &asFunction(const LibraryFunction &entry) {
  static const std::vector<Function> functions = [] {
    std::vector<Function> all;
    for (const LibraryFunction &one : table) {
      Function function{};
      function.code = runLibrary;
      function.signature = &one.signature;
      function.arity = one.arity;
      function.data = &one;
      all.push_back(function);
    }
    return all;
  }();
  return functions[static_cast<size_t>(&entry - table.data())];
}

Value callLibrary(Heap &heap, const LibraryFunction &entry, Value context, const Value *arguments,
                  uint32_t count) {
  Evaluation &evaluation = Evaluation::of(heap);
  uint64_t bytes = 0; // of the arguments, as JSON text: what there is to do
  for (uint32_t i = 0; i < count; ++i) {
    if (exceedsWalkLimit(arguments[i]))
      return outOfMemory(heap);
    bytes += arguments[i].size;
  }
  if (evaluation.outOfMemory(heap))
    return outOfMemory(heap);
  if (!evaluation.countStep(bytes / 64))
    return outOfSteps(heap);
  Value result = call(heap, asFunction(entry), context, arguments, count);
  if (isError(result))
    return withToken(heap, result, entry.name);
  if (!isString(result))
    return result;
  return evaluation.countStep(result.size / 64) ? bounded(heap, result) : outOfSteps(heap);
}

Value apply(Heap &heap, Value callee, const Value *arguments, uint32_t count, Value context) {
  Evaluation &evaluation = Evaluation::of(heap);
  if (evaluation.outOfMemory(heap))
    return outOfMemory(heap);
  if (!evaluation.enter()) {
    evaluation.leave();
    return evaluation.outOfSteps() ? outOfSteps(heap) : tooDeep(heap);
  }
  Value result;
  const asl_string *name = nullptr;
  for (;;) {
    result = isFunction(callee) ? call(heap, function(callee), context, arguments, count)
                                : fail(heap, "T1006");
    if (result.tag != ASL_TAIL_CALL)
      break;
    callee = evaluation.callee;
    arguments = evaluation.arguments;
    count = evaluation.count;
    name = evaluation.name;
    if (evaluation.outOfMemory(heap)) {
      result = outOfMemory(heap);
      break;
    }
    if (!evaluation.countStep()) {
      result = outOfSteps(heap);
      break;
    }
  }
  evaluation.leave();
  return name && isError(result) ? withToken(heap, result, text(name)) : result;
}

} // namespace asl::jsonata
