#include "compiler/editor/fix/fix.h"

#include <algorithm>

namespace aslc::editor {

namespace {

void addEdits(const diag::Engine &diagnostics, Fixes which, std::vector<diag::Edit> &edits) {
  for (const diag::Diagnostic &diagnostic : diagnostics.all()) {
    if (!diagnostic.edit || diagnostic.edit->applicability == diag::Applicability::HasPlaceholders)
      continue;
    std::string_view replaced = diagnostics.file().text(diagnostic.edit->range);
    bool isMeant = which == Fixes::Likely ||
                   diagnostic.edit->applicability == diag::Applicability::MachineApplicable;
    if (isMeant && replaced.find("${") == replaced.npos)
      edits.push_back(*diagnostic.edit);
  }
}

} // namespace

std::vector<diag::Edit> editsOf(std::span<const std::shared_ptr<const diag::Engine>> diagnostics,
                                Fixes which) {
  std::vector<diag::Edit> edits;
  for (const auto &engine : diagnostics)
    addEdits(*engine, which, edits);
  std::sort(edits.begin(), edits.end(), [](const diag::Edit &a, const diag::Edit &b) {
    return std::pair(a.range.begin, a.range.end) < std::pair(b.range.begin, b.range.end);
  });
  std::vector<diag::Edit> kept;
  for (diag::Edit &edit : edits) {
    bool touches = !kept.empty() && (edit.range.begin < kept.back().range.end ||
                                     edit.range.begin == kept.back().range.begin);
    if (!touches)
      kept.push_back(std::move(edit));
  }
  return kept;
}

std::string applyEdits(std::string_view text, const std::vector<diag::Edit> &edits) {
  std::string result;
  size_t from = 0;
  for (const diag::Edit &edit : edits) {
    result += text.substr(from, edit.range.begin - from);
    result += edit.replacement;
    from = edit.range.end;
  }
  return result += text.substr(from);
}

} // namespace aslc::editor
