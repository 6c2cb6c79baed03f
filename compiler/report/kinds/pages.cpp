#include "compiler/report/kinds/pages.h"

#include <algorithm>
#include <array>

namespace aslc::report {

namespace {

/// Sorted by slug.
constexpr auto pages = std::to_array<KindPage>({
#include "compiler/report/kinds/pages.inc"
});

} // namespace

KindPage pageOf(diag::Kind kind) {
  std::string_view slug = diag::slug(kind);
  auto found = std::lower_bound(
      pages.begin(), pages.end(), slug,
      [](const KindPage &page, std::string_view name) { return page.slug < name; });
  if (found != pages.end() && found->slug == slug)
    return *found;
  return {slug, diag::pattern(kind), "", ""};
}

std::string plainText(std::string_view markdown) {
  std::string text;
  for (size_t i = 0; i < markdown.size(); ++i) {
    char c = markdown[i];
    bool broken = c == '\n' && i > 0 && markdown[i - 1] != '\n' && i + 1 < markdown.size() &&
                  markdown[i + 1] != '\n';
    text += broken ? ' ' : c;
  }
  return text;
}

} // namespace aslc::report
