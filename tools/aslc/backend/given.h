// JSON from the command line, given as text or as a file.
#pragma once

#include "runtime/value/json.h"

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
/// standard input). Reports a file that cannot be read and returns nullopt.
std::optional<Given> givenBy(const std::string &option, const std::string &given);

/// Reports what is wrong with the JSON text of `what`.
void reportNotJson(const Given &given, const std::string &what,
                   const asl::json::ReadError &problem);

/// The JSON text that `option` gave. Returns nullopt, after a report, when it cannot be read or is
/// not JSON.
std::optional<std::string> jsonGivenBy(const std::string &option, const std::string &given,
                                       const std::string &what);

} // namespace aslc::tool
