// The graph of a flow: a label for each state, a transition is a goto, what waits is awaited.
#include "compiler/codegen/cpp/flow.h"

#include "compiler/codegen/cpp/text.h"
#include "compiler/codegen/lines.h"
#include "compiler/codegen/naming.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/TypeSwitch.h"

#include <algorithm>

using namespace aslc::codegen;
using namespace aslc::codegen::cpp;

namespace ir = aslc::ir;

std::string File::commentOf(mlir::Location location, llvm::StringRef indent, size_t retrier) const {
  std::optional<Place> place = placeOf(location);
  auto found =
      place ? options.comments.find({place->line, place->column, retrier}) : options.comments.end();
  return found != options.comments.end() ? comment(found->second, indent) : "";
}

FlowWriter::FlowWriter(File &file, ir::Flow flow, const std::string &name)
    : file_(file), context_(file.moduleContext), flow_(flow), title_(name),
      name_(file.names.unique(name)), names_(&file.names) {
  std::vector<size_t> begins = partsOf(flow, file.options.partSize);
  for (size_t part = 0; part < begins.size(); ++part)
    parts_.push_back(names_.unique("run_" + name_ +
                                   (begins.size() > 1 ? "_part_" + std::to_string(part + 1) : "")));
  for (llvm::StringRef taken : {"states", "flow_info", "caught", "parts", "input"})
    names_.reserve(taken);
  for (mlir::Operation &op : flow_.getStateBlock()) {
    State state{mlir::cast<ir::State>(op), {}, {}, {}, {}, {}, 0};
    state.shown = mlir::SymbolTable::getSymbolName(&op).str();
    state.part =
        std::upper_bound(begins.begin(), begins.end(), states_.size()) - begins.begin() - 1;
    state.name = names_.unique(state.shown);
    if (state.op.maySuspend()) {
      state.again = names_.unique(state.name + "_attempt");
      state.done = names_.unique(state.name + "_result");
    }
    if (!file.sourceForLines.empty() && placeOf(op.getLoc()))
      state.enter = names_.unique(state.name + "_enter");
    byName_[state.shown] = states_.size();
    states_.push_back(std::move(state));
  }
}

std::string FlowWriter::labelOf(mlir::FlatSymbolRefAttr state) const {
  return states_[byName_.lookup(state.getValue())].name;
}

/// A function that enters the state and has all lines of it, so that a breakpoint at any of them
/// stops there. What is written elsewhere is of lines of the source itself.
void FlowWriter::writeEnter(const State &state) {
  std::string signature = "bool " + state.enter + "(frame f)";
  declarations_ += signature + ";\n";
  functions_ += signature +
                " {\n  [[maybe_unused]] const char *const state = " + quoted(state.shown) +
                ";\n  [[maybe_unused]] const value input = f.input();\n";
  unsigned reached = 0;
  auto at = [&](unsigned line, const std::string &statement) {
    if (line != reached)
      functions_ += "#line " + std::to_string(line) + " " + quoted(file_.sourceForLines) + "\n";
    functions_ += "  " + statement + "\n";
    reached = line + 1;
  };
  for (unsigned line : furtherLinesOf(state.op))
    at(line, "asm(\"\");");
  // The one instruction that is surely of this line, also when what is called is inlined here.
  at(placeOf(state.op->getLoc()).value_or(Place()).line, "asm(\"nop\");");
  functions_ += backToSource.str() + "\n  return f.enter(" + state.name + ");\n}\n\n";
}

std::string FlowWriter::write() {
  for (size_t part = 0; part < parts_.size(); ++part)
    writePart(part);
  std::string title = comment(title_, ""), head = "namespace " + name_ + " {\n\n", enumerators;
  std::string about = mlir::isa<ir::BranchOp>(flow_) ? file_.commentOf(flow_.getLoc(), "") : "";
  for (const State &state : states_)
    enumerators += (enumerators.empty() ? "" : ", ") + state.name;
  std::string foot = "} // namespace " + name_ + "\n\n";
  if (!declarations_.empty())
    declarations_ = "// What the states do with their data: see below.\n" + declarations_ + "\n";
  // Every enumerator is the number of a state in the table.
  file_.graphs += title + about + head + "enum : uint32_t { " + enumerators + " };\n\n" +
                  declarations_ + graph_ + "\n" + foot;
  writeTables();
  file_.text += title + head + functions_ + tables_ + "\n" + foot;
  return name_ + "::flow_info";
}

/// A way of a switch, on one line where that is not too long.
void FlowWriter::way(const std::string &when, const std::string &statement) {
  constexpr size_t width = 94;
  line("case " + when + (when.size() + statement.size() < width ? ": " : ":\n    ") + statement);
}

std::string FlowWriter::goTo(const State &state, mlir::FlatSymbolRefAttr next) const {
  const State &target = states_[byName_.lookup(next.getValue())];
  return target.part == state.part ? "goto " + target.name + ";"
                                   : "co_return f.go_to(" + target.name + ");";
}

/// A coroutine: all of most flows, one of several for those that are large, as compilers take more
/// than linear time for a function.
void FlowWriter::writePart(size_t part) {
  graph_ += part > 0 ? "\n" : "";
  writeHead(part);
  for (State &state : states_)
    if (state.part == part)
      writeState(state);
  graph_ += "}\n";
}

// ---- The head: where the flow begins or goes on

