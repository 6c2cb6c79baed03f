// What the style sheet of a page about an execution adds to that of the other pages.
#pragma once

#include <string_view>

namespace aslc::report::run {

std::string_view styleSheet();

} // namespace aslc::report::run
