// The tables that describe a flow to the runtime: asl_flow, asl_state_info and what hangs on them.
#include "compiler/codegen/cpp/flow.h"

#include "compiler/codegen/naming.h"

#include "runtime/support/number_text.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"

using namespace aslc::codegen;
using namespace aslc::codegen::cpp;

namespace ir = aslc::ir;

namespace {

const char *kindOf(mlir::Operation *op) {
  return llvm::TypeSwitch<mlir::Operation *, const char *>(op)
      .Case([](ir::PassOp) { return "ASL_PASS"; })
      .Case([](ir::TaskOp) { return "ASL_TASK"; })
      .Case([](ir::ChoiceOp) { return "ASL_CHOICE"; })
      .Case([](ir::WaitOp) { return "ASL_WAIT"; })
      .Case([](ir::SucceedOp) { return "ASL_SUCCEED"; })
      .Case([](ir::FailOp) { return "ASL_FAIL"; })
      .Case([](ir::ParallelOp) { return "ASL_PARALLEL"; })
      .Case([](ir::MapOp) { return "ASL_MAP"; });
}

} // namespace

void FlowWriter::writeTables() {
  std::string infos;
  size_t mostRetriers = 0;
  for (State &state : states_) {
    infos += "    " + stateInfo(state) + ",\n";
    if (auto retry = state.op->getAttrOfType<mlir::ArrayAttr>("retry"))
      mostRetriers = std::max(mostRetriers, retry.size());
  }
  std::vector<std::string> variables;
  if (mlir::ArrayAttr names = flow_.getVariableNames())
    variables = textsOf(names);
  std::string table =
      variables.empty() ? "nullptr" : context_.constants.strings(variables, name_ + "_variables");
  tables_ += "constexpr asl_state_info states[]{\n" + infos + "};\n";
  if (parts_.size() > 1) {
    tables_ += "constexpr flow (*parts[])(frame){";
    for (const State &state : states_)
      tables_ += (&state == &states_.front() ? "" : ", ") + parts_[state.part];
    tables_ += "};\n";
  }
  std::string body = parts_.size() > 1 ? "run_parts<parts>" : "run<" + parts_.front() + ">";
  tables_ += llvm::formatv("constexpr asl_flow flow_info{{{0}, states, {1}, {2}, {3}, {4}, "
                           "{5}};\n",
                           body, states_.size(), labelOf(flow_.getStartState()), table,
                           variables.size(), mostRetriers);
}

std::string FlowWriter::stateInfo(State &state) {
  mlir::Operation *op = state.op;
  Place place = placeOf(op->getLoc()).value_or(Place{{}, 0, 0});
  std::string text =
      llvm::formatv("state{{.name = {0}, .kind = {1}, .line = {2}, .column = {3}",
                    context_.constants.string(state.shown), kindOf(op), place.line, place.column);
  if (uint32_t rules = fieldRulesOf(state.op))
    text += ", .field_rules = " + std::to_string(rules);

  text += retriers(state) + catchers(state);
  if (auto task = mlir::dyn_cast<ir::TaskOp>(op))
    text += ", .resource = " + context_.constants.string(task.getResource());
  if (auto parallel = mlir::dyn_cast<ir::ParallelOp>(op))
    text += ", .branches = " + branches(state, parallel);
  if (auto map = mlir::dyn_cast<ir::MapOp>(op))
    text += ", .map = " + mapInfo(state, map);
  if (std::string path = statePath(state.op); path != state.shown)
    text += ", .path = " + context_.constants.string(path);
  return text + "}";
}

std::string FlowWriter::retriers(State &state) {
  auto retry = state.op->getAttrOfType<mlir::ArrayAttr>("retry");
  if (!retry || retry.empty())
    return "";
  std::string table;
  for (auto [index, one] : llvm::enumerate(retry.getAsRange<ir::RetrierAttr>())) {
    table += file_.commentOf(state.op->getLoc(), "    ", index + 1);
    table +=
        llvm::formatv("    retrier{{{0}, {1}, {2}, {3}, {4}, {5}},\n",
                      context_.constants.strings(textsOf(one.getErrors()), "errors"), one.getMax(),
                      asl::shortestText(one.getInterval()), asl::shortestText(one.getBackoff()),
                      asl::shortestText(one.getMaxDelay()), one.getJitter() ? "true" : "false");
  }
  std::string name = names_.unique(state.name + "_retry");
  tables_ += "// Errors, attempts, seconds, growth, most seconds, jitter.\n"
             "constexpr asl_retrier " +
             name + "[]{\n" + table + "};\n";
  return ", .retry = " + name;
}

