// The steps of the front end in their order.
#include "compiler/frontend/definition.h"

#include "compiler/analysis/analyze.h"
#include "compiler/parse/parse.h"
#include "compiler/sema/check.h"

namespace aslc::frontend {

source::Notation notationOf(const source::File &file) {
  if (file.name() != standardInput)
    return source::notationOf(file.name());
  size_t begin = file.text().find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  bool json = begin == std::string_view::npos || file.text()[begin] == '{';
  std::string_view rest = json ? "" : file.text().substr(begin);
  if (rest.starts_with("//") || rest.starts_with("/*"))
    return source::Notation::JsonWithComments;
  return json ? source::Notation::Json : source::Notation::Yaml;
}

Definition check(std::shared_ptr<const source::File> file, const ReadingOptions &options,
                 bool forCodegen) {
  auto diagnostics = std::make_shared<diag::Engine>(file);
  source::Notation notation = options.notation.value_or(notationOf(*file));
  auto tree = std::make_shared<const source::Tree>(
      source::read(std::move(file), notation, options.definitions));
  return check(std::move(tree), std::move(diagnostics), options, forCodegen);
}

Definition check(std::shared_ptr<const source::Tree> tree,
                 std::shared_ptr<diag::Engine> diagnostics, const ReadingOptions &options,
                 bool forCodegen) {
  Definition result;
  result.tree = std::move(tree);
  result.diagnostics = std::move(diagnostics);
  result.machine = parse::parseMachine(result.tree, *result.diagnostics, options.type);
  if (result.machine)
    sema::check(*result.machine, {.forCodegen = forCodegen, .judgesChoices = !options.analyze},
                *result.diagnostics);
  result.isSound = result.ok();
  if (result.isSound && options.analyze) {
    const source::Node *schema = options.inputSchema ? options.inputSchema->root : nullptr;
    analysis::analyze(*result.machine, {.inputSchema = schema, .properties = options.properties},
                      *result.diagnostics);
  }
  return result;
}

} // namespace aslc::frontend
