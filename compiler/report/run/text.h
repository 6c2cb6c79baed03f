// Texts of a page about an execution.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aslc::report::run {

/// A payload in a `<pre>`: JSON with line breaks and indentation, anything else as it is. Empty for
/// an empty text.
std::string payload(std::string_view title, std::string_view text);

/// `250 ms`, `1.2 s`, `3 min 20 s`, `2 d 4 h`.
std::string duration(int64_t ms);

} // namespace aslc::report::run