void FlowWriter::writeHead(size_t part) {
  graph_ += "flow " + parts_[part] + "(frame f) {\n";
  auto catches = [&](State &state) {
    return state.part == part && !state.op.getCatcherOps().empty();
  };
  if (llvm::any_of(states_, catches))
    line("int32_t caught;");
  line("switch (f.resume()) {");
  auto add = [&](const char *how, const State &state, const std::string &label) {
    way(std::string(how) + "(" + state.name + ")", "goto " + label + ";");
  };
  for (const State &state : states_) {
    if (state.part != part)
      continue;
    add("at_enter", state, state.name);
    if (state.again.empty())
      continue;
    add("at_attempt", state, state.again);
    add("at_result", state, state.done);
  }
  line("default: nowhere();");
  line("}");
}

// ---- States

void FlowWriter::leave(const State &state, const std::string &output, mlir::FlatSymbolRefAttr next,
                       llvm::StringRef also) {
  line("if (" + also + "f.leave(" + output + "))");
  line(next ? "  " + goTo(state, next) : "  co_return f.succeed();");
}

void FlowWriter::writeState(State &state) {
  mlir::Operation *op = state.op;
  graph_ += "\n" + comment(state.shown, "  ") + file_.commentOf(op->getLoc(), "  ");
  label(state.name);
  if (!state.enter.empty())
    writeEnter(state);
  line("if (!" + (state.enter.empty() ? "f.enter(" + state.name : state.enter + "(f") + "))");
  line("  co_return;");

  std::string in = "f.input()", result = "f.result()";
  llvm::TypeSwitch<mlir::Operation *>(op)
      .Case([&](ir::PassOp pass) {
        leave(state, part(state, "output", pass.getExit(), {"in"}, in), pass.getNextAttr());
        line("co_return f.fail();");
      })
      .Case([&](ir::SucceedOp succeed) {
        line("co_return f.end(" + part(state, "output", succeed.getExit(), {"in"}, in) + ");");
      })
      .Case([&](ir::FailOp fail) { line("co_return f.fail(" + failError(state, fail) + ");"); })
      .Case([&](ir::ChoiceOp choice) { writeChoice(state, choice); })
      .Case([&](ir::WaitOp wait) {
        writeWork(state, (wait.getTimestamp() ? "f.wait_until(" : "f.wait_seconds(") +
                             waitUntil(state, wait) + ")");
        leave(state, waitOutput(state, wait), wait.getNextAttr(), "f.worked() && ");
        writeRecovery(state);
      })
      .Case<ir::TaskOp, ir::ParallelOp, ir::MapOp>([&](auto works) {
        using Op = decltype(works);
        if constexpr (std::is_same_v<Op, ir::TaskOp>)
          writeWork(state, "f.task(" + taskArguments(state, works) + ")");
        else if constexpr (std::is_same_v<Op, ir::ParallelOp>)
          writeWork(state,
                    "f.parallel(" + part(state, "input", works.getEnter(), {"in"}, in) + ")");
        else
          writeWork(state, "f.map(" + mapArguments(state, works) + ")");
        std::string output = part(state, "output", works.getExit(), {"in", "result"}, result);
        leave(state, output, works.getNextAttr(), output == result ? "" : "f.worked() && ");
        writeRecovery(state);
      });
}

void FlowWriter::writeWork(State &state, const std::string &work) {
  label(state.again);
  line("co_await " + work + ";");
  label(state.done);
}

void FlowWriter::writeChoice(State &state, ir::ChoiceOp op) {
  line("switch (f.choose(" + choose(state, op) + ")) {");
  llvm::SetVector<mlir::Attribute> targets;
  auto add = [&](mlir::FlatSymbolRefAttr next) { targets.insert(next); };
  for (auto rule : op.getRules().getOps<ir::RuleOp>())
    add(rule.getNextAttr());
  if (op.getNextAttr())
    add(op.getNextAttr());
  for (mlir::Attribute each : targets) {
    auto target = mlir::cast<mlir::FlatSymbolRefAttr>(each);
    way(labelOf(target), goTo(state, target));
  }
  line("default: co_return f.fail();");
  line("}");
}

// ---- Failures

void FlowWriter::writeRecovery(State &state) {
  mlir::Operation *op = state.op;
  auto retry = op->getAttrOfType<mlir::ArrayAttr>("retry");
  llvm::SmallVector<mlir::Operation *> catches = state.op.getCatcherOps();
  if (catches.empty() && (!retry || retry.empty()))
    return line("co_return f.fail();");
  if (catches.empty()) {
    line("co_await f.recover();");
    return line("goto " + state.again + ";");
  }
  // Not in the switch itself: GCC 12 then leaves the coroutine where it begins.
  line("caught = co_await f.recover();");
  line("switch (caught) {");
  for (auto [index, each] : llvm::enumerate(catches)) {
    auto catcher = mlir::cast<ir::CatcherOp>(each);
    std::string errors;
    for (const std::string &error : textsOf(catcher.getErrors()))
      errors += (errors.empty() ? "" : ", ") + error;
    line("case " + llvm::Twine(index) + ":");
    graph_ += comment(errors, "    ") + file_.commentOf(each->getLoc(), "    ");
    std::string output = part(state, "catch_" + std::to_string(index), catcher.getExit(),
                              {"in", "error"}, "f.result()");
    line("  if (f.leave(" + output + "))");
    line("    " + goTo(state, catcher.getNextAttr()));
    line("  co_return f.abandon();");
  }
  line("default: goto " + state.again + ";");
  line("}");
}
