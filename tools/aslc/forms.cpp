#include "tools/aslc/forms.h"

#include "tools/aslc/command/output.h"

#include <cstdio>
#include <iterator>

namespace aslc::tool {

namespace {

/// In the order of Forms::Format.
constexpr const char *names[] = {"text", "json", "sarif", "junit", "github", "codeclimate"};

} // namespace

void Forms::addOptions(CommandLine &line) {
  line.addChoice("--format", {std::begin(names), std::end(names)},
                 "how findings are given; may be repeated. text goes to\n"
                 "standard error (the default), all others to standard output",
                 [&](size_t index) { forms_.push_back({static_cast<Format>(index), ""}); });
  line.add({"--output", 'o', "FILE", "the file for the --format before it",
            [&](const std::string &path) -> Expected<void> {
              if (forms_.empty() || !forms_.back().output.empty())
                return Failure{"give `--output` after the `--format` that it belongs to"};
              forms_.back().output = path;
              return {};
            }});
}

Expected<void> Forms::complete(const DefinitionOptions &options,
                               std::span<const asl::FileUse> inputs) {
  if (forms_.empty())
    forms_.push_back({options.json ? Format::Json : Format::Text, ""});
  std::vector<asl::FileUse> outputs;
  for (const Form &form : forms_) {
    bool onError = form.kind == Format::Text && form.output.empty();
    if (!onError)
      outputs.push_back({"`--format " + std::string(names[static_cast<size_t>(form.kind)]) + "`",
                         form.output.empty() ? "-" : form.output});
  }
  return asl::checkOverwrites(inputs, outputs);
}

std::string Forms::render(Format kind, std::span<const report::Findings> files) {
  switch (kind) {
  case Format::Json:
    return report::renderJson(files);
  case Format::Sarif:
    return report::renderSarif(files);
  case Format::Junit:
    return report::renderJunit(files);
  case Format::Github:
    return report::renderGithub(files);
  case Format::CodeClimate:
    return report::renderCodeClimate(files);
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
