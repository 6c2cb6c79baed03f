// From a path on the command line to a checked definition.
#include "runtime/support/file.h"
#include "tools/aslc/command/options.h"

#include <cstdio>
#include <set>

namespace aslc::tool {

namespace {

using frontend::standardInput;

constexpr size_t largestInput = 64u << 20; ///< bytes

/// The file of `path` with `text`.
std::shared_ptr<const source::File> fileOf(const std::string &path, std::string text) {
  return std::make_shared<source::File>(path == "-" ? standardInput : path, std::move(text));
}

/// Says so, unless the caller does.
std::shared_ptr<const source::File> unreadable(const std::string &path, const std::string &why,
                                               bool silent = false) {
  std::string name = path == "-" ? standardInput : path;
  if (silent)
    return nullptr;
  std::fputs(("aslc: cannot read `" + name + "`: " + why + "\n").c_str(), stderr);
  return nullptr;
}

std::string countOf(size_t count, const std::string &what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// The last line of a report. Of several files it is always there, of one only with findings.
std::string totalOf(size_t files, size_t errors, size_t warnings, size_t allowed) {
  std::string total;
  if (files > 1) {
    total = countOf(files, "file") + ": " + countOf(errors, "error") + ", " +
            countOf(warnings, "warning");
  } else {
    total = errors == 0 ? "" : countOf(errors, "error");
    if (warnings != 0)
      total += (total.empty() ? "" : " and ") + countOf(warnings, "warning");
  }
  if (allowed != 0)
    total += (total.empty() ? "" : " ") + ("(" + std::to_string(allowed) + " allowed)");
  return total;
}

} // namespace

std::shared_ptr<const source::File> readInput(const std::string &path, std::string *why) {
  asl::Expected<std::string> text = asl::readFile(path, largestInput);
  if (text)
    return fileOf(path, *std::move(text));
  if (why)
    *why = text.error();
  return unreadable(path, text.error(), why != nullptr);
}

std::shared_ptr<const source::File> readDefinition(const std::string &path, std::string *why) {
  asl::Expected<std::string> text = asl::readFilePrefix(path, source::maxBytes);
  // The output of `terraform show` may be larger than a definition.
  if (text && text->size() > source::maxBytes && text->find("format_version") != text->npos)
    text = asl::readFile(path, largestInput);
  if (why)
    *why = text.error();
  return text ? fileOf(path, *std::move(text)) : unreadable(path, text.error(), why != nullptr);
}

void showReports(const std::vector<report::Findings> &files, const DefinitionOptions &options) {
  if (options.json) {
    std::fputs(report::renderJson(files).c_str(), options.jsonOnError ? stderr : stdout);
    return;
  }
  constexpr size_t block = size_t(64) << 10; // standard error has no buffer of its own
  std::string text;
  size_t errors = 0, warnings = 0, allowed = 0;
  std::set<std::string_view> names; // the machines of a template have one file
  for (const report::Findings &file : files) {
    names.insert(file.name);
    allowed += file.allowed;
    if (!file.diagnostics)
      continue;
    text += diag::renderText(*file.diagnostics, options.color);
    if (text.size() >= block) {
      std::fputs(text.c_str(), stderr);
      text.clear();
    }
    diag::Counts counts = diag::count(*file.diagnostics);
    errors += counts.errors;
    warnings += counts.warnings;
  }
  if (std::string total = totalOf(names.size(), errors, warnings, allowed); !total.empty())
    text += total + "\n";
  std::fputs(text.c_str(), stderr);
}

void showDiagnostics(const std::vector<std::shared_ptr<diag::Engine>> &engines,
                     const DefinitionOptions &options) {
  std::vector<report::Findings> files;
  for (const auto &engine : engines)
    files.push_back({engine->file().name(), engine.get(), nullptr, {}});
  showReports(files, options);
}

} // namespace aslc::tool
