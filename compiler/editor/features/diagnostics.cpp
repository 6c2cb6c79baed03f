// Diagnostics as editors show them, and the changes that their hints mean.
#include "compiler/diag/order.h"
#include "compiler/editor/features/features.h"
#include "compiler/editor/fix/fix.h"
#include "compiler/editor/format/format.h"
#include "runtime/support/utf8.h"

namespace aslc::editor {

namespace {

constexpr size_t mostDiagnostics = 1000;

int severityOf(diag::Severity severity) {
  switch (severity) {
  case diag::Severity::Error:
    return 1;
  case diag::Severity::Warning:
    return 2;
  case diag::Severity::Note:
    return 3;
  }
  return 1;
}

Json diagnosticOf(const Query &query, const diag::Diagnostic &diagnostic) {
  std::string slug(diag::slug(diagnostic.kind));
  std::string message = diagnostic.message;
  if (!diagnostic.hint.empty())
    message += "\n" + diagnostic.hint;
  source::Range range = diagnostic.range;
  if (range.begin == range.end && range.begin > 0)
    --range.begin; // what is missing is marked at what stands before it
  Json json = {{"range", query.range(range)},
               {"severity", severityOf(diagnostic.severity)},
               {"code", slug},
               {"source", "aslc"},
               {"message", message}};
  if (std::string docs = ASLC_DOCS_URL; !docs.empty())
    json["codeDescription"] = {{"href", docs + "/diagnostics/" + slug + ".md"}};
  Json related = Json::array();
  for (const diag::Label &label : diagnostic.labels)
    related.push_back({{"location", query.location(label.range)}, {"message", label.text}});
  if (!related.empty())
    json["relatedInformation"] = std::move(related);
  constexpr int unnecessary = 1;
  if (diagnostic.kind == diag::Kind::UnreachableState ||
      diagnostic.kind == diag::Kind::UnreadVariable)
    json["tags"] = Json::array({unnecessary});
  return json;
}

bool touches(source::Range a, source::Range b) { return a.begin <= b.end && b.begin <= a.end; }

/// A part of a text as a title shows it: in one line, and not all of a long one.
std::string shown(std::string_view text) {
  constexpr size_t most = 60;
  std::string result;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    bool isBlank = byte <= ' ' || byte == 0x7F;
    if (result.size() >= most && !asl::utf8::isContinuation(c))
      return "`" + result + "`...";
    if (!isBlank)
      result += c;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  if (result.ends_with(' '))
    result.pop_back();
  return "`" + result + "`";
}

std::string titleOf(const Query &query, const diag::Diagnostic &diagnostic) {
  const diag::Edit &edit = *diagnostic.edit;
  std::string_view before = query.snapshot.file().text(edit.range);
  if (edit.replacement.empty())
    return "Remove " + shown(before);
  if (before.empty())
    return "Insert " + shown(edit.replacement);
  return "Change " + shown(before) + " to " + shown(edit.replacement);
}

Json actionOf(const Query &query, const diag::Diagnostic &diagnostic) {
  const diag::Edit &edit = *diagnostic.edit;
  Json edits = Json::array({query.edit(edit.range, edit.replacement)});
  return {{"title", titleOf(query, diagnostic)},
          {"kind", "quickfix"},
          {"isPreferred", edit.applicability == diag::Applicability::MachineApplicable},
          {"diagnostics", Json::array({diagnosticOf(query, diagnostic)})},
          {"edit", {{"changes", {{query.snapshot.uri(), edits}}}}}};
}

} // namespace

Json diagnosticsOf(const Query &query, const DocumentAnalysis &analysis) {
  Json diagnostics = Json::array();
  for (const auto &engine : analysis.diagnostics)
    for (const diag::Diagnostic *diagnostic : diag::inOrder(*engine)) {
      if (diagnostics.size() == mostDiagnostics)
        return diagnostics;
      diagnostics.push_back(diagnosticOf(query, *diagnostic));
    }
  return diagnostics;
}

Json actionsIn(const Query &query, source::Range range, const DocumentAnalysis &analysis) {
  Json actions = Json::array();
  Json certain = Json::array();
  for (const auto &engine : analysis.diagnostics)
    for (const diag::Diagnostic *diagnostic : diag::inOrder(*engine))
      if (diagnostic->edit && touches(diagnostic->range, range))
        actions.push_back(actionOf(query, *diagnostic));
  for (const diag::Edit &edit : editsOf(analysis.diagnostics, Fixes::Certain))
    certain.push_back(query.edit(edit.range, edit.replacement));
  if (!certain.empty())
    actions.push_back({{"title", "Make all changes that are certain"},
                       {"kind", "source.fixAll.aslc"},
                       {"edit", {{"changes", {{query.snapshot.uri(), certain}}}}}});
  return actions;
}

Json formattingOf(const Query &query) {
  const Snapshot &snapshot = query.snapshot;
  Formatted formatted = format(snapshot.sharedFile(), snapshot.notation(), {});
  Json edits = Json::array();
  std::string_view before = snapshot.file().text(), after = formatted.text;
  if (formatted.broken || before == after)
    return edits;
  // Only what differs, in whole characters.
  size_t same = 0, least = std::min(before.size(), after.size());
  while (same < least && before[same] == after[same])
    ++same;
  while (same > 0 && ((same < before.size() && asl::utf8::isContinuation(before[same])) ||
                      (same < after.size() && asl::utf8::isContinuation(after[same]))))
    --same;
  size_t end = 0;
  while (end < least - same && before[before.size() - 1 - end] == after[after.size() - 1 - end])
    ++end;
  while (end > 0 && asl::utf8::isContinuation(before[before.size() - end]))
    --end;
  edits.push_back(
      query.edit({static_cast<uint32_t>(same), static_cast<uint32_t>(before.size() - end)},
                 std::string(after.substr(same, after.size() - end - same))));
  return edits;
}

} // namespace aslc::editor
