// Finding the definitions in a folder.
#include "tools/aslc/search.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

namespace aslc::tool {

namespace {

namespace fs = std::filesystem;

bool isDefinition(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array<std::string_view, 4> suffixes = {".asl.json", ".asl.jsonc", ".asl.yaml",
                                                        ".asl.yml"};
  return std::any_of(suffixes.begin(), suffixes.end(),
                     [&](std::string_view suffix) { return name.ends_with(suffix); });
}

bool isSkipped(const std::string &folder) {
  constexpr std::array<std::string_view, 7> made = {"node_modules", "build", "dist",       "target",
                                                    "cdk.out",      "venv",  "__pycache__"};
  return folder.starts_with('.') || std::find(made.begin(), made.end(), folder) != made.end();
}

} // namespace

std::vector<std::string> findDefinitions(const std::string &folder, std::string &problem) {
  std::vector<std::string> found;
  std::error_code failed;
  auto entry = fs::recursive_directory_iterator(
      folder, fs::directory_options::skip_permission_denied, failed);
  for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
    std::string name = entry->path().filename().string();
    std::error_code ignored;
    if (entry->is_directory(ignored) && isSkipped(name))
      entry.disable_recursion_pending();
    else if (isDefinition(name) && !entry->is_directory(ignored))
      found.push_back(entry->path().lexically_normal().string());
  }
  if (failed)
    problem = failed.message();
  std::sort(found.begin(), found.end());
  return found;
}

} // namespace aslc::tool
