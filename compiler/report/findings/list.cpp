#include "compiler/report/findings/list.h"

#include "compiler/diag/order.h"
#include "compiler/report/findings/place.h"

#include <map>

namespace aslc::report {

std::string Finding::text() const {
  return diagnostic->hint.empty() ? diagnostic->message
                                  : diagnostic->message + "; " + diagnostic->hint;
}

std::vector<Finding> findingsOf(const Findings &file) {
  std::vector<Finding> result;
  if (!file.diagnostics)
    return result;
  std::map<std::string, size_t> seen;
  for (const diag::Diagnostic *diagnostic : diag::inOrder(*file.diagnostics)) {
    Finding finding;
    finding.file = &file;
    finding.diagnostic = diagnostic;
    finding.begin = file.diagnostics->file().lineColumn(diagnostic->range.begin);
    finding.end = file.diagnostics->file().lineColumn(diagnostic->range.end);
    if (file.tree)
      finding.pointer = pointerAt(*file.tree, diagnostic->range);
    std::string_view kind = diag::slug(diagnostic->kind);
    size_t number = seen[std::string(kind) + finding.pointer]++;
    finding.fingerprint = fingerprint(file.name, kind, finding.pointer, number);
    result.push_back(std::move(finding));
  }
  return result;
}

std::vector<Finding> findingsOf(std::span<const Findings> files) {
  std::vector<Finding> result;
  for (const Findings &file : files)
    for (Finding &finding : findingsOf(file))
      result.push_back(std::move(finding));
  return result;
}

} // namespace aslc::report
