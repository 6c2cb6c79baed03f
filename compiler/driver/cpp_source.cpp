// The dialect knows no comments: they are found again by the places of their states.
#include "compiler/driver/cpp_source.h"

#include "compiler/codegen/cpp/codegen.h"
#include "compiler/source/tree.h"

#include "llvm/Support/Path.h"

using namespace aslc;

namespace {

void collectComments(const ast::Machine &flow, const source::File &file,
                     codegen::CppOptions &options) {
  for (const ast::State &state : flow.states) {
    if (state.comment) {
      source::LineColumn place = file.lineColumn(state.nameRange.begin);
      options.comments[{place.line, place.column}] = state.comment->value;
    }
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
                           .comments = {}};
  if (machine.comment)
    code.comments[{0, 0}] = machine.comment->value;
  collectComments(machine, *machine.tree->file, code);
  return codegen::generateCpp(module, code);
}
