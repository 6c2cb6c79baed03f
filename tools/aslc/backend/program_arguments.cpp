#include "tools/aslc/backend/program_arguments.h"

namespace aslc::tool {

std::optional<std::string> valueOf(const ProgramArguments &arguments, std::string_view option) {
  std::string prefix = std::string(option) + "=";
  std::optional<std::string> value;
  for (size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    if (arguments[i].starts_with(prefix))
      value = arguments[i].substr(prefix.size());
    else if (arguments[i] == option && i + 1 < arguments.size())
      value = arguments[i + 1];
  }
  return value;
}

void giveUnless(ProgramArguments &arguments, const std::string &option, const std::string &value) {
  if (!valueOf(arguments, option))
    arguments.insert(arguments.begin(), option + "=" + value);
}

} // namespace aslc::tool
