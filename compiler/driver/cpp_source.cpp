// Comments in generated C++ source. The dialect does not hold the comments of a definition, so they
// are looked up in its text by the locations of the ops.
#include "compiler/driver/cpp_source.h"

#include "compiler/codegen/cpp/codegen.h"
#include "compiler/source/tree.h"

#include "llvm/Support/Path.h"

using namespace aslc;

namespace {

void collectComments(const ast::Machine &flow, const source::File &file,
                     codegen::CppOptions &options) {
  auto add = [&](source::Range range, const ast::Text &comment, size_t retrier = 0) {
    source::LineColumn place = file.lineColumn(range.begin);
    if (comment)
      options.comments[{place.line, place.column, retrier}] = comment->value;
  };
  add(flow.range, flow.comment);
  for (const ast::State &state : flow.states) {
    add(state.nameRange, state.comment);
    for (size_t i = 0; i < state.retriers.size(); ++i)
      add(state.nameRange, state.retriers[i].comment, i + 1);
    for (const ast::Catcher &catcher : state.catchers)
      add(catcher.range, catcher.comment);
    if (const auto *choice = state.as<ast::ChoiceState>())
      for (const ast::ChoiceRule &rule : choice->rules)
        add(rule.range, rule.comment);
    if (const auto *parallel = state.as<ast::ParallelState>())
      for (const std::unique_ptr<ast::Machine> &branch : parallel->branches)
        collectComments(*branch, file, options);
    if (const auto *map = state.as<ast::MapState>(); map && map->processor)
      collectComments(*map->processor, file, options);
  }
}

} // namespace

std::string driver::cppSource(const ast::Machine &machine, mlir::ModuleOp module,
                              const CppSourceOptions &options) {
  codegen::CppOptions code{.name = options.name,
                           .output = llvm::sys::path::filename(options.output).str(),
                           .lines = options.lines,
                           .debugFolder = options.debugFolder,
                           .partSize = options.partSize,
                           .comments = {}};
  collectComments(machine, *machine.tree->file, code);
  return codegen::generateCpp(module, code);
}
