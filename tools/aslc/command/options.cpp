// Options of reading: placeholders, notation, machine type, how diagnostics are shown.
#include "tools/aslc/command/options.h"

#include "compiler/analysis/shape/schema_check.h"
#include "compiler/diag/faults.h"
#include "runtime/support/utf8.h"
#include "tools/aslc/command/sample_schema.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace aslc::tool {

namespace {

/// Adds the value of `NAME=VALUE` to `values`.
Expected<void> takeValue(project::Texts &values, const std::string &text) {
  size_t equals = text.find('=');
  if (equals == 0 || equals == text.npos)
    return Failure{"expected NAME=VALUE, found `" + text + "`"};
  if (!asl::utf8::isValid(text))
    return Failure{"the value is not valid UTF-8"};
  values[text.substr(0, equals)] = text.substr(equals + 1);
  return {};
}

/// The value in a file that an option names; `${Name}` in it is plain text.
Expected<std::shared_ptr<const source::Tree>> readValue(const std::string &path) {
  std::string why;
  std::shared_ptr<const source::File> file = readInput(path, &why);
  if (!file)
    return Failure{"cannot read `" + path + "`: " + why};
  source::Definitions verbatim;
  verbatim.allowUndefined = true;
  auto tree = std::make_shared<const source::Tree>(
      source::read(file, source::notationOf(file->name()), verbatim));
  diag::Engine engine(file);
  diag::reportFaults(*tree, engine);
  if (engine.hasErrors() || !tree->root)
    return Failure{"`" + path + "` cannot be read\n" + diag::renderText(engine, false)};
  return tree;
}

Expected<void> takeDefines(source::Definitions &definitions, const std::string &path) {
  auto tree = readValue(path);
  if (!tree)
    return tree.failure();
  const source::Node &root = *(*tree)->root;
  if (!root.is(source::Node::Kind::Object))
    return Failure{"`" + path + "` holds no object of names and values"};
  for (const source::Member &member : root.members) {
    bool isText = member.value->is(source::Node::Kind::String);
    definitions.values[member.key] = isText ? member.value->text : source::toJson(*member.value);
  }
  return {};
}

bool colorsByDefault() {
  const char *noColor = std::getenv("NO_COLOR");
  const char *terminal = std::getenv("TERM");
  bool dumb = terminal && std::string_view(terminal) == "dumb";
  return isatty(STDERR_FILENO) != 0 && !(noColor && *noColor) && !dumb;
}

using Samples = std::vector<std::shared_ptr<const source::Tree>>;

Failure bothGiven() { return {"`--input-schema` and `--sample-input` cannot both be given"}; }

Expected<void> takeSchema(DefinitionOptions &options, const Samples &samples,
                          const std::string &path) {
  auto tree = readValue(path);
  if (!tree)
    return tree.failure();
  const source::Node &root = *(*tree)->root;
  if (!root.is(source::Node::Kind::Object) && !root.is(source::Node::Kind::Boolean))
    return Failure{"`" + path +
                   "` is not a JSON Schema: it should be an object, or `true`, in JSON or YAML"};
  if (root.is(source::Node::Kind::Boolean) && !root.boolean)
    return Failure{"`" + path + "` is the JSON Schema `false`, which accepts no input"};
  if (!samples.empty())
    return bothGiven();
  bool isWrong = false;
  for (const analysis::SchemaProblem &problem : analysis::checkSchema(root)) {
    std::fputs(((*tree)->file->placeText(problem.range.begin) +
                (problem.isError ? ": error: " : ": warning: ") + problem.message + "\n")
                   .c_str(),
               stderr);
    isWrong |= problem.isError;
  }
  if (isWrong)
    return Failure{"`" + path + "` is not a JSON Schema of 2020-12"};
  options.reading.inputSchema = *tree;
  return {};
}

/// Adds a sample, and makes the schema of all of them.
Expected<void> takeSample(DefinitionOptions &options, Samples &samples, const std::string &path) {
  auto tree = readValue(path);
  if (!tree)
    return tree.failure();
  if (options.reading.inputSchema && samples.empty())
    return bothGiven();
  samples.push_back(*tree);
  std::vector<const source::Node *> roots;
  for (const auto &sample : samples)
    roots.push_back(sample->root);
  auto file = std::make_shared<const source::File>("<samples>", schemaOfSamples(roots));
  options.reading.inputSchema =
      std::make_shared<const source::Tree>(source::read(file, source::Notation::Json));
  return {};
}

} // namespace

