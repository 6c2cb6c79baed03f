// JSONata expressions and compute: the expression as a whole, looking into values, operators,
// making values.
#include "compiler/codegen/cpp/function_emitter.h"
#include "compiler/codegen/cpp/text.h"

#include "llvm/ADT/StringExtras.h"
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

void FunctionEmitter::emitOp(ir::JsonataOp op) {
  std::string site = constants.constant(
      "asl_jsonata_site", "jsonata_" + op.getField().str(), "",
      llvm::formatv("{{{0}, {1}, {2}, {3}, {4}, {5}, 0}", constants.string(op.getExpression()),
                    constants.string(op.getField()), nameInC(op.getExpect()), op.getMaybe() ? 1 : 0,
                    op.isPlainInside() ? 1 : 0, op.needsLimits() ? 1 : 0)
          .str());

  std::string name = locals.uniqueAround(scope, functionNameOf(op, hint));
  FunctionEmitter jsonata(moduleContext, scope, before, hint);
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

void FunctionEmitter::emitOp(ir::LookupOp op) {
  give(op,
       llvm::Twine(op.getLast() ? "lookup_last(" : "lookup(") + heap + ", " + get(op.getValue()) +
           ", " + constants.symbol(op.getKey()) + ")",
       Effect::None, op.getKey());
}
void FunctionEmitter::emitOp(ir::WildcardOp op) {
  give(op, "asl_jsonata_wildcard(" + heap + ", " + get(op.getValue()) + ")", Effect::None, "each");
}
void FunctionEmitter::emitOp(ir::DescendantsOp op) {
  give(op, "asl_jsonata_descendants(" + heap + ", " + get(op.getValue()) + ")", Effect::None,
       "descendants");
}
void FunctionEmitter::emitOp(ir::NormalizeOp op) {
  std::string value = get(op.getValue());
  give(op, op.getKeep() ? "asl_jsonata_normalize(" + value + ", 1)" : "normalize(" + value + ")",
       Effect::None, "normal");
}
void FunctionEmitter::emitOp(ir::KeepArrayOp op) {
  give(op, "asl_jsonata_keep_array(" + heap + ", " + get(op.getValue()) + ")", Effect::None,
       "kept");
}
void FunctionEmitter::emitOp(ir::PickOp op) {
  // Beyond these no array has an item.
  double index = std::clamp(std::floor(op.getIndex().convertToDouble()), -1e15, 1e15);
  give(op,
       "asl_jsonata_pick(" + heap + ", " + get(op.getInput()) + ", " +
           std::to_string(static_cast<int64_t>(index)) + ")",
       Effect::None, "picked");
}

// ---- Operators

void FunctionEmitter::emitOp(ir::ArithmeticOp op) {
  static constexpr llvm::StringLiteral names[] = {"sum", "difference", "product", "quotient",
                                                  "remainder"};
  give(op,
       "arithmetic(" + heap + ", " + get(op.getLeft()) + ", " + nameInC(op.getKind()) + ", " +
           get(op.getRight()) + ")",
       Effect::Raises, names[static_cast<uint32_t>(op.getKind())]);
}
void FunctionEmitter::emitOp(ir::NegateOp op) {
  give(op, "asl_jsonata_negate(" + heap + ", " + get(op.getValue()) + ")", Effect::Raises,
       "negated");
}
void FunctionEmitter::emitOp(ir::EqualityOp op) {
  give(op,
       "asl_jsonata_equality(" + get(op.getLeft()) + ", " + get(op.getRight()) + ", " +
           (op.getComparison() == ir::Comparison::NotEqual ? "1" : "0") + ")",
       Effect::None, "equal");
}
void FunctionEmitter::emitOp(ir::OrderOp op) {
  give(op,
       "compare(" + heap + ", " + get(op.getLeft()) + ", " + nameInC(op.getComparison()) + ", " +
           get(op.getRight()) + ")",
       Effect::Raises, "ordered");
}
void FunctionEmitter::emitOp(ir::ConcatOp op) {
  give(op,
       "asl_jsonata_concat(" + heap + ", " + get(op.getLeft()) + ", " + get(op.getRight()) + ")",
       Effect::Raises, "joined");
}
void FunctionEmitter::emitOp(ir::RangeOp op) {
  give(op, "asl_jsonata_range(" + heap + ", " + get(op.getLeft()) + ", " + get(op.getRight()) + ")",
       Effect::Raises, "range");
}
void FunctionEmitter::emitOp(ir::IncludesOp op) {
  give(op, "asl_jsonata_includes(" + get(op.getLeft()) + ", " + get(op.getRight()) + ")",
       Effect::None, "included");
}
void FunctionEmitter::emitOp(ir::IsTrueOp op) {
  condition(op, "is_true(" + get(op.getValue()) + ")");
}
void FunctionEmitter::emitOp(ir::BooleanOp op) {
  give(op, "boolean(" + get(op.getValue()) + ")", Effect::None, "decided");
}

void FunctionEmitter::emitOp(ir::IfOp op) {
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

std::string FunctionEmitter::flags(llvm::ArrayRef<bool> flags, llvm::StringRef name) {
  std::string bytes;
  for (bool flag : flags)
    bytes += std::string(bytes.empty() ? "" : ", ") + (flag ? "1" : "0");
  return constants.constant("uint8_t", name, "[]", "{" + bytes + "}");
}

void FunctionEmitter::emitOp(ir::MembersOp op) {
  if (op.getKeys().empty())
    return bind(op.getResult(), constants.value(ir::JsonAttr::object(op.getContext(), {}, {})));
  give(op, "members(" + heap + ", " + list(op.getKeys()) + ", " + list(op.getValues()) + ")",
       Effect::Raises, "object");
}

void FunctionEmitter::emitOp(ir::ListOp op) {
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

void FunctionEmitter::emitOp(ir::TransformOp op) {
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

// ---- BoxedVariables: arrays of one item that changes

void FunctionEmitter::emitOp(ir::BoxOp op) { give(op, "box(" + heap + ")", Effect::Acts, "box"); }
void FunctionEmitter::emitOp(ir::BoxGetOp op) {
  give(op, "get(" + get(op.getBox()) + ")", Effect::Reads, "now");
}
void FunctionEmitter::emitOp(ir::BoxSetOp op) {
  line("put(" + get(op.getBox()) + ", " + get(op.getValue()) + ");");
}
