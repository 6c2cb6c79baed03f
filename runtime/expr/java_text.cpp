// See java_text.h.
#include "runtime/expr/java_text.h"

#include "runtime/value/json.h"

namespace asl {

void appendJavaText(std::string &out, Value value) {
  switch (value.tag) {
  case ASL_STRING:
    out += text(value);
    break;
  case ASL_ARRAY:
    out += '[';
    for (uint32_t i = 0; i < value.array->count; ++i) {
      if (i > 0)
        out += ", ";
      appendJavaText(out, value.array->items[i]);
    }
    out += ']';
    break;
  case ASL_OBJECT:
    out += '{';
    for (uint32_t i = 0; i < value.object->count; ++i) {
      if (i > 0)
        out += ", ";
      out += text(value.object->keys[i]);
      out += '=';
      appendJavaText(out, value.object->values[i]);
    }
    out += '}';
    break;
  default:
    json::append(out, value);
  }
}

std::string javaText(Value value) {
  std::string out;
  appendJavaText(out, value);
  return out;
}

} // namespace asl