void addInputSchema(CommandLine &line, DefinitionOptions &options) {
  auto samples = std::make_shared<Samples>();
  line.add({"--input-schema", 0, "FILE",
            "the JSON Schema of the input: what it says is taken as known",
            [&options, samples](const std::string &path) {
              return takeSchema(options, *samples, path);
            }});
  line.add({"--sample-input", 0, "FILE",
            "an input, instead of a schema: inputs have the types and members of the samples;\n"
            "may be repeated",
            [&options, samples](const std::string &path) {
              return takeSample(options, *samples, path);
            }});
  line.mayRepeat("--sample-input");
}

const source::Node *schemaOf(const DefinitionOptions &options) {
  return options.reading.inputSchema ? options.reading.inputSchema->root : nullptr;
}

void addTemplateOptions(CommandLine &line, DefinitionOptions &options) {
  line.addText("--machine", 0, "NAME",
               "which state machine of a template of SAM, CloudFormation, CDK,\n"
               "Serverless Framework or Terraform",
               options.machine);
  line.add({"--parameter", 0, "NAME=VALUE", "the value of a template's parameter; may be repeated",
            [&](const std::string &text) { return takeValue(options.parameters, text); }});
  line.mayRepeat("--parameter");
  line.addText("--config-env", 0, "NAME",
               "the environment of samconfig.toml, which gives values of parameters\n"
               "too (default: default)",
               options.environment);
}

void addDefinitionOptions(CommandLine &line, DefinitionOptions &options) {
  source::Definitions &definitions = options.reading.definitions;
  line.add({"--define", 'D', "NAME=VALUE", "the value of the placeholder ${NAME}; may be repeated",
            [&](const std::string &value) {
              options.definedNames.push_back(value.substr(0, value.find('=')));
              return takeValue(definitions.values, value);
            }});
  line.add({"--defines", 0, "FILE", "values of placeholders: a JSON or YAML object",
            [&](const std::string &value) {
              options.definesFiles.push_back(value);
              return takeDefines(definitions, value);
            }});
  line.mayRepeat("--define");
  line.mayRepeat("--defines");
  line.addFlag("--allow-undefined", "keep placeholders without a value as text",
               definitions.allowUndefined);
  line.addChoice(
      "--notation", {"json", "jsonc", "yaml"},
      "the notation of the input (by default by the file's name,\n"
      "of standard input by its first character)",
      [&](size_t index) { options.reading.notation = static_cast<source::Notation>(index); });
  line.addChoice("--type", {"standard", "express"},
                 "the type of state machine to check for (default: standard, or what\n"
                 "the template says)",
                 [&](size_t index) {
                   options.reading.type = static_cast<ast::MachineType>(index);
                   options.typeGiven = true;
                 });
  addTemplateOptions(line, options);
  addShowingOptions(line, options);
}

std::vector<asl::FileUse> inputsOf(const std::vector<std::string> &definitions,
                                   const DefinitionOptions &options) {
  std::error_code unknown;
  std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", unknown);
  std::filesystem::path root = self.parent_path().parent_path();
  std::vector<asl::FileUse> inputs{{"the program aslc", root / "bin" / "aslc"},
                                   {"the back end of aslc", root / "libexec" / "aslc-backend"}};
  for (const std::string &path : definitions)
    inputs.push_back({"the definition", path});
  for (const std::string &file : options.definesFiles)
    inputs.push_back({"the file of `--defines`", file});
  return inputs;
}

Expected<void> checkOutput(const std::string &output, const std::vector<std::string> &definitions,
                           const DefinitionOptions &options) {
  const asl::FileUse outputs[] = {{"`--output`", output}};
  return asl::checkOverwrites(inputsOf(definitions, options), outputs);
}

void addShowingOptions(CommandLine &line, DefinitionOptions &options) {
  options.color = colorsByDefault();
  line.addChoice("--diagnostics", {"text", "json"},
                 "how problems are reported: as text on standard error\n"
                 "(the default), or as a JSON object on standard output",
                 [&](size_t index) { options.json = index == 1; });
  line.addChoice(
      "--color", {"auto", "always", "never"}, "colour the text (default: on a terminal)",
      [&](size_t index) { options.color = index == 0 ? colorsByDefault() : index == 1; });
}

} // namespace aslc::tool
