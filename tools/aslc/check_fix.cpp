#include "tools/aslc/check_fix.h"

#include "compiler/editor/fix/fix.h"
#include "runtime/support/output_file.h"

namespace aslc::tool {

Expected<std::map<std::string, size_t>> fixFiles(const std::vector<CheckedFile> &results,
                                                 bool likely) {
  // The machines of a template have one file; a file that was given twice is changed once.
  std::map<std::string, std::vector<std::shared_ptr<const diag::Engine>>> files;
  for (const CheckedFile &result : results) {
    bool isOwn = result.diagnostics && result.diagnostics->file().name() == result.path;
    if (!isOwn || !result.tree)
      continue;
    auto &engines = files[result.path];
    if (engines.empty() || !result.machineName.empty())
      engines.push_back(result.diagnostics);
  }
  std::map<std::string, size_t> counts;
  for (const auto &[path, engines] : files) {
    std::vector<diag::Edit> edits =
        editor::editsOf(engines, likely ? editor::Fixes::Likely : editor::Fixes::Certain);
    if (edits.empty())
      continue;
    counts.emplace(path, edits.size());
    Expected<void> written =
        asl::writeFile(path, editor::applyEdits(engines[0]->file().text(), edits));
    if (!written)
      return Failure{"cannot write `" + path + "`: " + written.error()};
  }
  return counts;
}

} // namespace aslc::tool
