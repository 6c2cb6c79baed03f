// A builder for the details object of an event, as JSON text.
#pragma once

#include "runtime/value/value.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asl::history {

/// Appends members in the order of the calls.
class Details {
public:
  Details &text(std::string_view key, std::string_view value);
  /// Appends nothing when there is no value.
  Details &textIfAny(std::string_view key, const std::optional<std::string_view> &value);
  Details &number(std::string_view key, int64_t value);
  /// `json` is JSON text, used as the member's value.
  Details &json(std::string_view key, std::string_view json);
  /// Appends a string that holds the value as JSON text.
  Details &payload(std::string_view key, Value value);
  /// The same, followed by the member `<key>Details: {"truncated": false}`.
  Details &payloadWithDetails(std::string_view key, Value value);
  Details &payloadWithDetails(std::string_view key, std::string_view json);

  /// Returns the object. The builder is empty afterwards.
  std::string finish();

private:
  void key(std::string_view key);
  void truncated(std::string_view key);
  std::string text_ = "{";
};

} // namespace asl::history
