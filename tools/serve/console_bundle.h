// The files of the console, as the build made them.
#pragma once

#include <span>
#include <string_view>

namespace aslc::serve {

struct BundleFile {
  std::string_view path; ///< `/console/app.js`
  std::string_view type; ///< of its content
  std::string_view etag; ///< with its quotes
  std::string_view body;
  bool isGzip = false;
};

/// Empty when the console was not built in.
std::span<const BundleFile> consoleBundle();

} // namespace aslc::serve
