// A small data-flow analysis over the dialect, as an example of how one is written: which values
// are known constants, inside of states and from state to state.
#include "compiler/ir/asl.h"

#include "mlir/Analysis/DataFlow/ConstantPropagationAnalysis.h"
#include "mlir/Analysis/DataFlow/DeadCodeAnalysis.h"
#include "mlir/Analysis/DataFlow/SparseAnalysis.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"

#include <gtest/gtest.h>

using namespace aslc::ir;

namespace {

/// Nothing seen yet, one JSON value, or any value.
struct Known {
  JsonAttr value;
  bool isAny = false;

  bool operator==(const Known &) const = default;
  static Known join(const Known &a, const Known &b) {
    if (a.isAny || b.isAny || (a.value && b.value && a.value != b.value))
      return {{}, true};
    return a.value ? a : b;
  }
  void print(llvm::raw_ostream &out) const {
    if (value)
      out << value;
    else
      out << (isAny ? "any" : "nothing");
  }
};
using KnownLattice = mlir::dataflow::Lattice<Known>;

class KnownValues : public mlir::dataflow::SparseForwardDataFlowAnalysis<KnownLattice> {
public:
  using SparseForwardDataFlowAnalysis::SparseForwardDataFlowAnalysis;

  void visitOperation(mlir::Operation *op, mlir::ArrayRef<const KnownLattice *> operands,
                      mlir::ArrayRef<KnownLattice *> results) override {
    // Nothing is known of an operand yet: the operation is visited again when something is.
    for (const KnownLattice *operand : operands)
      if (!operand->getValue().value && !operand->getValue().isAny)
        return;
    if (auto constant = mlir::dyn_cast<ConstantOp>(op)) {
      propagateIfChanged(results[0], results[0]->join({constant.getValue()}));
    } else if (auto path = mlir::dyn_cast<PathOp>(op); path && operands[0]->getValue().value) {
      JsonAttr value = operands[0]->getValue().value;
      for (mlir::Attribute step : path.getSteps())
        if (auto name = mlir::dyn_cast<mlir::StringAttr>(step); name && value)
          value = value.member(name.getValue());
      propagateIfChanged(results[0], results[0]->join({value, !value}));
    } else {
      setAllToEntryStates(results);
    }
  }

  void setToEntryState(KnownLattice *lattice) override {
    propagateIfChanged(lattice, lattice->join({{}, true}));
  }

  /// The first argument of a state's regions is what the states before it gave; others are its own.
  void visitNonControlFlowArguments(mlir::Operation *op, const mlir::RegionSuccessor &successor,
                                    mlir::ArrayRef<KnownLattice *> arguments, unsigned) override {
    auto state = mlir::dyn_cast<State>(op);
    if (!state)
      return setAllToEntryStates(arguments);
    for (KnownLattice *argument : arguments.drop_front())
      setToEntryState(argument);
    auto flow = mlir::cast<Flow>(op->getParentOp());
    mlir::StringRef name = mlir::SymbolTable::getSymbolName(op).getValue();
    if (flow.getStartState().getValue() == name)
      setToEntryState(arguments[0]);
    mlir::ProgramPoint at = &successor.getSuccessor()->front();
    for (mlir::Operation &other : flow.getStateBlock())
      for (const Transition &way : mlir::cast<State>(other).getTransitions()) {
        if (!way.next || way.next.getValue() != name)
          continue;
        if (mlir::Value output = way.output())
          join(arguments[0], *getLatticeElementFor(at, output));
        else
          setToEntryState(arguments[0]);
      }
  }
};

TEST(DataflowTest, FollowsValuesFromStateToState) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  context.loadDialect<AslDialect>();
  auto module = mlir::parseSourceString<mlir::ModuleOp>(R"mlir(asl.machine @m start(@A) {
    asl.pass @A next(@B) exit(%in) {
      %c = asl.constant "{\22a\22:{\22b\22:7}}"
      asl.yield %c
    }
    asl.pass @B next(@C) exit(%in) {
      %p = asl.path %in, "$.a"
      asl.yield %p
    }
    asl.pass @C exit(%in) {
      %e = asl.jsonata "b" field("Output") {
        %p = asl.path %in, "$.b"
        asl.yield %p
      }
      asl.yield %e
    }
  })mlir",
                                                        &context);
  ASSERT_TRUE(module);
  mlir::DataFlowSolver solver;
  solver.load<mlir::dataflow::DeadCodeAnalysis>();
  // Dead code analysis waits for what this one says of the operands of a terminator.
  solver.load<mlir::dataflow::SparseConstantPropagation>();
  solver.load<KnownValues>();
  ASSERT_TRUE(mlir::succeeded(solver.initializeAndRun(*module)));

  auto states = (*module->getOps<MachineOp>().begin()).getStates().getOps<PassOp>();
  PassOp last = *std::next(states.begin(), 2);
  auto known = [&](mlir::Value value) {
    const auto *lattice = solver.lookupState<KnownLattice>(value);
    return lattice && lattice->getValue().value ? lattice->getValue().value.write() : "";
  };
  EXPECT_EQ(known(last.getExit().getArgument(0)), R"({"b":7})");
  EXPECT_EQ(known(last.getExit().front().getTerminator()->getOperand(0)), "7");
}

} // namespace
