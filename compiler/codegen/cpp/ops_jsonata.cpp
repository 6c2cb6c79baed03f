// JSONata expressions and compute: the expression as a whole, looking into values, operators,
// making values.
#include "compiler/codegen/cpp/code.h"
#include "compiler/codegen/cpp/text.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/SaveAndRestore.h"

#include <algorithm>
#include <cmath>

using namespace aslc::codegen::cpp;

namespace ir = aslc::ir;

namespace {

/// What a jsonata's function is called: `Output/a/b[0]` -> `Output_a_b_0`.
std::string functionNameOf(ir::JsonataOp op, const std::string &hint) {
  llvm::StringRef field = op.getField();
  return hint + "_" + field.str();
}

} // namespace

// ---- The whole expression: a function of its own, with the expression above it

void Code::emitOp(ir::JsonataOp op) {
  std::string site = shared.data.constant(
      "asl_jsonata_site", "jsonata_" + op.getField().str(), "",
      llvm::formatv("{{{0}, {1}, {2}, {3}, {4}, {5}, 0}", shared.data.string(op.getExpression()),
                    shared.data.string(op.getField()),
                    "ASL_QUERY_" + op.getExpect().value_or("any").upper(), op.getMaybe() ? 1 : 0,
                    op.isPlainInside() ? 1 : 0, op.needsLimits() ? 1 : 0)
          .str());

  std::string name = locals.uniqueAround(scope, functionNameOf(op, hint));
  Code jsonata(shared, scope, before, hint);
  jsonata.locals.reserve("f");
  std::string parameters, arguments;
  for (mlir::Value value : usedFromOutside(op.getBody())) {
    std::string given = get(value), type = value.getType().isInteger(1) ? "bool " : "value ";
    auto argument = mlir::dyn_cast<mlir::BlockArgument>(value);
    bool isName = llvm::all_of(given, [](char c) { return llvm::isAlnum(c) || c == '_'; });
    std::string parameter = jsonata.locals.unique(isName      ? given
                                                  : !argument ? std::string("given")
                                                              : std::string("in"));
    jsonata.bind(value, parameter);
    parameters += ", " + type + parameter;
    arguments += ", " + given;
  }
  jsonata.returnRegion(op.getBody(), {});
  jsonata.tidy();
  before += comment(op.getExpression(), "") + "value " + name + "(frame" +
            (jsonata.uses("f") ? " f" : "") + parameters + ") {\n" + jsonata.body + "}\n\n";
  if (op.needsLimits())
    line("asl_jsonata_begin(" + heap + ");");
  give(op, "answer(" + heap + ", " + name + "(f" + arguments + "), " + site + ")", Effect::Raises,
       op.getField().rsplit('/').second.empty() ? op.getField() : op.getField().rsplit('/').second);
}

// ---- Looking into values

void Code::emitOp(ir::LookupOp op) {
  give(op,
       llvm::Twine(op.getLast() ? "lookup_last(" : "lookup(") + heap + ", " + get(op.getValue()) +
           ", " + shared.data.symbol(op.getKey()) + ")",
       Effect::None, op.getKey());
}
void Code::emitOp(ir::WildcardOp op) {
  give(op, "asl_jsonata_wildcard(" + heap + ", " + get(op.getValue()) + ")", Effect::None, "each");
}
void Code::emitOp(ir::DescendantsOp op) {
  give(op, "asl_jsonata_descendants(" + heap + ", " + get(op.getValue()) + ")", Effect::None,
       "descendants");
}
void Code::emitOp(ir::NormalizeOp op) {
  std::string value = get(op.getValue());
  give(op, op.getKeep() ? "asl_jsonata_normalize(" + value + ", 1)" : "normalize(" + value + ")",
       Effect::None, "normal");
}
void Code::emitOp(ir::KeepArrayOp op) {
  give(op, "asl_jsonata_keep_array(" + heap + ", " + get(op.getValue()) + ")", Effect::None,
       "kept");
}
void Code::emitOp(ir::PickOp op) {
  // Beyond these no array has an item.
  double index = std::clamp(std::floor(op.getIndex().convertToDouble()), -1e15, 1e15);
  give(op,
       "asl_jsonata_pick(" + heap + ", " + get(op.getInput()) + ", " +
           std::to_string(static_cast<int64_t>(index)) + ")",
       Effect::None, "picked");
}

// ---- Operators

