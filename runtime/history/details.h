// Builds the detail object of an event as JSON text, front to back.
#pragma once

#include "runtime/value/value.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asl::history {

class Details {
public:
  Details &text(std::string_view key, std::string_view value);
  /// Nothing when there is no value.
  Details &textIfAny(std::string_view key, const std::optional<std::string_view> &value);
  Details &number(std::string_view key, int64_t value);
  /// `json` is JSON text and becomes the member's value.
  Details &json(std::string_view key, std::string_view json);
  /// The member holds JSON text in a string.
  Details &payload(std::string_view key, Value value);
  /// The same, followed by `<key>Details: {"truncated": false}`.
  Details &payloadWithDetails(std::string_view key, Value value);
  Details &payloadWithDetails(std::string_view key, std::string_view json);

  /// The object; the builder is empty again.
  std::string finish();

private:
  void key(std::string_view key);
  void truncated(std::string_view key);
  std::string text_ = "{";
};

} // namespace asl::history
