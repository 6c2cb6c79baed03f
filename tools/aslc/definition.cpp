// From a path on the command line to a checked definition.
#include "compiler/sema/check.h"
#include "tools/aslc/options.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace aslc::tool {

namespace {

constexpr const char *standardInput = "<stdin>"; ///< what messages call it
constexpr size_t largestInput =
    64u << 20; ///< bytes; a definition may have 1 MiB, so this is no definition

std::shared_ptr<const source::File> unreadable(const std::string &name, std::string_view why) {
  std::string text = "aslc: cannot read `" + name + "`: " + std::string(why) + "\n";
  std::fputs(text.c_str(), stderr);
  return nullptr;
}

/// Appends all of `stream` to `text`; returns what went wrong, or nothing.
std::string readAll(std::FILE *stream, std::string &text) {
  char buffer[1 << 16];
  while (size_t count = std::fread(buffer, 1, sizeof buffer, stream)) {
    text.append(buffer, count);
    if (text.size() > largestInput)
      return "it is larger than 64 MiB";
  }
  return std::ferror(stream) ? std::strerror(errno) : "";
}

/// By the name of the file; standard input has none, and is YAML when it does not begin like JSON.
source::Notation notationOf(const source::File &file) {
  if (file.name() != standardInput)
    return source::notationOf(file.name());
  size_t begin = file.text().find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  bool json = begin == std::string_view::npos || file.text()[begin] == '{';
  return json ? source::Notation::Json : source::Notation::Yaml;
}

std::string countOf(size_t count, const std::string &what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

} // namespace

std::shared_ptr<const source::File> readInput(const std::string &path) {
  std::string text;
  if (path == "-") {
    std::string problem = readAll(stdin, text);
    if (!problem.empty())
      return unreadable(standardInput, problem);
    return std::make_shared<source::File>(standardInput, std::move(text));
  }
  std::FILE *stream = std::fopen(path.c_str(), "rb");
  if (!stream)
    return unreadable(path, std::strerror(errno));
  std::string problem = readAll(stream, text);
  std::fclose(stream);
  if (!problem.empty())
    return unreadable(path, problem);
  return std::make_shared<source::File>(path, std::move(text));
}

Definition understand(std::shared_ptr<const source::File> file, const DefinitionOptions &options,
                      bool forCodegen) {
  Definition result;
  result.diagnostics = std::make_shared<diag::Engine>(file);
  source::Notation notation = options.notation.value_or(notationOf(*file));
  result.tree =
      std::make_shared<source::Tree>(source::read(std::move(file), notation, options.definitions));
  result.machine = parse::parseMachine(result.tree, *result.diagnostics);
  if (!result.machine)
    return result;
  result.machine->express = options.type == parse::MachineType::Express;
  sema::check(*result.machine, {options.type, forCodegen}, *result.diagnostics);
  return result;
}

void showDiagnostics(const std::vector<std::shared_ptr<diag::Engine>> &engines,
                     const DefinitionOptions &options) {
  if (options.json) {
    std::vector<const diag::Engine *> all;
    for (const auto &engine : engines)
      all.push_back(engine.get());
    std::fputs(diag::renderJson(all).c_str(), stdout);
    return;
  }
  size_t errors = 0, warnings = 0;
  for (const auto &engine : engines) {
    std::fputs(diag::renderText(*engine, options.color).c_str(), stderr);
    diag::Counts counts = diag::count(*engine);
    errors += counts.errors;
    warnings += counts.warnings;
  }
  std::string total = errors == 0 ? "" : countOf(errors, "error");
  if (warnings != 0)
    total += (total.empty() ? "" : " and ") + countOf(warnings, "warning");
  if (!total.empty())
    std::fputs((total + "\n").c_str(), stderr);
}

} // namespace aslc::tool
