// What `aslc check` takes out of the findings: what is allowed, and what an earlier run had.
#include "compiler/report/accept/allowed.h"
#include "compiler/report/accept/baseline.h"
#include "runtime/support/file.h"
#include "tools/aslc/check_files.h"
#include "tools/aslc/command/output.h"

#include <cstdio>
#include <filesystem>
#include <map>

namespace aslc::tool {

namespace {

namespace fs = std::filesystem;

constexpr size_t largestFile = 64u << 20; ///< bytes

/// The `aslc.yaml` of each folder, read once.
class AllowFiles {
public:
  /// That of the folder of `path`, or null.
  report::AllowFile *of(const std::string &path) {
    std::string name = settingsBeside(path);
    auto [entry, isNew] = files_.try_emplace(name);
    std::error_code ignored;
    if (isNew && fs::is_regular_file(name, ignored))
      if (auto text = asl::readFile(name, largestFile))
        entry->second = std::make_unique<report::AllowFile>(
            std::make_shared<source::File>(name, *std::move(text)));
    return entry->second.get();
  }

  /// Adds those with which something is wrong to `results`.
  void report(const std::function<bool(diag::Kind)> &isShown, std::vector<CheckedFile> &results) {
    for (auto &[name, file] : files_) {
      if (!file)
        continue;
      file->reportUnused(isShown);
      if (file->diagnostics().all().empty())
        continue;
      CheckedFile result;
      result.path = name;
      result.diagnostics = std::make_shared<diag::Engine>(std::move(file->diagnostics()));
      results.push_back(std::move(result));
    }
  }

private:
  std::map<std::string, std::unique_ptr<report::AllowFile>> files_;
};

/// The name of a definition in the baseline `baseline`: its path from there.
std::string nameIn(const std::string &baseline, const std::string &path) {
  if (path == frontend::standardInput)
    return path;
  std::error_code failed;
  fs::path from = fs::absolute(baseline, failed).parent_path();
  fs::path name =
      fs::absolute(path, failed).lexically_normal().lexically_relative(from.lexically_normal());
  return failed || name.empty() ? path : name.generic_string();
}

} // namespace

void applyAllowed(std::vector<CheckedFile> &files, const std::function<bool(diag::Kind)> &isShown) {
  AllowFiles allowFiles;
  for (CheckedFile &file : files) {
    bool isRead = file.tree && file.tree->root;
    if (!isRead && !file.isClean())
      continue;
    if (isRead)
      file.allowed += report::applyDirectives(*file.tree, *file.diagnostics, isShown);
    if (file.path == frontend::standardInput)
      continue;
    if (report::AllowFile *allow = allowFiles.of(file.path))
      file.allowed +=
          allow->apply(fs::path(file.path).filename().string(), file.tree.get(), *file.diagnostics);
  }
  allowFiles.report(isShown, files);
}

Expected<void> applyBaseline(std::vector<CheckedFile> &files, const std::string &path) {
  Expected<std::string> text = asl::readFile(path, largestFile);
  if (!text)
    return Failure{"cannot read `" + path + "`: " + text.error()};
  Expected<report::Baseline> baseline = report::Baseline::read(*text);
  if (!baseline)
    return Failure{"cannot use `" + path + "`: " + baseline.error()};
  for (CheckedFile &file : files)
    if (file.tree)
      file.allowed += baseline->take(nameIn(path, file.path), *file.tree, *file.diagnostics);
  if (size_t gone = baseline->size(); gone != 0)
    std::fputs(("aslc: " + std::to_string(gone) + (gone == 1 ? " finding" : " findings") + " of `" +
                path + "` did not occur; write it again with --write-baseline\n")
                   .c_str(),
               stderr);
  return {};
}

int writeBaseline(const std::vector<CheckedFile> &files, const std::string &path) {
  report::Baseline baseline;
  for (const CheckedFile &file : files)
    if (file.tree)
      baseline.add(nameIn(path, file.path), *file.tree, *file.diagnostics);
  return writeOutput("check", path, baseline.text());
}

} // namespace aslc::tool
