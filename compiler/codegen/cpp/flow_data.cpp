// The data of states: a function for each place where it is shaped, so that the coroutine stays a
// drawing of the machine.
#include "compiler/codegen/cpp/flow.h"

#include "llvm/ADT/StringExtras.h"

using namespace aslc::codegen::cpp;

namespace ir = aslc::ir;

/// A function of the frame, the raw input `in` and what the state's work gave, `result` or
/// `error`; it has those that it uses.
std::string FlowWriter::function(const State &state, llvm::StringRef type, llvm::StringRef what,
                                 Write write) {
  std::string name = names_.unique(state.name + "_" + what.str());
  std::string before;
  FunctionEmitter code(context_, names_, before, state.name);
  for (llvm::StringRef taken : {"f", "in", "result", "error", "effective", "given"})
    code.locals.reserve(taken);
  write(code);
  code.tidy();
  std::string parameters = code.uses("f") ? "frame f" : "frame", arguments = "f";
  auto parameter = [&](llvm::StringRef parameter, llvm::StringRef argument) {
    if (!code.uses(parameter))
      return;
    parameters += (", value " + parameter).str();
    arguments += (", " + argument).str();
  };
  parameter("in", "f.input()");
  if (what.starts_with("catch"))
    parameter("error", "f.result()");
  else if (what == "output")
    parameter("result", "f.result()");
  std::string signature = (type + " ").str() + name + "(" + parameters + ")";
  declarations_ += signature + ";\n";
  functions_ += before + signature + " {\n" + code.body + "}\n\n";
  return name + "(" + arguments + ")";
}

std::string FlowWriter::part(const State &state, llvm::StringRef what, mlir::Region &region,
                             llvm::ArrayRef<std::string> arguments, llvm::StringRef otherwise) {
  if (region.empty())
    return otherwise.str();
  return function(state, "value", what,
                  [&](FunctionEmitter &code) { code.returnRegion(region, arguments); });
}

// ---- Choice

std::string FlowWriter::choose(const State &state, ir::ChoiceOp op) {
  return function(state, "choice", "choose", [&](FunctionEmitter &code) {
    std::string effective = code.regionOr(op.getEnter(), {"in"}, "in");
    if (!op.getEnter().empty()) {
      code.line("const value effective = " + effective + ";");
      effective = "effective";
    }
    writeRules(code, state, op, 0, effective);
  });
}

/// The rules from number `first` on. Those that are too many for one function go into another.
void FlowWriter::writeRules(FunctionEmitter &code, const State &state, ir::ChoiceOp op,
                            size_t first, const std::string &effective) {
  auto go = [&](mlir::Region &exit, mlir::FlatSymbolRefAttr next) {
    std::string output = code.regionOr(exit, {"in", effective}, effective);
    code.line("return {" + labelOf(next) + ", " + output + "};");
  };
  size_t number = first, filled = 0;
  for (auto rule : llvm::drop_begin(op.getRules().getOps<ir::RuleOp>(), first)) {
    filled += codeSizeOf(rule);
    if (number > first && filled > file_.options.partSize)
      return code.line("return " + moreRules(state, op, number) + "(f, in, " + effective + ");");
    ++number;
    code.body += file_.commentOf(rule.getLoc(), "  ");
    code.open("if (" + code.region(rule.getWhen(), {"in", effective}).text + ")");
    go(rule.getExit(), rule.getNextAttr());
    code.close();
  }
  if (op.getNextAttr())
    go(op.getExit(), op.getNextAttr());
  else
    code.line("return asl_choice_failed(f);");
}

/// A function for the rules from number `first` on: its name.
std::string FlowWriter::moreRules(const State &state, ir::ChoiceOp op, size_t first) {
  std::string name = names_.unique(state.name + "_choose_from_" + std::to_string(first + 1));
  std::string before;
  FunctionEmitter code(context_, names_, before, state.name);
  for (llvm::StringRef taken : {"f", "in", "effective"})
    code.locals.reserve(taken);
  writeRules(code, state, op, first, "effective");
  code.tidy();
  auto parameter = [&](llvm::StringRef type, llvm::StringRef parameter) {
    return (type + (code.uses(parameter) ? " " + parameter : "")).str();
  };
  std::string signature = "choice " + name + "(" + parameter("frame", "f") + ", " +
                          parameter("value", "in") + ", " + parameter("value", "effective") + ")";
  declarations_ += signature + ";\n";
  functions_ += before + signature + " {\n" + code.body + "}\n\n";
  return name;
}

// ---- What work is given

