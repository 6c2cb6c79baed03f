#include "compiler/report/findings/list.h"

#include "compiler/diag/order.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace aslc::report {

bool fails(diag::Severity severity, FailOn failOn) {
  return failOn != FailOn::Never &&
         (severity == diag::Severity::Error ||
          (severity == diag::Severity::Warning && failOn == FailOn::Warning));
}

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
      finding.steps = stepsTo(*file.tree, diagnostic->range);
    std::string_view kind = diag::slug(diagnostic->kind);
    size_t number = seen[fingerprint(file.name, kind, finding.steps, 0)]++;
    finding.fingerprint = fingerprint(file.name, kind, finding.steps, number);
    result.push_back(std::move(finding));
  }
  return result;
}

void errorsFirst(std::vector<Finding> &findings) {
  auto isError = [](const Finding &finding) {
    return finding.diagnostic->severity == diag::Severity::Error;
  };
  std::vector<Finding> sorted;
  sorted.reserve(findings.size());
  std::copy_if(findings.begin(), findings.end(), std::back_inserter(sorted), isError);
  std::remove_copy_if(findings.begin(), findings.end(), std::back_inserter(sorted), isError);
  findings = std::move(sorted);
}

std::vector<Finding> findingsOf(std::span<const Findings> files) {
  std::vector<Finding> result;
  for (const Findings &file : files)
    for (Finding &finding : findingsOf(file))
      result.push_back(std::move(finding));
  return result;
}

} // namespace aslc::report
