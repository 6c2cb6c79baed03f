#include "tools/aslc/check_files.h"

#include "compiler/analysis/analyze.h"
#include "tools/aslc/check_properties.h"
#include "tools/aslc/command/search.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <thread>

namespace aslc::tool {

namespace {

/// Frees the parts of a result that no report needs, so that the next files can use the memory.
void release(CheckedFile &result, KeptParts kept) {
  if (!kept.trees || result.isClean())
    result.tree = nullptr;
  if (result.isClean())
    result.diagnostics = std::make_shared<diag::Engine>(
        std::make_shared<source::File>(result.diagnostics->file().name(), ""));
}

std::vector<CheckedFile> checkFile(const std::string &path, const DefinitionOptions &options,
                                   const PropertyFiles &properties, KeptParts kept,
                                   const std::function<void(CheckedFile &)> &judge) {
  DefinitionOptions own = options;
  own.reading.properties = properties.of(path);
  std::string problem, shown = path == "-" ? frontend::standardInput : path;
  auto definitions = checkDefinitions(path, own, /*forCodegen=*/false, problem);
  std::vector<CheckedFile> results;
  if (definitions.empty()) {
    results.emplace_back().path = shown;
    results[0].problem = problem;
  }
  for (frontend::Definition &definition : definitions) {
    CheckedFile &result = results.emplace_back();
    result.given = shown;
    result.path = definition.diagnostics->file().name();
    result.machineName = definition.name;
    result.diagnostics = definition.diagnostics;
    result.tree = definition.tree;
    judge(result);
    if (!kept.machines)
      release(result, kept);
    if (!kept.machines && own.reading.properties.empty())
      continue;
    result.machine = std::move(definition.machine);
    if (kept.machines && definition.isSound)
      result.bounds = analysis::bounds::boundsOf(
          *result.machine, analysis::dataOf(*result.machine, {.inputSchema = schemaOf(options)}),
          {});
  }
  return results;
}

} // namespace

std::string settingsBeside(const std::string &path) {
  return path.substr(0, path.rfind('/') + 1) + "aslc.yaml";
}

report::Findings CheckedFile::findings() const {
  return {path,    diagnostics.get(),          tree.get(), problem, machine ? &*machine : nullptr,
          allowed, bounds ? &*bounds : nullptr};
}

void expandOperand(const std::string &operand, const DefinitionOptions &options,
                   std::vector<std::string> &paths, std::vector<CheckedFile> &results) {
  std::error_code ignored;
  if (operand == "-" || !std::filesystem::is_directory(operand, ignored)) {
    paths.push_back(operand);
    return;
  }
  std::string problem;
  std::vector<std::string> found = findDefinitions(operand, options, problem);
  paths.insert(paths.end(), found.begin(), found.end());
  if (problem.empty() && found.empty())
    problem = "it holds " + describeEmpty(operand, options);
  if (problem.empty())
    return;
  std::fputs(("aslc: cannot search `" + operand + "`: " + problem + "\n").c_str(), stderr);
  CheckedFile result;
  result.path = operand;
  result.problem = problem;
  results.push_back(std::move(result));
}

void checkFiles(const std::vector<std::string> &paths, const DefinitionOptions &options,
                const PropertyFiles &properties, size_t jobs, KeptParts kept,
                const std::function<void(CheckedFile &)> &judge,
                std::vector<CheckedFile> &results) {
  std::vector<std::vector<CheckedFile>> found(paths.size());
  std::atomic<size_t> next = 0;
  auto work = [&] {
    for (size_t i = next++; i < paths.size(); i = next++)
      found[i] = checkFile(paths[i], options, properties, kept, judge);
  };
  // This thread is one of them, so that a single file starts none.
  std::vector<std::thread> others;
  for (size_t i = 1; i < std::min(jobs, paths.size()); ++i)
    others.emplace_back(work);
  work();
  for (std::thread &thread : others)
    thread.join();
  results.reserve(results.size() + found.size()); // only templates have more than one
  for (std::vector<CheckedFile> &files : found)
    for (CheckedFile &file : files) {
      if (!file.diagnostics)
        std::fputs(("aslc: cannot read `" + file.path + "`: " + file.problem + "\n").c_str(),
                   stderr);
      results.push_back(std::move(file));
    }
}

} // namespace aslc::tool