std::string FlowWriter::taskArguments(const State &state, ir::TaskOp op) {
  bool onlyRequest =
      op.getTimeout().empty() && op.getHeartbeat().empty() && op.getCredentials().empty();
  if (onlyRequest)
    return part(state, "request", op.getEnter(), {"in"}, "f.input()");
  return function(state, "task_arguments", "request", [&](FunctionEmitter &code) {
    std::string all;
    for (mlir::Region *region :
         {&op.getEnter(), &op.getTimeout(), &op.getHeartbeat(), &op.getCredentials()}) {
      std::string otherwise = region == &op.getEnter() ? "in" : "undefined";
      all += (all.empty() ? "" : ", ") + code.regionOr(*region, {"in"}, otherwise);
    }
    code.line("return {" + all + "};");
  });
}

std::string FlowWriter::mapArguments(const State &state, ir::MapOp op) {
  return function(state, "map_arguments", "items", [&](FunctionEmitter &code) {
    std::string effective = code.regionOr(op.getEnter(), {"in"}, "in");
    if (!op.getEnter().empty()) {
      code.line("const value effective = " + effective + ";");
      effective = "effective";
    }
    struct Field {
      llvm::StringRef name;
      mlir::Region &region;
    };
    const Field fields[] = {{"max_concurrency", op.getMaxConcurrency()},
                            {"tolerated_count", op.getToleratedCount()},
                            {"tolerated_percentage", op.getToleratedPercentage()},
                            {"max_items_per_batch", op.getBatchItems()},
                            {"max_bytes_per_batch", op.getBatchBytes()},
                            {"batch_input", op.getBatchInput()},
                            {"read_from", op.getReadFrom()},
                            {"max_items", op.getMaxItems()},
                            {"write_to", op.getWriteTo()}};
    std::string items =
        code.regionOr(op.getItems(), {"in", effective}, op.getReader() ? "undefined" : effective);
    if (llvm::all_of(fields, [](const Field &field) { return field.region.empty(); }))
      return code.line("return {" + items + ", " + effective + "};");
    code.line("map_arguments given{" + items + ", " + effective + "};");
    for (const Field &field : fields)
      if (!field.region.empty()) {
        std::string value = code.region(field.region, {"in", effective}).text;
        code.line("given." + field.name + " = " + value + ";");
      }
    code.line("return given;");
  });
}

std::string FlowWriter::waitUntil(const State &state, ir::WaitOp op) {
  llvm::StringRef what = op.getTimestamp() ? "until" : "seconds";
  return function(state, "wait_arguments", what, [&](FunctionEmitter &code) {
    std::string effective = code.regionOr(op.getEnter(), {"in"}, "in");
    if (!op.getPath())
      return code.returnRegion(op.getUntil(), {"in", effective});
    std::string until = code.region(op.getUntil(), {"in", effective}).text;
    code.line("return {" + until + ", " + context_.constants.string(*op.getPath()) + "};");
  });
}

/// The effective input is made anew: only the raw input outlives a suspension.
std::string FlowWriter::waitOutput(const State &state, ir::WaitOp op) {
  if (op.getEnter().empty() && op.getExit().empty())
    return "f.input()";
  return function(state, "value", "output", [&](FunctionEmitter &code) {
    std::string effective = code.regionOr(op.getEnter(), {"in"}, "in");
    if (op.getExit().empty())
      return code.line("return " + effective + ";");
    code.returnRegion(op.getExit(), {"in", effective});
  });
}

std::string FlowWriter::failError(const State &state, ir::FailOp op) {
  return function(state, "value", "error", [&](FunctionEmitter &code) {
    std::string error = code.regionOr(op.getError(), {"in"}, "undefined");
    std::string cause = code.regionOr(op.getCause(), {"in"}, "undefined");
    code.line("return asl_fail_error(f, " + error + ", " + cause + ");");
  });
}

/// The function that gives an item the shape of its iteration's input.
std::string FlowWriter::selector(const State &state, ir::MapOp op) {
  std::string name = names_.unique(state.name + "_select");
  std::string before;
  FunctionEmitter code(context_, names_, before, state.name);
  for (llvm::StringRef taken : {"f", "in", "map"})
    code.locals.reserve(taken);
  code.returnRegion(op.getSelector(), {"in"});
  code.tidy();
  bool usesFrame = code.uses("f");
  functions_ += before + "value " + name + "(asl_frame *" + (usesFrame ? "map" : "") + ", value" +
                (code.uses("in") ? " in" : "") + ") {\n" +
                (usesFrame ? "  const frame f(map);\n" : "") + code.body + "}\n\n";
  return name;
}
