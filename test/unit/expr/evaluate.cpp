// See evaluate.h.
#include "evaluate.h"

#include "asl/abi/abi.h"
#include "runtime/expr/regex.h"
#include "runtime/value/json.h"

#include <map>

namespace asl::test {
namespace {

using namespace aslc::jsonpath;
namespace intrinsic = aslc::intrinsic;

void addNames(const Path &path, std::vector<std::string_view> &out);

void addNames(const Filter &filter, std::vector<std::string_view> &out) {
  for (const auto &operand : filter.operands)
    addNames(*operand, out);
  for (const Operand *operand : {&filter.left, &filter.right})
    if (operand->path)
      addNames(*operand->path, out);
}

void addNames(const Path &path, std::vector<std::string_view> &out) {
  for (const Step &step : path.steps) {
    if (const auto *names = std::get_if<NamesStep>(&step.kind))
      out.insert(out.end(), names->names.begin(), names->names.end());
    if (const auto *scan = std::get_if<DeepScan>(&step.kind); scan && scan->filter)
      addNames(*scan->filter, out);
    if (const auto *filter = std::get_if<FilterStep>(&step.kind))
      addNames(*filter->filter, out);
  }
}

void addNames(const intrinsic::Call &call, std::vector<std::string_view> &out) {
  for (const intrinsic::Argument &argument : call.arguments) {
    if (const auto *path = std::get_if<Path>(&argument.value))
      addNames(*path, out);
    if (const auto *nested = std::get_if<std::unique_ptr<intrinsic::Call>>(&argument.value))
      addNames(**nested, out);
  }
}

std::vector<const asl_string *> symbolsOf(Heap &heap, const std::vector<std::string> &names) {
  std::vector<const asl_string *> out;
  for (const std::string &name : names)
    out.push_back(heap.findSymbol(name));
  return out;
}

/// Evaluates a path to one value or none. `all`: it is the path of an existence test.
Value single(Heap &heap, const Path &path, Value value, bool all = false) {
  for (uint32_t i = 0; i < path.steps.size(); ++i) {
    const auto &kind = path.steps[i].kind;
    if (const auto *names = std::get_if<NamesStep>(&kind)) {
      std::vector<const asl_string *> symbols = symbolsOf(heap, names->names);
      uint32_t flags = (names->missing == NamesStep::Missing::Last ? ASL_MEMBERS_LAST : 0u) |
                       (all ? ASL_MEMBERS_ALL : 0u);
      value = symbols.size() == 1 ? asl_member(value, symbols[0], i)
                                  : asl_members(&heap, value, symbols.data(),
                                                static_cast<uint32_t>(symbols.size()), flags, i);
    } else if (const auto *indexes = std::get_if<Indexes>(&kind)) {
      value = asl_element(&heap, value, indexes->indexes[0], i);
    } else {
      value = asl_element_from_length(&heap, value, std::get<FromLength>(kind).minus, i);
    }
  }
  return value;
}

Value operandValue(asl_gather *gather, const Operand &operand, Value current, bool all = false) {
  Heap &heap = Heap::of(gather->heap);
  if (operand.kind == Operand::Kind::Path)
    return single(heap, *operand.path, operand.path->root == Root::Current ? current : gather->root,
                  all);
  if (operand.kind == Operand::Kind::Array)
    return heap.finish(heap.rawArray(0));
  return heap.string(operand.text);
}

int32_t holds(asl_gather *gather, const Filter &filter, Value current) {
  switch (filter.kind) {
  case Filter::Kind::And:
  case Filter::Kind::Or:
    for (const auto &operand : filter.operands) {
      int32_t result = holds(gather, *operand, current);
      if (result < 0 || (result != 0) == (filter.kind == Filter::Kind::Or))
        return result;
    }
    return filter.kind == Filter::Kind::And;
  case Filter::Kind::Not: {
    int32_t result = holds(gather, *filter.operands[0], current);
    return result < 0 ? result : !result;
  }
  case Filter::Kind::Exists:
    return asl_filter_exists(gather, operandValue(gather, filter.left, current, true));
  case Filter::Kind::Compare:
    break;
  }
  Value left = operandValue(gather, filter.left, current);
  if (filter.op == "=~") {
    Heap &heap = Heap::of(gather->heap);
    asl_regex regex{heap.string(filter.right.text).string, filter.right.ignoreCase, 0, nullptr};
    return asl_filter_matches(gather, left, &regex);
  }
  static const std::map<std::string, uint32_t> ops = {
      {"==", ASL_EQ}, {"!=", ASL_NE}, {"<", ASL_LT}, {"<=", ASL_LE}, {">", ASL_GT}, {">=", ASL_GE}};
  return asl_filter_compare(gather, ops.at(filter.op), left,
                            operandValue(gather, filter.right, current));
}

/// What a walk passes to its continuations.
struct Cursor {
  const Path *path;
  size_t index;
};

Cursor &cursorOf(asl_gather *gather) {
  return *const_cast<Cursor *>(static_cast<const Cursor *>(gather->captures));
}

int32_t stepFilter(asl_gather *gather, Value current) {
  Cursor &cursor = cursorOf(gather);
  const auto &kind = cursor.path->steps[cursor.index].kind;
  const auto *scan = std::get_if<DeepScan>(&kind);
  return holds(gather, scan ? *scan->filter : *std::get<FilterStep>(kind).filter, current);
}

Value walk(asl_gather *gather, Value current);

Value next(asl_gather *gather, Value current) {
  Cursor &cursor = cursorOf(gather);
  ++cursor.index;
  Value result = walk(gather, current);
  --cursor.index;
  return result;
}

struct StepWalk {
  asl_gather *gather;
  Value current;

