// Reads JSON from a client. A member that is absent or has another type counts as empty.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace aslc::editor {

using Json = nlohmann::json;

inline const Json &memberAt(const Json &object, const char *key) {
  static const Json absent;
  if (!object.is_object())
    return absent;
  auto found = object.find(key);
  return found == object.end() ? absent : *found;
}

inline std::string textAt(const Json &object, const char *key) {
  const Json &value = memberAt(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

/// A number that is not negative.
inline uint32_t numberAt(const Json &object, const char *key) {
  const Json &value = memberAt(object, key);
  if (!value.is_number())
    return 0;
  double number = value.get<double>();
  return number >= 0 && number < 4294967295.0 ? static_cast<uint32_t>(number) : 0;
}

inline bool flagAt(const Json &object, const char *key) {
  const Json &value = memberAt(object, key);
  return value.is_boolean() && value.get<bool>();
}

} // namespace aslc::editor
