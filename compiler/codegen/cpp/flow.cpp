// The graph of a flow: a label for each state, a transition is a goto, what waits is awaited.
#include "compiler/codegen/cpp/flow.h"

#include "compiler/codegen/cpp/text.h"
#include "compiler/codegen/naming.h"

#include "llvm/ADT/TypeSwitch.h"

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
    : file_(file), shared_(file.shared), flow_(flow), title_(name), name_(file.names.unique(name)),
      names_(&file.names) {
  body_ = names_.unique("run_" + name_);
  for (llvm::StringRef taken : {"states", "flow_info", "caught"})
    names_.reserve(taken);
  for (mlir::Operation &op : flow_.getStateBlock()) {
    State state{mlir::cast<ir::State>(op), {}, {}, {}, {}};
    state.shown = mlir::SymbolTable::getSymbolName(&op).str();
    state.name = names_.unique(state.shown);
    if (state.op.maySuspend()) {
      state.again = names_.unique(state.name + "_attempt");
      state.done = names_.unique(state.name + "_result");
    }
    byName_[state.shown] = states_.size();
    states_.push_back(std::move(state));
  }
}

std::string FlowWriter::labelOf(mlir::FlatSymbolRefAttr state) const {
  return states_[byName_.lookup(state.getValue())].name;
}

std::string FlowWriter::lineDirective(mlir::Location location) const {
  std::optional<Place> place = placeOf(location);
  if (!file_.options.lines || !place || place->line == 0)
    return "";
  return "#line " + std::to_string(place->line) + " " + quoted(file_.source) + "\n";
}

std::string FlowWriter::write() {
  writeHead();
  for (State &state : states_)
    writeState(state);
  graph_ += "}\n";
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
void FlowWriter::goTo(const std::string &when, const std::string &label) {
  constexpr size_t width = 88;
  line("case " + when + (when.size() + label.size() < width ? ": " : ":\n    ") + "goto " + label +
       ";");
}

// ---- The head: where the flow begins or goes on

void FlowWriter::writeHead() {
  graph_ = "flow " + body_ + "(frame f) {\n";
  if (llvm::any_of(states_, [](State &state) { return !state.op.getCatcherOps().empty(); }))
    line("int32_t caught;");
  line("switch (f.resume()) {");
  auto way = [&](const char *how, const State &state, const std::string &label) {
    goTo(std::string(how) + "(" + state.name + ")", label);
  };
  for (const State &state : states_) {
    way("at_enter", state, state.name);
    if (state.again.empty())
      continue;
    way("at_attempt", state, state.again);
    way("at_result", state, state.done);
  }
  line("default: nowhere();");
  line("}");
}

// ---- States

void FlowWriter::leave(const std::string &output, mlir::FlatSymbolRefAttr next,
                       llvm::StringRef also) {
  line("if (" + also + "f.leave(" + output + "))");
  line(next ? "  goto " + labelOf(next) + ";" : "  co_return f.succeed();");
}

void FlowWriter::writeState(State &state) {
  mlir::Operation *op = state.op;
  graph_ += "\n" + comment(state.shown, "  ") + file_.commentOf(op->getLoc(), "  ");
  graph_ += lineDirective(op->getLoc());
  label(state.name);
  line("if (!f.enter(" + state.name + "))");
  line("  co_return;");

  std::string in = "f.input()", result = "f.result()";
  llvm::TypeSwitch<mlir::Operation *>(op)
      .Case([&](ir::PassOp pass) {
        leave(part(state, "output", pass.getExit(), {"in"}, in), pass.getNextAttr());
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
        leave(waitOutput(state, wait), wait.getNextAttr(), "f.worked() && ");
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
        leave(output, works.getNextAttr(), output == result ? "" : "f.worked() && ");
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
  std::vector<std::string> targets;
  auto add = [&](mlir::FlatSymbolRefAttr next) {
    std::string target = labelOf(next);
    if (!llvm::is_contained(targets, target))
      targets.push_back(target);
  };
  for (auto rule : op.getRules().getOps<ir::RuleOp>())
    add(rule.getNextAttr());
  if (op.getNextAttr())
    add(op.getNextAttr());
  for (const std::string &target : targets)
    goTo(target, target);
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
    line("    goto " + labelOf(catcher.getNextAttr()) + ";");
    line("  co_return f.abandon();");
  }
  line("default: goto " + state.again + ";");
  line("}");
}