void Code::emitOp(ir::ArithmeticOp op) {
  llvm::StringRef kind = llvm::StringSwitch<llvm::StringRef>(op.getOp())
                             .Case("+", "ASL_ADD")
                             .Case("-", "ASL_SUBTRACT")
                             .Case("*", "ASL_MULTIPLY")
                             .Case("/", "ASL_DIVIDE")
                             .Default("ASL_MODULO");
  llvm::StringRef name = llvm::StringSwitch<llvm::StringRef>(op.getOp())
                             .Case("+", "sum")
                             .Case("-", "difference")
                             .Case("*", "product")
                             .Case("/", "quotient")
                             .Default("remainder");
  give(op,
       "arithmetic(" + heap + ", " + get(op.getLeft()) + ", " + kind + ", " + get(op.getRight()) +
           ")",
       Effect::Raises, name);
}
void Code::emitOp(ir::NegateOp op) {
  give(op, "asl_jsonata_negate(" + heap + ", " + get(op.getValue()) + ")", Effect::Raises,
       "negated");
}
void Code::emitOp(ir::EqualityOp op) {
  give(op,
       "asl_jsonata_equality(" + get(op.getLeft()) + ", " + get(op.getRight()) + ", " +
           (op.getOp() == "!=" ? "1" : "0") + ")",
       Effect::None, "equal");
}
void Code::emitOp(ir::OrderOp op) {
  llvm::StringRef kind = llvm::StringSwitch<llvm::StringRef>(op.getOp())
                             .Case("<", "ASL_LESS")
                             .Case("<=", "ASL_LESS_OR_EQUAL")
                             .Case(">", "ASL_GREATER")
                             .Default("ASL_GREATER_OR_EQUAL");
  give(op,
       "compare(" + heap + ", " + get(op.getLeft()) + ", " + kind + ", " + get(op.getRight()) + ")",
       Effect::Raises, "ordered");
}
void Code::emitOp(ir::ConcatOp op) {
  give(op,
       "asl_jsonata_concat(" + heap + ", " + get(op.getLeft()) + ", " + get(op.getRight()) + ")",
       Effect::Raises, "joined");
}
void Code::emitOp(ir::RangeOp op) {
  give(op, "asl_jsonata_range(" + heap + ", " + get(op.getLeft()) + ", " + get(op.getRight()) + ")",
       Effect::Raises, "range");
}
void Code::emitOp(ir::IncludesOp op) {
  give(op, "asl_jsonata_includes(" + get(op.getLeft()) + ", " + get(op.getRight()) + ")",
       Effect::None, "included");
}
void Code::emitOp(ir::IsTrueOp op) { condition(op, "is_true(" + get(op.getValue()) + ")"); }
void Code::emitOp(ir::BooleanOp op) {
  give(op, "boolean(" + get(op.getValue()) + ")", Effect::None, "decided");
}

void Code::emitOp(ir::IfOp op) {
  std::string condition = get(op.getCondition());
  if (isExpression(op.getThen()) && isExpression(op.getOtherwise())) {
    std::string test = operand(op.getCondition());
    std::string one = region(op.getThen(), {}).text, other = region(op.getOtherwise(), {}).text;
    return give(op, "(" + test + " ? " + one + " : " + other + ")", Effect::None, "either");
  }
  std::string either = statement("value", "either", "undefined");
  open("if (" + condition + ")");
  std::string one = region(op.getThen(), {}).text;
  if (one != "undefined")
    line(either + " = " + one + ";");
  --indent;
  size_t empty = body.size();
  line("} else {");
  ++indent;
  size_t begin = body.size();
  std::string other = region(op.getOtherwise(), {}).text;
  if (other != "undefined")
    line(either + " = " + other + ";");
  if (body.size() == begin)
    body.resize(empty);
  close();
  bind(op.getResult(), either);
}

// ---- Making values

std::string Code::flags(llvm::ArrayRef<bool> flags, llvm::StringRef name) {
  std::string bytes;
  for (bool flag : flags)
    bytes += std::string(bytes.empty() ? "" : ", ") + (flag ? "1" : "0");
  return shared.data.constant("uint8_t", name, "[]", "{" + bytes + "}");
}

void Code::emitOp(ir::MembersOp op) {
  if (op.getKeys().empty())
    return bind(op.getResult(), shared.data.value("{}"));
  give(op, "members(" + heap + ", " + list(op.getKeys()) + ", " + list(op.getValues()) + ")",
       Effect::Raises, "object");
}

void Code::emitOp(ir::ListOp op) {
  if (op.getValues().empty())
    return give(op,
                "asl_jsonata_list(" + heap + ", nullptr, nullptr, 0, " +
                    (op.getCons() ? "1" : "0") + ")",
                Effect::None, "list");
  give(op,
       "list(" + heap + ", " + list(op.getValues()) + ", " + flags(op.getWhole(), "whole") + ", " +
           (op.getCons() ? "true" : "false") + ")",
       Effect::None, "list");
}

void Code::emitOp(ir::TransformOp op) {
  std::string value = get(op.getValue());
  std::string changed = statement("value", "changed", value);
  open("if (is_present(" + changed + "))");
  std::string transform = local("transform");
  line("asl_transform *const " + transform + " = asl_transform_begin(" + heap + ", " + changed +
       ");");
  std::string copy = statement("value", "copy", "asl_transform_copy(" + transform + ")");
  auto [range, match] = openLoop(region(op.getPattern(), {copy}).text, "defined");
  auto current = [&] {
    return statement("[[maybe_unused]] const value", "current",
                     "asl_transform_current(" + transform + ", " + match + ")");
  };
  std::string update = region(op.getUpdate(), {current()}).text;
  checked("asl_transform_update(" + transform + ", " + match + ", " + update + ")");
  if (!op.getRemove().empty()) {
    std::string names = region(op.getRemove(), {current()}).text;
    checked("asl_transform_remove(" + transform + ", " + match + ", " + names + ")");
  }
  close();
  line(changed + " = asl_transform_end(" + transform + ");");
  close();
  bind(op.getResult(), changed);
}

// ---- Cells: arrays of one item that changes

void Code::emitOp(ir::CellOp op) { give(op, "cell(" + heap + ")", Effect::Acts, "cell"); }
void Code::emitOp(ir::CellGetOp op) {
  give(op, "get(" + get(op.getCell()) + ")", Effect::Reads, "now");
}
void Code::emitOp(ir::CellSetOp op) {
  line("put(" + get(op.getCell()) + ", " + get(op.getValue()) + ");");
}
