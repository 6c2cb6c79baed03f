#include "runtime/invoke/form.h"

#include "runtime/support/encoding.h"
#include "runtime/value/json.h"

namespace asl::invoke {

namespace {

void append(std::string &out, const std::string &name, Value value, ArrayFormat format);

void appendArray(std::string &out, const std::string &name, Value value, ArrayFormat format) {
  const asl_array &array = *value.array;
  if (format == ArrayFormat::None)
    return appendField(out, name, json::write(value));
  if (format == ArrayFormat::Commas) {
    std::string all;
    for (uint32_t i = 0; i < array.count; ++i)
      all += (i == 0 ? "" : ",") + plainText(array.items[i]);
    return appendField(out, name, all);
  }
  for (uint32_t i = 0; i < array.count; ++i) {
    std::string index = format == ArrayFormat::Indices    ? "[" + std::to_string(i) + "]"
                        : format == ArrayFormat::Brackets ? "[]"
                                                          : "";
    append(out, name + index, array.items[i], format);
  }
}

void append(std::string &out, const std::string &name, Value value, ArrayFormat format) {
  if (isArray(value))
    return appendArray(out, name, value, format);
  if (!isObject(value))
    return appendField(out, name, value.tag == ASL_NULL ? "" : plainText(value));
  for (uint32_t i = 0; i < value.object->count; ++i) {
    std::string key(text(value.object->keys[i]));
    append(out, name.empty() ? key : name + "[" + key + "]", value.object->values[i], format);
  }
}

} // namespace

std::string plainText(Value value) {
  return isString(value) ? std::string(text(value)) : json::write(value);
}

void appendField(std::string &out, std::string_view name, std::string_view value) {
  out += (out.empty() ? "" : "&") + percentEncoded(name) + "=" + percentEncoded(value);
}

std::string formOf(Value object, ArrayFormat format) {
  std::string out;
  append(out, "", object, format);
  return out;
}

} // namespace asl::invoke
