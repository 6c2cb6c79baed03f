// JSON that the command line gives, as text or as a file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aslc::tool {

/// Text, mostly JSON, from the command line or a file; `where` names it for messages.
struct Given {
  std::string where;
  std::string text;
};

/// The value of `option`: text, or the path of a file that holds it (`@FILE`, `FILE`, `-` for
/// standard input). Nothing when a file cannot be read, which was reported.
std::optional<Given> givenBy(const std::string &option, const std::string &given);

/// Reports that `what` is not JSON because of `problem` at this byte of it.
void reportNotJson(const Given &given, const std::string &what, size_t offset,
                   const std::string &problem);

/// The JSON text that `option` gave. Nothing when it cannot be read or is not JSON, which was
/// reported.
std::optional<std::string> jsonGivenBy(const std::string &option, const std::string &given,
                                       const std::string &what);

} // namespace aslc::tool
