// A state's location is its first and its last place in the definition.
#include "compiler/codegen/lines.h"

#include "compiler/codegen/naming.h"

#include <algorithm>
#include <set>

using namespace aslc;

namespace {

struct Lines {
  unsigned first = 1, last = 0; ///< none
};

Lines linesOf(mlir::Operation *state) {
  Lines lines;
  state->getLoc()->walk([&](mlir::Location part) {
    if (auto place = mlir::dyn_cast<mlir::FileLineColLoc>(part)) {
      if (lines.last == 0)
        lines.first = place.getLine();
      lines.last = place.getLine();
    }
    return mlir::WalkResult::advance();
  });
  // In YAML the end of a block may lie where the next one begins.
  if (mlir::Operation *next = state->getNextNode())
    if (std::optional<codegen::Place> place = codegen::placeOf(next->getLoc());
        place && place->line > lines.first)
      lines.last = std::min(lines.last, place->line - 1);
  return lines;
}

bool hasCode(mlir::Operation *op) {
  return !mlir::isa<ir::ConstantOp, ir::UndefinedOp, ir::TruthOp, ir::YieldOp, ir::BranchOp>(op);
}

} // namespace

std::vector<unsigned> codegen::furtherLinesOf(mlir::Operation *state) {
  Lines own = linesOf(state);
  std::set<unsigned> lines;
  for (unsigned line = own.first + 1; line <= own.last; ++line)
    lines.insert(line);
  state->walk<mlir::WalkOrder::PreOrder>([&](mlir::Operation *op) {
    if (op == state || !mlir::isa<ir::State>(op))
      return mlir::WalkResult::advance();
    Lines inner = linesOf(op);
    lines.erase(lines.lower_bound(inner.first), lines.upper_bound(inner.last));
    return mlir::WalkResult::skip();
  });
  return {lines.begin(), lines.end()};
}

std::vector<unsigned> codegen::entryLinesOf(mlir::Operation *state) {
  std::set<unsigned> taken;
  state->walk<mlir::WalkOrder::PreOrder>([&](mlir::Operation *op) {
    if (op == state)
      return mlir::WalkResult::advance();
    if (mlir::isa<ir::State>(op))
      return mlir::WalkResult::skip();
    if (std::optional<Place> place = placeOf(op->getLoc()); place && hasCode(op))
      taken.insert(place->line);
    return mlir::WalkResult::advance();
  });
  std::vector<unsigned> lines = furtherLinesOf(state);
  llvm::erase_if(lines, [&](unsigned line) { return taken.count(line) > 0; });
  return lines;
}
