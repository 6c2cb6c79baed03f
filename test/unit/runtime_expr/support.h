// Short ways to make values and keys in the tests of this folder.
#pragma once

#include "asl/abi/abi.h"
#include "runtime/value/heap.h"
#include "runtime/value/json.h"

#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

namespace asl::test {

/// A heap without symbols: `key` finds the key object itself, as if it were one.
class ExprTest : public testing::Test {
protected:
  Heap heap{nullptr, 1};

  Value read(std::string_view text) { return json::read(heap, text); }
  const asl_string *string(std::string_view text) { return heap.string(text).string; }

  /// The address of the key `name` somewhere in `value`; a fresh one when it is not there.
  const asl_string *key(Value value, std::string_view name) {
    const asl_string *found = find(value, name);
    return found != nullptr ? found : heap.key(name);
  }

  static std::string causeOf(Value error) {
    return isError(error) && isString(error.error->cause) ? std::string(text(error.error->cause))
                                                          : "no error with a cause";
  }
  static std::string nameOf(Value error) {
    return isError(error) && isString(error.error->name) ? std::string(text(error.error->name))
                                                         : "no error with a name";
  }

private:
  static const asl_string *find(Value value, std::string_view name) {
    if (isArray(value))
      for (uint32_t i = 0; i < value.array->count; ++i)
        if (const asl_string *found = find(value.array->items[i], name))
          return found;
    if (isObject(value))
      for (uint32_t i = 0; i < value.object->count; ++i) {
        if (text(value.object->keys[i]) == name)
          return value.object->keys[i];
        if (const asl_string *found = find(value.object->values[i], name))
          return found;
      }
    return nullptr;
  }
};

} // namespace asl::test
