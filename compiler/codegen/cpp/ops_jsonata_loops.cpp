// Steps, predicates, sorting and grouping as loops in place, so that an error inside leaves at
// once.
#include "compiler/codegen/cpp/function_emitter.h"

using namespace aslc::codegen::cpp;

namespace ir = aslc::ir;

// ---- Loops

std::pair<std::string, std::string> FunctionEmitter::openLoop(const std::string &input,
                                                              llvm::StringRef mode) {
  std::string range = local("all"), item = local("item");
  line("const items " + range + "(" + input + ", items::" + mode + ");");
  checked(range + ".turns(" + heap + ")");
  open("for ([[maybe_unused]] const value &" + item + " : " + range + ")");
  return {range, item};
}

std::string FunctionEmitter::newList(const llvm::Twine &name) {
  std::string list = local(name);
  line("growing " + list + "(" + heap + ");");
  return list;
}

llvm::SmallVector<std::string> FunctionEmitter::tupleParts(const std::string &tuple,
                                                           uint64_t width) {
  if (width == 0)
    return {tuple};
  llvm::SmallVector<std::string> parts;
  for (uint64_t i = 0; i < width; ++i)
    parts.push_back("part(" + tuple + ", " + std::to_string(i) + ")");
  return parts;
}

// ---- Steps and predicates

void FunctionEmitter::emitOp(ir::StepOp op) {
  std::string input = get(op.getInput()), list = newList("results");
  if (op.getSingle()) {
    line("asl_list_add_step(&" + list + ", " + region(op.getBody(), {input}).text + ");");
  } else {
    auto [range, item] = openLoop(input, op.getLoose() ? "loose" : "always");
    std::string given = region(op.getBody(), {item}).text;
    line("asl_list_add_step(&" + list + ", " + given + ");");
    close();
  }
  give(op, "asl_list_end_step(&" + list + ", " + (op.getLast() ? "1" : "0") + ")", Effect::Acts,
       "stepped");
}

void FunctionEmitter::emitWhere(mlir::Operation *op, mlir::Value input, uint64_t width,
                                mlir::Region &predicate) {
  std::string given = get(input), list = newList("selected");
  auto [range, item] = openLoop(given, width == 0 ? "always" : "defined");
  std::string selects = region(predicate, tupleParts(item, width)).text;
  checked("asl_list_add_selected(&" + list + ", " + heap + ", " + item + ", " + selects + ", " +
          range + ".index(" + item + "), " + range + ".count())");
  close();
  give(op, "asl_list_end(&" + list + ")", Effect::Acts, "matching");
}

void FunctionEmitter::emitOp(ir::WhereOp op) { emitWhere(op, op.getInput(), 0, op.getBody()); }
void FunctionEmitter::emitOp(ir::TupleWhereOp op) {
  emitWhere(op, op.getInput(), op.getWidth(), op.getBody());
}

// ---- Sorting and grouping

void FunctionEmitter::emitSort(mlir::Operation *op, mlir::Value input, uint64_t width,
                               llvm::ArrayRef<bool> descending,
                               mlir::MutableArrayRef<mlir::Region> terms) {
  std::string given = statement("value", "unsorted", get(input)), keys = newList("keys");
  // An item alone is compared with nothing, so that no term of it is evaluated.
  auto [range, item] = openLoop(given, "several");
  for (mlir::Region &term : terms) {
    bool mayFail = !llvm::all_of(term.front().without_terminator(),
                                 [](mlir::Operation &op) { return mlir::isMemoryEffectFree(&op); });
    std::string key;
    if (mayFail) { // an error counts when the key is compared
      key = local("key");
      open("const value " + key + " = [&]() -> value");
      line("return " + region(term, tupleParts(item, width)).text + ";");
      --indent;
      line("}();");
    } else {
      key = region(term, tupleParts(item, width)).text;
    }
    line("asl_list_add(&" + keys + ", " + key + ");");
  }
  close();
  give(op,
       "asl_list_end_sort(&" + keys + ", " + heap + ", " + given + ", " +
           flags(descending, "descending") + ", " + std::to_string(terms.size()) + ")",
       Effect::Raises, "sorted");
}

void FunctionEmitter::emitOp(ir::SortOp op) {
  emitSort(op, op.getInput(), 0, op.getDescending(), op.getTerms());
}
void FunctionEmitter::emitOp(ir::TupleSortOp op) {
  emitSort(op, op.getInput(), op.getWidth(), op.getDescending(), op.getTerms());
}

