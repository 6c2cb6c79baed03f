// What `aslc check` takes out of the findings: what is allowed, and what an earlier run had.
#include "compiler/report/accept/allowed.h"
#include "compiler/report/accept/baseline.h"
#include "runtime/support/file.h"
#include "tools/aslc/check_files.h"
#include "tools/aslc/command/output.h"

#include <cstdio>
#include <filesystem>

namespace aslc::tool {

namespace {

namespace fs = std::filesystem;

constexpr size_t largestFile = 64u << 20; ///< bytes

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

AllowedFindings::AllowedFindings(IsShown isShown) : isShown_(std::move(isShown)) {}
AllowedFindings::~AllowedFindings() = default;

/// That of the folder of `path`, which is read once, or null.
report::AllowFile *AllowedFindings::fileBeside(const std::string &path) {
  std::string name = settingsBeside(path);
  auto [entry, isNew] = files_.try_emplace(name);
  std::error_code ignored;
  if (isNew && fs::is_regular_file(name, ignored))
    if (auto text = asl::readFile(name, largestFile))
      entry->second = std::make_unique<report::AllowFile>(
          std::make_shared<source::File>(name, *std::move(text)));
  return entry->second.get();
}

void AllowedFindings::removeFrom(CheckedFile &file) {
  bool isRead = file.tree && file.tree->root;
  if (!isRead && !file.isClean())
    return;
  if (isRead)
    file.allowed += report::applyDirectives(*file.tree, *file.diagnostics, isShown_);
  if (file.path == frontend::standardInput)
    return;
  std::lock_guard lock(mutex_);
  if (report::AllowFile *allow = fileBeside(file.path))
    file.allowed +=
        allow->apply(fs::path(file.path).filename().string(), file.tree.get(), *file.diagnostics);
}

void AllowedFindings::report(std::vector<CheckedFile> &files) {
  for (auto &[name, file] : files_) {
    if (!file)
      continue;
    file->reportUnused(isShown_);
    if (file->diagnostics().all().empty())
      continue;
    CheckedFile result;
    result.path = name;
    result.diagnostics = std::make_shared<diag::Engine>(std::move(file->diagnostics()));
    files.push_back(std::move(result));
  }
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
