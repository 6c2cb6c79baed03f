// The whole front end: whatever the text, every diagnostic lies inside of it and can be shown, and
// what was read can be printed. Links: aslc_sema
#include "compiler/ast/machine.h"
#include "compiler/parse/parse.h"
#include "compiler/report/findings/findings.h"
#include "compiler/sema/check.h"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace aslc;

namespace {

void require(bool holds) {
  if (!holds)
    std::abort();
}

source::Notation notationFor(uint8_t byte) {
  return byte % 3 == 0   ? source::Notation::Json
         : byte % 3 == 1 ? source::Notation::JsonWithComments
                         : source::Notation::Yaml;
}

} // namespace

/// The first byte chooses the notation, whether placeholders may stay, and the type of the machine.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0)
    return 0;
  uint8_t choice = data[0];
  std::string text(reinterpret_cast<const char *>(data) + 1, size - 1);
  auto file = std::make_shared<const source::File>("fuzz.asl.json", std::move(text));
  source::Definitions definitions;
  definitions.allowUndefined = (choice & 8) != 0;
  auto tree = std::make_shared<const source::Tree>(
      source::read(file, notationFor(choice & 7), definitions));
  diag::Engine diags(file);
  auto machine = parse::parseMachine(
      tree, diags, choice & 16 ? ast::MachineType::Express : ast::MachineType::Standard);
  require(machine || diags.hasErrors());
  if (machine) {
    sema::Options options;
    options.forCodegen = (choice & 32) != 0;
    sema::check(*machine, options, diags);
    require(!ast::dump(*machine).empty());
  }
  for (const diag::Diagnostic &diagnostic : diags.all())
    require(diagnostic.range.begin <= diagnostic.range.end &&
            diagnostic.range.end <= file->text().size() && !diagnostic.message.empty());
  diag::renderText(diags, false);
  const report::Findings findings{"fuzz", &diags, tree.get(), {}};
  report::renderJson({&findings, 1});
  report::renderSarif({&findings, 1});
  return 0;
}