void FunctionEmitter::emitGroup(mlir::Operation *op, std::string given, uint64_t width,
                                mlir::MutableArrayRef<mlir::Region> pairs) {
  std::string groups = local("groups");
  if (width == 0)
    given = "grouped(" + given + ")";
  line("asl_groups *const " + groups + " = asl_groups_begin(" + heap + ", " +
       std::to_string(width) + ");");
  auto [range, item] = openLoop(given, width == 0 ? "always" : "defined");
  for (size_t i = 0; i < pairs.size(); i += 2) {
    std::string key = region(pairs[i], tupleParts(item, width)).text;
    checked("asl_groups_add(" + groups + ", " + key + ", " + item + ", " + std::to_string(i / 2) +
            ")");
  }
  close();

  std::string group = local("group"), count = local("count");
  open("for (uint32_t " + group + " = 0, " + count + " = asl_groups_count(" + groups + "); " +
       group + " < " + count + "; ++" + group + ")");
  std::string members = statement("[[maybe_unused]] const value", "members",
                                  "asl_groups_items(" + groups + ", " + group + ")");
  for (size_t i = 0; i < pairs.size(); i += 2) {
    if (pairs.size() > 2)
      open("if (asl_groups_pair(" + groups + ", " + group + ") == " + std::to_string(i / 2) + ")");
    std::string value = region(pairs[i + 1], tupleParts(members, width)).text;
    line("asl_groups_set(" + groups + ", " + group + ", " + value + ");");
    if (pairs.size() > 2)
      close();
  }
  close();
  give(op, "asl_groups_end(" + groups + ")", Effect::Acts, "object");
}

void FunctionEmitter::emitOp(ir::GroupOp op) {
  if (op.getPairs().empty())
    return bind(op.getResult(), constants.value(ir::JsonAttr::object(op.getContext(), {}, {})));
  emitGroup(op, get(op.getInput()), 0, op.getPairs());
}
void FunctionEmitter::emitOp(ir::TupleGroupOp op) {
  if (op.getPairs().empty())
    return bind(op.getResult(), constants.value(ir::JsonAttr::object(op.getContext(), {}, {})));
  std::string tuples = get(op.getInput());
  if (op.getBefore())
    tuples = "asl_jsonata_grouped_tuples(" + heap + ", " + tuples + ", " + get(op.getBefore()) +
             ", " + std::to_string(op.getWidth()) + ")";
  emitGroup(op, tuples, op.getWidth(), op.getPairs());
}

// ---- Tuple streams

void FunctionEmitter::emitOp(ir::TuplesOp op) {
  give(op, "asl_jsonata_tuples(" + heap + ", " + get(op.getInput()) + ")", Effect::None, "tuples");
}
void FunctionEmitter::emitOp(ir::TupleStepOp op) {
  std::string input = get(op.getInput()), list = newList("tuples");
  std::string kinds;
  auto add = [&](bool has, llvm::StringRef flag) {
    if (has)
      kinds += (kinds.empty() ? "" : " | ") + flag.str();
  };
  add(op.getFocus(), "ASL_TUPLE_FOCUS");
  add(op.getIndex(), "ASL_TUPLE_INDEX");
  add(op.getAncestor(), "ASL_TUPLE_ANCESTOR");
  auto [range, tuple] = openLoop(input, "defined");
  std::string given = region(op.getBody(), tupleParts(tuple, op.getWidth())).text;
  line("asl_list_add_tuples(&" + list + ", " + heap + ", " + tuple + ", " + given + ", " +
       (kinds.empty() ? "0" : kinds) + ", " + std::to_string(op.getNested()) + ");");
  close();
  give(op, "asl_list_end(&" + list + ")", Effect::Acts, "stream");
}
void FunctionEmitter::emitOp(ir::TupleIndexOp op) {
  give(op, "asl_jsonata_tuple_index(" + heap + ", " + get(op.getInput()) + ")", Effect::None,
       "indexed");
}
void FunctionEmitter::emitOp(ir::TupleItemsOp op) {
  give(op, "asl_jsonata_tuple_items(" + heap + ", " + get(op.getInput()) + ")", Effect::None,
       "firsts");
}
