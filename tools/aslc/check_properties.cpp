// The properties that `aslc check` is given: in an `aslc.yaml` beside definitions, and in the files
// of `--properties`.
#include "tools/aslc/check_properties.h"

#include "runtime/support/file.h"

#include <filesystem>

namespace aslc::tool {

namespace {

namespace fs = std::filesystem;
using analysis::properties::GivenProperty;
using analysis::properties::PropertyFile;

constexpr size_t largestFile = 64u << 20; ///< bytes

} // namespace

void PropertyFiles::add(std::shared_ptr<const source::File> file) {
  given_.push_back(std::make_unique<PropertyFile>(std::move(file), /*judgesSyntax=*/true));
}

void PropertyFiles::findBeside(const std::vector<std::string> &paths) {
  for (const std::string &path : paths) {
    if (path == "-")
      continue;
    std::string name = settingsBeside(path);
    auto [entry, isNew] = beside_.try_emplace(name);
    std::error_code ignored;
    if (isNew && fs::is_regular_file(name, ignored))
      if (auto text = asl::readFile(name, largestFile);
          text && text->find("properties") != text->npos)
        entry->second = std::make_unique<PropertyFile>(
            std::make_shared<source::File>(name, *std::move(text)), /*judgesSyntax=*/false);
  }
}

std::vector<PropertyFile *> PropertyFiles::filesOf(const std::string &path) const {
  std::vector<PropertyFile *> files;
  for (const auto &file : given_)
    files.push_back(file.get());
  if (auto beside = beside_.find(settingsBeside(path)); beside != beside_.end() && beside->second)
    files.push_back(beside->second.get());
  return files;
}

std::vector<GivenProperty> PropertyFiles::of(const std::string &path) const {
  std::vector<GivenProperty> found;
  for (PropertyFile *file : filesOf(path))
    for (GivenProperty &each : file->of(fs::path(path).filename().string()))
      found.push_back(std::move(each));
  return found;
}

void PropertyFiles::report(std::vector<CheckedFile> &results) {
  for (const CheckedFile &result : results)
    if (result.machine)
      for (PropertyFile *file : filesOf(result.path))
        file->reportUnknown(fs::path(result.path).filename().string(), *result.machine);
  auto addTo = [&](PropertyFile &file) {
    if (file.diagnostics().all().empty())
      return;
    CheckedFile result;
    result.path = file.diagnostics().file().name();
    result.diagnostics = std::make_shared<diag::Engine>(std::move(file.diagnostics()));
    results.push_back(std::move(result));
  };
  for (const auto &file : given_)
    addTo(*file);
  for (const auto &[name, file] : beside_)
    if (file)
      addTo(*file);
}

} // namespace aslc::tool
