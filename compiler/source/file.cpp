#include "compiler/source/file.h"

#include <algorithm>
#include <cctype>

namespace aslc::source {

namespace {

/// Removes `suffix`, which is in lower case. Returns whether it was there.
bool consumeSuffix(std::string_view &name, std::string_view suffix) {
  auto isSame = [](char of, unsigned char given) { return of == std::tolower(given); };
  bool isThere = name.size() >= suffix.size() &&
                 std::ranges::equal(suffix, name.substr(name.size() - suffix.size()), isSame);
  name.remove_suffix(isThere ? suffix.size() : 0);
  return isThere;
}

} // namespace

std::string machineName(std::string_view fileName) {
  if (fileName == "-")
    return "machine";
  std::string_view name = fileName.substr(fileName.rfind('/') + 1);
  for (std::string_view suffix : {".json", ".jsonc", ".yaml", ".yml"})
    if (consumeSuffix(name, suffix))
      break;
  consumeSuffix(name, ".asl");
  return name.empty() ? "machine" : std::string(name);
}

} // namespace aslc::source
