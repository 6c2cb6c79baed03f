#include "tools/aslc/check_fix.h"

#include "compiler/editor/fix/fix.h"
#include "runtime/support/output_file.h"

namespace aslc::tool {

Expected<std::map<std::string, size_t>> fixFiles(const std::vector<CheckedFile> &results,
                                                 bool likely) {
  std::map<std::string, size_t> counts;
  for (const CheckedFile &result : results) {
    // A file that was given twice is changed once.
    if (!result.diagnostics || !result.tree || !result.machineName.empty() ||
        counts.contains(result.path))
      continue;
    const source::File &file = result.diagnostics->file();
    std::vector<diag::Edit> edits = editor::editsOf(
        *result.diagnostics, likely ? editor::Fixes::Likely : editor::Fixes::Certain);
    if (edits.empty())
      continue;
    Expected<void> written = asl::writeFile(result.path, editor::applyEdits(file.text(), edits));
    if (!written)
      return Failure{"cannot write `" + result.path + "`: " + written.error()};
    counts.emplace(result.path, edits.size());
  }
  return counts;
}

} // namespace aslc::tool
