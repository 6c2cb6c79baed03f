#include "tools/aslc/check_files.h"

#include "compiler/analysis/analyze.h"
#include "tools/aslc/check_properties.h"
#include "tools/aslc/search.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <thread>

namespace aslc::tool {

namespace {

CheckedFile checkFile(const std::string &path, const DefinitionOptions &options,
                      const PropertyFiles &properties, bool keepMachine) {
  CheckedFile result;
  DefinitionOptions own = options;
  own.reading.properties = properties.of(path);
  auto definition = checkDefinition(path, own, /*forCodegen=*/false, &result.problem);
  result.path = path == "-" ? frontend::standardInput : path;
  if (!definition)
    return result;
  result.diagnostics = definition->diagnostics;
  result.tree = definition->tree;
  if (!keepMachine && own.reading.properties.empty())
    return result;
  result.machine = std::move(definition->machine);
  if (keepMachine && definition->isSound)
    result.bounds = analysis::bounds::boundsOf(
        *result.machine, analysis::dataOf(*result.machine, {.inputSchema = schemaOf(options)}), {});
  return result;
}

} // namespace

report::Findings CheckedFile::findings() const {
  return {path,    diagnostics.get(),          tree.get(), problem, machine ? &*machine : nullptr,
          allowed, bounds ? &*bounds : nullptr};
}

void expandOperand(const std::string &operand, std::vector<std::string> &paths,
                   std::vector<CheckedFile> &results) {
  std::error_code ignored;
  if (operand == "-" || !std::filesystem::is_directory(operand, ignored)) {
    paths.push_back(operand);
    return;
  }
  std::string problem;
  std::vector<std::string> found = findDefinitions(operand, problem);
  paths.insert(paths.end(), found.begin(), found.end());
  if (problem.empty() && found.empty())
    problem = "it holds no *.asl.json, *.asl.jsonc, *.asl.yaml or *.asl.yml";
  if (problem.empty())
    return;
  std::fputs(("aslc: cannot search `" + operand + "`: " + problem + "\n").c_str(), stderr);
  CheckedFile result;
  result.path = operand;
  result.problem = problem;
  results.push_back(std::move(result));
}

std::vector<CheckedFile> checkFiles(const std::vector<std::string> &paths,
                                    const DefinitionOptions &options,
                                    const PropertyFiles &properties, size_t jobs,
                                    bool keepMachines) {
  std::vector<CheckedFile> results(paths.size());
  std::atomic<size_t> next = 0;
  auto work = [&] {
    for (size_t i = next++; i < paths.size(); i = next++)
      results[i] = checkFile(paths[i], options, properties, keepMachines);
  };
  // This thread is one of them, so that a single file starts none.
  std::vector<std::thread> others;
  for (size_t i = 1; i < std::min(jobs, paths.size()); ++i)
    others.emplace_back(work);
  work();
  for (std::thread &thread : others)
    thread.join();
  for (const CheckedFile &file : results)
    if (!file.diagnostics)
      std::fputs(("aslc: cannot read `" + file.path + "`: " + file.problem + "\n").c_str(), stderr);
  return results;
}

} // namespace aslc::tool
