// One source file from one machine: its constants, its flows, and the asl_module that names them.
#include "compiler/codegen/cpp/codegen.h"

#include "asl/abi/abi.h"
#include "compiler/codegen/cpp/expressions.h"
#include "compiler/codegen/cpp/flow.h"
#include "compiler/codegen/cpp/header.h"
#include "compiler/codegen/cpp/text.h"
#include "compiler/codegen/naming.h"
#include "compiler/codegen/op_info.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"

using namespace aslc;
using namespace aslc::codegen;

namespace {

/// The words of asl/abi/machine.h and of the source file itself, which nothing of a definition may
/// hide.
constexpr llvm::StringRef ourWords[] = {"value",
                                        "answer",
                                        "literal",
                                        "long_literal",
                                        "array_literal",
                                        "object_literal",
                                        "undefined",
                                        "null",
                                        "boolean",
                                        "integer",
                                        "real",
                                        "string",
                                        "decimal",
                                        "array_of",
                                        "object_of",
                                        "failed",
                                        "is_present",
                                        "is_null",
                                        "is_string",
                                        "is_boolean",
                                        "is_numeric",
                                        "is_timestamp",
                                        "is_true",
                                        "comparable",
                                        "as_string",
                                        "as_number",
                                        "as_timestamp",
                                        "as_boolean",
                                        "comparable_boolean",
                                        "matches",
                                        "several",
                                        "from_length",
                                        "step",
                                        "path",
                                        "require",
                                        "wait_arguments",
                                        "normalize",
                                        "lookup_last",
                                        "lookup",
                                        "find",
                                        "member",
                                        "object",
                                        "values",
                                        "array",
                                        "set",
                                        "call",
                                        "result",
                                        "arithmetic",
                                        "compare",
                                        "list",
                                        "members",
                                        "library",
                                        "apply",
                                        "tail",
                                        "partial",
                                        "lambda",
                                        "function",
                                        "captured",
                                        "condition",
                                        "box",
                                        "get",
                                        "put",
                                        "part",
                                        "grouped",
                                        "items",
                                        "growing",
                                        "gather",
                                        "capture",
                                        "choice",
                                        "task_arguments",
                                        "map_arguments",
                                        "work",
                                        "recovery",
                                        "frame",
                                        "require_context",
                                        "require_variable",
                                        "flow",
                                        "run",
                                        "run_parts",
                                        "moving",
                                        "at_enter",
                                        "at_attempt",
                                        "at_result",
                                        "nowhere",
                                        "table",
                                        "names",
                                        "retrier",
                                        "catcher",
                                        "state",
                                        "text",
                                        "data",
                                        "std",
                                        "f",
                                        "uint8_t",
                                        "uint16_t",
                                        "uint32_t",
                                        "uint64_t",
                                        "int8_t",
                                        "int16_t",
                                        "int32_t",
                                        "int64_t",
                                        "size_t",
                                        "machines",
                                        "main"};

/// The definition's name in `#line`; empty where there is none, or one that a compiler cannot hand
/// on to its assembler.
std::string nameForLines(const cpp::File &file) {
  const CppOptions &options = file.options;
  bool isSeenFromHere = options.debugFolder.empty() || options.debugFolder == ".";
  std::string name = isSeenFromHere ? file.source : options.debugFolder + "/" + file.source;
  bool isPlain = llvm::all_of(
      name, [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != '"' && c != '\\'; });
  return options.lines && isPlain ? name : "";
}

/// The asl_module. `flow` and `expressions` are what its members refer to.
std::string moduleText(cpp::File &file, mlir::ModuleOp module, const std::string &flow,
                       const std::string &expressions) {
  ir::MachineOp machine = machineOf(module);
  auto expressionOps = module.getOps<ir::ExpressionOp>();
  std::string symbol = moduleSymbol(file.options.name);
  size_t regexes = file.moduleContext.constants.regexCount();
  std::string text = "extern \"C\" const asl_module " + symbol + ";\n";
  text += llvm::formatv(
      "const asl_module {0}{{ASL_ABI_VERSION, {1}, {2}, {3}, &data::symbols, "
      "{4}, {5}, {6}, {7}, {8}, {9},\n    {10}, {11}, {12}, 0};\n",
      symbol, machine ? machine.getTimeout().value_or(0) : 0, cpp::quoted(file.options.name),
      cpp::quoted(file.source), flow, regexes ? "data::regexes" : "nullptr", regexes,
      machine && usesEnteredTime(machine) ? 1 : 0, isExpress(machine) ? 1 : 0,
      libraryFunctionsOf(module), machine ? cpp::quoted(definitionHash(machine)) : "nullptr",
      expressions, std::distance(expressionOps.begin(), expressionOps.end()));
  if (!machine)
    return text;
  // Weak: of the machines of a program the first is the one that the runtime's `main` runs.
  text += "extern \"C\" [[gnu::weak, gnu::alias(\"" + symbol +
          "\")]] const asl_module asl_module_main;\n";
  return text;
}

/// The text with lines that people can read, and `#line`s back to itself where it says so.
std::string finished(const CppOptions &options, llvm::StringRef text) {
  std::string made;
  size_t count = 0;
  auto add = [&](const std::string &lines) {
    made += lines;
    count += llvm::StringRef(lines).count('\n');
  };
  while (!text.empty()) {
    auto [line, rest] = text.split('\n');
    text = rest;
    if (line == cpp::backToSource)
      add("#line " + std::to_string(count + 2) + " " + cpp::quoted(options.output) + "\n");
    else
      add(cpp::wrapped(line));
  }
  return made;
}

} // namespace

std::string codegen::generateCpp(mlir::ModuleOp module, const CppOptions &options) {
  ir::MachineOp machine = machineOf(module);
  cpp::File file{options, {}, cpp::Names(), {}, {}, {}, {}};
  file.source =
      recordedName(placeOf(machine ? machine.getLoc() : module.getLoc()).value_or(Place()).file);
  file.sourceForLines = nameForLines(file);
  for (llvm::StringRef word : ourWords)
    file.names.reserve(word);

  std::string flow = "nullptr";
  if (machine)
    flow =
        "&" +
        cpp::FlowWriter(file, mlir::cast<ir::Flow>(machine.getOperation()), options.name).write();
  std::string expressions = cpp::writeExpressions(file, module);
  std::string text =
      cpp::comment("Made by aslc from " + llvm::sys::path::filename(file.source).str() +
                       ": change that, not this.",
                   "");
  std::string about = machine ? file.commentOf(machine.getLoc(), "") : "";
  if (!about.empty())
    text += "//\n" + about;
  std::string version = std::to_string(ASL_ABI_VERSION);
  text += "#include \"asl/abi/machine.h\"\n\n"
          "static_assert(ASL_ABI_VERSION == " +
          version + ", \"made for version " + version +
          " of asl/abi/abi.h: make it again with the aslc that comes with this one\");\n\n";
  text += "namespace {\n\nusing namespace asl::machine;\n\n" + file.graphs +
          file.moduleContext.constants.finish() + "\n" + file.text + "} // namespace\n\n" +
          moduleText(file, module, flow, expressions);
  return finished(options, text);
}