std::string FlowWriter::catchers(State &state) {
  llvm::SmallVector<mlir::Operation *> catches = state.op.getCatcherOps();
  if (catches.empty())
    return "";
  std::string table;
  for (mlir::Operation *op : catches)
    table +=
        (table.empty() ? "catcher{" : ", catcher{") +
        context_.constants.strings(textsOf(mlir::cast<ir::CatcherOp>(op).getErrors()), "errors") +
        "}";
  std::string name = names_.unique(state.name + "_caught");
  tables_ += "constexpr asl_catcher " + name + "[]{" + table + "};\n";
  return ", .caught = " + name;
}

std::string FlowWriter::branches(State &state, ir::ParallelOp op) {
  std::vector<std::string> flows;
  for (auto branch : op.getBranches().getOps<ir::BranchOp>()) {
    std::string name = title_ + ", " + state.shown + ", branch " + std::to_string(flows.size() + 1);
    flows.push_back("&" +
                    FlowWriter(file_, mlir::cast<ir::Flow>(branch.getOperation()), name).write());
  }
  if (flows.empty())
    return "{}";
  std::string name = names_.unique(state.name + "_branches");
  tables_ += "constexpr const asl_flow *" + name + "[]{" + llvm::join(flows, ", ") + "};\n";
  return name;
}

std::string FlowWriter::mapInfo(State &state, ir::MapOp op) {
  ir::BranchOp processor = *op.getProcessor().getOps<ir::BranchOp>().begin();
  std::string flow =
      FlowWriter(file_, mlir::cast<ir::Flow>(processor.getOperation()), title_ + ", " + state.shown)
          .write();
  auto path = [&](llvm::StringRef region) -> std::string {
    mlir::Attribute text = op.getPathsAttr() ? op.getPathsAttr().get(region) : mlir::Attribute();
    return text ? context_.constants.string(mlir::cast<mlir::StringAttr>(text).getValue())
                : "nullptr";
  };
  std::string name = names_.unique(state.name + "_map");
  std::string select = op.getSelector().empty() ? "nullptr" : selector(state, op);
  std::string label = context_.constants.stringOr(op.getLabel());
  auto flag = [](bool is) { return is ? 1 : 0; };
  std::string reader = readerInfo(state, op, path("max_items")), writer = writerInfo(state, op);
  tables_ += "// Processor, selector, label; distributed, express, batched, reserved; paths of its "
             "numbers; reader, writer.\n";
  tables_ += llvm::formatv(
      "constexpr asl_map_info {0}{{&{1}, {2}, {3}, {4}, {5}, {6}, 0, {7}, {8}, {9}, {10}, {11}, "
      "{12}, {13}, {14}};\n",
      name, flow, select, label, flag(op.getDistributed().has_value()),
      flag(op.getDistributed() == ir::MachineType::Express), flag(op.getBatched()), path("items"),
      path("max_concurrency"), path("tolerated_count"), path("tolerated_percentage"),
      path("batch_items"), path("batch_bytes"), reader, writer);
  return "&" + name;
}

std::string FlowWriter::readerInfo(const State &state, ir::MapOp op,
                                   const std::string &maxItemsPath) {
  if (!op.getReader())
    return "nullptr";
  ReaderParts reader(*op.getReader());
  auto texts = [&](const std::vector<std::string> &list, const char *name) -> std::string {
    return list.empty() ? "nullptr" : context_.constants.strings(list, name);
  };
  std::string name = names_.unique(state.name + "_reader");
  tables_ += "// Source, format, delimiter, headers given; headers; pointer; path of the most "
             "items.\n";
  tables_ += llvm::formatv(
      "constexpr asl_reader_info {0}{{{1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, 0, {9}};\n", name,
      reader.source, reader.format, reader.delimiter, reader.headersGiven, reader.headers.size(),
      texts(reader.headers, "headers"), texts(reader.pointer, "pointer"), reader.pointer.size(),
      maxItemsPath);
  return "&" + name;
}

std::string FlowWriter::writerInfo(const State &state, ir::MapOp op) {
  if (!op.getWriter())
    return "nullptr";
  WriterParts writer(*op.getWriter());
  std::string name = names_.unique(state.name + "_writer");
  tables_ += "// Exports, form, lines, reserved.\n";
  tables_ += llvm::formatv("constexpr asl_writer_info {0}{{{1}, {2}, {3}, 0};\n", name,
                           writer.exports, writer.form, writer.lines);
  return "&" + name;
}
