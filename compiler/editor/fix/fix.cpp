#include "compiler/editor/fix/fix.h"

#include <map>

namespace aslc::editor {

namespace {

/// By place; those of one place in the order in which they were found.
using InOrder = std::multimap<std::pair<uint32_t, uint32_t>, diag::Edit>;

void addEdits(const diag::Engine &diagnostics, Fixes which, InOrder &edits) {
  for (const diag::Diagnostic &diagnostic : diagnostics.all()) {
    if (!diagnostic.edit || diagnostic.edit->applicability == diag::Applicability::HasPlaceholders)
      continue;
    std::string_view replaced = diagnostics.file().text(diagnostic.edit->range);
    bool isMeant = which == Fixes::Likely ||
                   diagnostic.edit->applicability == diag::Applicability::MachineApplicable;
    if (isMeant && replaced.find("${") == replaced.npos)
      edits.emplace(std::pair(diagnostic.edit->range.begin, diagnostic.edit->range.end),
                    *diagnostic.edit);
  }
}

} // namespace

std::vector<diag::Edit> editsOf(std::span<const std::shared_ptr<const diag::Engine>> diagnostics,
                                Fixes which) {
  InOrder edits;
  for (const auto &engine : diagnostics)
    addEdits(*engine, which, edits);
  std::vector<diag::Edit> kept;
  for (auto &[range, edit] : edits) {
    // What was found last of a part knows most of it: `yes` is `true` there, not text.
    if (!kept.empty() && edit.range == kept.back().range && edit.range.begin < edit.range.end) {
      kept.back() = std::move(edit);
      continue;
    }
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
