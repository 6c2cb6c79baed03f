#include "compiler/report/accept/kind_names.h"

#include <algorithm>

namespace aslc::report {

std::vector<std::string_view> namesIn(std::string_view text) {
  std::vector<std::string_view> names;
  while (true) {
    size_t comma = std::min(text.find(','), text.size());
    std::string_view name = text.substr(0, comma);
    size_t begin = std::min(name.find_first_not_of(' '), name.size());
    name = name.substr(begin, name.find_last_not_of(' ') + 1 - begin);
    if (!name.empty())
      names.push_back(name);
    if (comma == text.size())
      return names;
    text.remove_prefix(comma + 1);
  }
}

std::optional<diag::Kind> kindFor(std::string_view name, source::Range range,
                                  diag::Engine &diagnostics) {
  if (auto kind = diag::kindOf(name))
    return kind;
  auto report = diagnostics.emit(range, diag::Kind::BadSuppression,
                                 {"there is no kind `" + std::string(name) + "`"});
  std::vector<std::string> names;
  for (diag::Kind kind : diag::allKinds())
    names.emplace_back(diag::slug(kind));
  if (auto meant = diag::closest(name, names))
    report.didYouMean(name, *meant);
  return std::nullopt;
}

std::string listOf(const std::vector<diag::Kind> &kinds) {
  std::string text;
  for (diag::Kind kind : kinds)
    text += (text.empty() ? "`" : ", `") + std::string(diag::slug(kind)) + "`";
  return text;
}

} // namespace aslc::report
