// From a path on the command line to a checked definition.
#include "tools/aslc/command/options.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace aslc::tool {

namespace {

using frontend::standardInput;

constexpr size_t largestInput = 64u << 20; ///< bytes

/// Appends all of `stream` to `text`, up to a little more than `most` bytes. Returns an error
/// message, or an empty text.
std::string readAll(std::FILE *stream, size_t most, std::string &text) {
  char buffer[1 << 16];
  while (size_t count = std::fread(buffer, 1, sizeof buffer, stream)) {
    text.append(buffer, count);
    if (text.size() > most)
      return "";
  }
  return std::ferror(stream) ? std::strerror(errno) : "";
}

/// The content of the file `path`, cut a little after `most` bytes. On failure null, with the
/// reason in `problem`.
std::shared_ptr<const source::File> readFile(const std::string &path, size_t most,
                                             std::string &problem) {
  bool isStandard = path == "-";
  std::string text;
  std::FILE *stream = isStandard ? stdin : std::fopen(path.c_str(), "rb");
  if (!stream) {
    problem = std::strerror(errno);
    return nullptr;
  }
  problem = readAll(stream, most, text);
  if (!isStandard)
    std::fclose(stream);
  if (!problem.empty())
    return nullptr;
  return std::make_shared<source::File>(isStandard ? standardInput : path, std::move(text));
}

std::shared_ptr<const source::File> unreadable(const std::string &path, const std::string &why) {
  std::string name = path == "-" ? standardInput : path;
  std::fputs(("aslc: cannot read `" + name + "`: " + why + "\n").c_str(), stderr);
  return nullptr;
}

std::string countOf(size_t count, const std::string &what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

} // namespace

std::shared_ptr<const source::File> readInput(const std::string &path) {
  std::string problem;
  std::shared_ptr<const source::File> file = readFile(path, largestInput, problem);
  if (file && file->text().size() > largestInput)
    return unreadable(path, "it is larger than 64 MiB");
  return file ? file : unreadable(path, problem);
}

std::shared_ptr<const source::File> readDefinition(const std::string &path, std::string *why) {
  std::string problem;
  std::shared_ptr<const source::File> file = readFile(path, source::maxBytes, problem);
  if (why)
    *why = problem;
  return file ? file : unreadable(path, problem);
}

std::optional<frontend::Definition> checkDefinition(const std::string &path,
                                                    const DefinitionOptions &options,
                                                    bool forCodegen, std::string *why) {
  std::shared_ptr<const source::File> file = readDefinition(path, why);
  if (!file)
    return std::nullopt;
  return frontend::check(std::move(file), options.reading, forCodegen);
}

void showReports(const std::vector<report::Findings> &files, const DefinitionOptions &options) {
  if (options.json) {
    std::fputs(report::renderJson(files).c_str(), options.jsonOnError ? stderr : stdout);
    return;
  }
  size_t errors = 0, warnings = 0;
  for (const report::Findings &file : files) {
    if (!file.diagnostics)
      continue;
    std::fputs(diag::renderText(*file.diagnostics, options.color).c_str(), stderr);
    diag::Counts counts = diag::count(*file.diagnostics);
    errors += counts.errors;
    warnings += counts.warnings;
  }
  std::string total = errors == 0 ? "" : countOf(errors, "error");
  if (warnings != 0)
    total += (total.empty() ? "" : " and ") + countOf(warnings, "warning");
  if (!total.empty())
    std::fputs((total + "\n").c_str(), stderr);
}

void showDiagnostics(const std::vector<std::shared_ptr<diag::Engine>> &engines,
                     const DefinitionOptions &options) {
  std::vector<report::Findings> files;
  for (const auto &engine : engines)
    files.push_back({engine->file().name(), engine.get(), nullptr, {}});
  showReports(files, options);
}

} // namespace aslc::tool
