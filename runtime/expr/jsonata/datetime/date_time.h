// Timestamps as text: $fromMillis and $toMillis.
#pragma once

#include "runtime/expr/jsonata/numbers/picture.h"

namespace asl::jsonata {

/// Formats `millis` (milliseconds since 1970, UTC) by `picture`, an XPath fn:format-dateTime
/// picture; nullopt: as ISO 8601. `timezone` is "+hhmm"; nullopt: UTC.
PictureResult<std::string> fromMillis(double millis, std::optional<std::string_view> picture,
                                      std::optional<std::string_view> timezone);
/// Reads milliseconds since 1970 (UTC) from `text` by `picture`; nullopt: ISO 8601. `nowMillis`
/// supplies the parts that the picture omits above the most significant one that it has. NaN for a
/// time that ECMAScript's Date does not have.
PictureResult<double> toMillis(std::string_view text, std::optional<std::string_view> picture,
                               int64_t nowMillis);

} // namespace asl::jsonata