  Value operator()(const NamesStep &step) const {
    auto names = symbolsOf(Heap::of(gather->heap), step.names);
    return asl_each_name(gather, current, names.data(), static_cast<uint32_t>(names.size()),
                         static_cast<uint32_t>(step.missing), next);
  }
  Value operator()(const Indexes &step) const {
    return asl_each_index(gather, current, step.indexes.data(),
                          static_cast<uint32_t>(step.indexes.size()), next);
  }
  Value operator()(const Slice &step) const {
    return asl_each_slice(gather, current, step.from.value_or(0), step.to.value_or(0),
                          (step.from ? 1u : 0u) | (step.to ? 2u : 0u), next);
  }
  Value operator()(const FromLength &step) const {
    return asl_each_from_length(gather, current, step.minus, next);
  }
  Value operator()(const Wildcard &) const { return asl_each_wildcard(gather, current, next); }
  Value operator()(const DeepScan &step) const {
    auto names = symbolsOf(Heap::of(gather->heap), step.names);
    return asl_each_descendant(gather, current, static_cast<uint32_t>(step.target), names.data(),
                               static_cast<uint32_t>(names.size()), stepFilter, next);
  }
  Value operator()(const FilterStep &) const {
    return asl_each_filtered(gather, current, stepFilter, next);
  }
};

Value walk(asl_gather *gather, Value current) {
  Cursor &cursor = cursorOf(gather);
  if (cursor.index == cursor.path->steps.size())
    return asl_gather_add(gather, current);
  return std::visit(StepWalk{gather, current}, cursor.path->steps[cursor.index].kind);
}

Value gathered(Heap &heap, const Path &path, Value document) {
  asl_gather gather;
  Cursor cursor{&path, 0};
  asl_gather_begin(&gather, &heap, document);
  gather.captures = &cursor;
  Value result = walk(&gather, document);
  return isError(result) ? result : asl_gather_end(&gather);
}

Value failure(Heap &heap, const Path &path, Value missing, Value document, asl_site_kind kind) {
  std::vector<const asl_string *> steps;
  for (const auto &step : path.steps)
    steps.push_back(heap.string(step.text()).string);
  asl_path_site site{static_cast<uint32_t>(kind), static_cast<uint32_t>(path.steps.size()),
                     heap.string(path.text).string, heap.string("field.$").string, steps.data()};
  return asl_path_failed(&heap, missing, &site, document);
}

using Implementation = asl_value (*)(asl_heap *, const asl_value *, uint32_t);

Implementation implementation(intrinsic::Function function) {
  static const std::map<std::string_view, Implementation> table = {
#define ASL_ENTRY(name, Name) {#Name, asl_intrinsic_##name},
      ASL_INTRINSICS(ASL_ENTRY)
#undef ASL_ENTRY
  };
  return table.at(intrinsic::name(function));
}

Value argumentValue(Heap &heap, const intrinsic::Argument &argument, const Roots &roots) {
  if (const auto *path = std::get_if<Path>(&argument.value))
    return evaluate(heap, *path, roots(*path), ASL_SITE_ARGUMENT);
  if (const auto *nested = std::get_if<std::unique_ptr<intrinsic::Call>>(&argument.value))
    return evaluate(heap, **nested, roots);
  if (const auto *string = std::get_if<std::string>(&argument.value))
    return heap.string(*string);
  return json::read(heap, argument.text);
}

} // namespace

std::vector<std::string_view> namesIn(const Path &path) {
  std::vector<std::string_view> out;
  addNames(path, out);
  return out;
}

std::vector<std::string_view> namesIn(const intrinsic::Call &call) {
  std::vector<std::string_view> out;
  addNames(call, out);
  return out;
}

Value evaluate(Heap &heap, const Path &path, Value document, asl_site_kind site) {
  Value result = path.definite() ? single(heap, path, document) : gathered(heap, path, document);
  if (isUndefined(result) || isError(result))
    return failure(heap, path, result, document, site);
  return result;
}

Value evaluate(Heap &heap, const intrinsic::Call &call, const Roots &roots) {
  std::vector<Value> arguments;
  for (const intrinsic::Argument &argument : call.arguments) {
    arguments.push_back(argumentValue(heap, argument, roots));
    if (isError(arguments.back()))
      return arguments.back();
  }
  return implementation(call.function)(&heap, arguments.data(),
                                       static_cast<uint32_t>(arguments.size()));
}

} // namespace asl::test
