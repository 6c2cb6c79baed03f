#include "tools/aslc/forms.h"

#include "compiler/report/html/html.h"
#include "tools/aslc/command/output.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>

namespace aslc::tool {

namespace {

/// In the order of Forms::Format.
constexpr const char *names[] = {"text",   "json",        "sarif", "junit",
                                 "github", "codeclimate", "html",  "validate"};

/// Where the pages of `docs` are: at an address that the build was given, or beside this program.
report::Producer producer() {
  report::Producer producer{ASLC_VERSION, ASLC_DOCS_URL};
  if (!producer.docs.empty())
    return producer;
  std::error_code failed;
  std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", failed);
  std::filesystem::path docs = self.parent_path().parent_path() / "share/doc/aslc/docs";
  if (!failed && std::filesystem::is_directory(docs, failed))
    producer.docs = report::uriOf(docs.string());
  return producer;
}

Expected<void> takeCount(size_t &count, const std::string &text) {
  if (auto taken = asl::takeNumber<size_t>(count, 0, 100)(text); !taken)
    return taken;
  count = count == 0 ? 100 : count; // as the service has it
  return {};
}

} // namespace

void Forms::addOptions(CommandLine &line) {
  line.addChoice("--format", {std::begin(names), std::end(names)},
                 "how findings are given; may be repeated. text goes to\n"
                 "standard error (the default), all others to standard output;\n"
                 "validate is the result of ValidateStateMachineDefinition",
                 [&](size_t index) { forms_.push_back({static_cast<Format>(index), ""}); });
  line.add({"--output", 'o', "FILE", "the file for the --format before it",
            [&](const std::string &path) -> Expected<void> {
              if (forms_.empty() || !forms_.back().output.empty())
                return Failure{"give `--output` after the `--format` that it belongs to"};
              forms_.back().output = path;
              return {};
            }});
  line.mayRepeat("--format");
  line.mayRepeat("--output");
  line.add({"--max-results", 0, "N", "how many findings `--format validate` gives (default: 100)",
            [&](const std::string &text) { return takeCount(mostResults_, text); }});
}

Expected<void> Forms::complete(const DefinitionOptions &options, std::vector<asl::FileUse> inputs,
                               const std::string &baseline) {
  if (forms_.empty())
    forms_.push_back({options.json ? Format::Json : Format::Text, ""});
  bool inFiles = std::none_of(forms_.begin(), forms_.end(), [](const Form &form) {
    return form.kind == Format::Text || form.output.empty() || form.output == "-";
  });
  if (inFiles)
    forms_.push_back({Format::Text, ""});
  std::vector<asl::FileUse> outputs;
  for (const Form &form : forms_) {
    bool onError = form.kind == Format::Text && form.output.empty();
    if (!onError)
      outputs.push_back({"`--format " + std::string(names[static_cast<size_t>(form.kind)]) + "`",
                         form.output.empty() ? "-" : form.output});
  }
  if (!baseline.empty())
    outputs.push_back({"`--write-baseline`", baseline});
  return asl::checkOverwrites(inputs, outputs);
}

bool Forms::needMachines() const {
  return std::any_of(forms_.begin(), forms_.end(),
                     [](const Form &form) { return form.kind == Format::Html; });
}

bool Forms::needTrees() const {
  return std::any_of(forms_.begin(), forms_.end(),
                     [](const Form &form) { return form.kind != Format::Text; });
}

std::string Forms::render(Format kind, std::span<const report::Findings> files) const {
  switch (kind) {
  case Format::Json:
    return report::renderJson(files);
  case Format::Sarif:
    return report::renderSarif(files, producer());
  case Format::Junit:
    return report::renderJunit(files, failOn);
  case Format::Github:
    return report::renderGithub(files);
  case Format::CodeClimate:
    return report::renderCodeClimate(files);
  case Format::Html:
    return report::renderHtml(files, producer());
  case Format::Validate:
    return report::renderValidation(files, withWarnings, mostResults_);
  case Format::Text:
    break;
  }
  std::string text;
  for (const report::Findings &file : files)
    if (file.diagnostics)
      text += diag::renderText(*file.diagnostics, false);
  return text;
}

int Forms::write(std::span<const report::Findings> files, const DefinitionOptions &options) const {
  int status = exitClean;
  for (const Form &form : forms_) {
    if (form.kind == Format::Text && form.output.empty()) {
      DefinitionOptions shown = options;
      shown.json = false;
      showReports({files.begin(), files.end()}, shown);
      continue;
    }
    std::string text = render(form.kind, files);
    if (form.output.empty())
      std::fputs(text.c_str(), stdout);
    else if (int failed = writeOutput("check", form.output, text); failed != exitClean)
      status = failed;
  }
  return status;
}

} // namespace aslc::tool
