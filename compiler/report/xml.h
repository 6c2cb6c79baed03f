// Text in XML and HTML.
#pragma once

#include <string>
#include <string_view>

namespace aslc::report {

/// `text`, which is UTF-8, for an element or an attribute in double quotes. Characters that XML
/// cannot hold, and those that change the direction of text, become U+FFFD.
std::string escapeXml(std::string_view text);

} // namespace aslc::report
