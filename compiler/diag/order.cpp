// Sorting diagnostics for showing.
#include "compiler/diag/order.h"

#include <algorithm>

namespace aslc::diag {

std::vector<const Diagnostic *> inOrder(const Engine &engine) {
  std::vector<const Diagnostic *> result;
  for (const Diagnostic &diagnostic : engine.all())
    result.push_back(&diagnostic);
  std::sort(result.begin(), result.end(), [](const Diagnostic *a, const Diagnostic *b) {
    return a->range.begin != b->range.begin ? a->range.begin < b->range.begin : a < b;
  });
  auto equal = [](const Diagnostic *a, const Diagnostic *b) {
    return a->kind == b->kind && a->range == b->range && a->message == b->message;
  };
  result.erase(std::unique(result.begin(), result.end(), equal), result.end());
  return result;
}

Counts count(const Engine &engine) {
  Counts counts;
  for (const Diagnostic *diagnostic : inOrder(engine)) {
    counts.errors += diagnostic->severity == Severity::Error;
    counts.warnings += diagnostic->severity == Severity::Warning;
  }
  return counts;
}

std::string_view severityName(Severity severity) {
  switch (severity) {
  case Severity::Error:
    return "error";
  case Severity::Warning:
    return "warning";
  case Severity::Note:
    return "note";
  }
  return "";
}

} // namespace aslc::diag
