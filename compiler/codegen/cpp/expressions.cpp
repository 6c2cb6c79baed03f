// An expression is a function of a frame, of which it uses the heap, and of an array of values.
#include "compiler/codegen/cpp/expressions.h"

#include "compiler/codegen/op_info.h"

using namespace aslc::codegen;

namespace ir = aslc::ir;

namespace {

/// Writes the function of `op`. Returns its entry in the table.
std::string writeExpression(cpp::File &file, ir::ExpressionOp op) {
  std::string name = file.names.unique(op.getSymName());
  std::string before;
  cpp::FunctionEmitter code(file.moduleContext, file.names, before, name);
  for (llvm::StringRef taken : {"f", "head", "given"})
    code.locals.reserve(taken);
  llvm::SmallVector<std::string> arguments;
  for (size_t i = 0; i < op.getBody().getNumArguments(); ++i)
    arguments.push_back("given[" + std::to_string(i) + "]");
  code.returnRegion(op.getBody(), arguments);
  code.tidy();
  bool usesFrame = code.uses("f");
  file.text += before + "value " + name + "(asl_frame *" + (usesFrame ? "head" : "") +
               ", const value *" + (code.uses("given") ? "given" : "") + ") {\n" +
               (usesFrame ? "  const frame f(head);\n" : "") + code.body + "}\n\n";
  std::vector<std::string> variables;
  if (op.getVariables())
    variables = textsOf(*op.getVariables());
  std::string names = file.moduleContext.constants.strings(variables, name + "_variables");
  return "{" + file.moduleContext.constants.string(op.getSymName()) + ", " +
         (variables.empty() ? "nullptr" : names) + ", " + std::to_string(variables.size()) +
         ", 0, " + name + "}";
}

} // namespace

std::string cpp::writeExpressions(File &file, mlir::ModuleOp module) {
  std::string entries;
  for (ir::ExpressionOp op : module.getOps<ir::ExpressionOp>())
    entries += "    " + writeExpression(file, op) + ",\n";
  if (entries.empty())
    return "nullptr";
  std::string table = file.names.unique("expressions");
  file.text += "const asl_expression " + table + "[] = {\n" + entries + "};\n\n";
  return table;
}
