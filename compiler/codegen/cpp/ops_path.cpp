// Paths: a definite one is a call, each step of an indefinite one a function.
#include "compiler/codegen/cpp/function_emitter.h"
#include "compiler/codegen/cpp/text.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace aslc::codegen::cpp;

namespace ir = aslc::ir;

namespace {

/// An integer as a literal; it has no literal of its own when it is the least.
std::string literalOf(int64_t number) {
  return number == INT64_MIN ? "INT64_MIN" : std::to_string(number);
}

/// What a local variable that holds a path's end may be called.
std::string nameOf(mlir::ArrayAttr steps) {
  for (mlir::Attribute step : llvm::reverse(steps.getValue()))
    if (auto name = mlir::dyn_cast<mlir::StringAttr>(step))
      return name.getValue().str();
  return "part";
}

/// The path that a walk follows, for people.
std::string pathOf(ir::GatherOp op) {
  for (mlir::Operation *user : op.getResult().getUsers())
    if (auto require = mlir::dyn_cast<ir::RequireOp>(user))
      return require.getPath().str();
  return "a path";
}

} // namespace

// ---- Definite paths

std::string FunctionEmitter::step(mlir::Attribute step, bool last, bool all) {
  if (auto name = mlir::dyn_cast<mlir::StringAttr>(step))
    return constants.symbol(name.getValue());
  if (auto position = mlir::dyn_cast<mlir::IntegerAttr>(step))
    return literalOf(position.getInt());
  if (auto names = mlir::dyn_cast<mlir::ArrayAttr>(step)) {
    std::vector<std::string> keys;
    for (const std::string &name : textsOf(names))
      keys.push_back(constants.symbol(name));
    std::string flags = last && all ? "ASL_MEMBERS_LAST | ASL_MEMBERS_ALL"
                        : last      ? "ASL_MEMBERS_LAST"
                        : all       ? "ASL_MEMBERS_ALL"
                                    : "0";
    return "several<" + flags + (keys.empty() ? "" : ", ") + llvm::join(keys, ", ") + ">{}";
  }
  int64_t minus = integerOf(mlir::cast<mlir::DictionaryAttr>(step).get("from_length"));
  return "from_length{" + std::to_string(minus) + "}";
}

std::string FunctionEmitter::stepsOf(ir::PathOp op) {
  std::string steps;
  for (auto [index, each] : llvm::enumerate(op.getSteps()))
    steps += ", " + step(each, index + 1 == op.getSteps().size(), op.getAll());
  return steps;
}

/// The op that requires what a path found, when nothing else does: both are one call then.
static ir::RequireOp requiredBy(ir::PathOp op) {
  if (!op.getResult().hasOneUse() || op.getFirst() != 0 || op.getSteps().empty())
    return {};
  auto require = mlir::dyn_cast<ir::RequireOp>(*op.getResult().getUsers().begin());
  bool isWhole =
      require && require.getSite() != ir::Site::Variable && require.getInput() == op.getValue();
  return isWhole ? require : ir::RequireOp();
}

void FunctionEmitter::emitOp(ir::PathOp op) {
  if (op.getSteps().empty())
    return bind(op.getResult(), expression(op.getValue()));
  if (requiredBy(op))
    return;
  std::string steps = stepsOf(op);
  std::string first = op.getFirst() == 0 ? "" : "<" + std::to_string(op.getFirst()) + ">";
  give(op, "path" + first + "(" + heap + ", " + get(op.getValue()) + steps + ")", Effect::None,
       nameOf(op.getSteps()));
}

std::string FunctionEmitter::siteOf(ir::RequireOp op) {
  std::string kind = nameInC(siteKindOf(op.getSite()));
  std::vector<std::string> steps;
  if (mlir::ArrayAttr written = op.getStepsAttr())
    for (mlir::Attribute step : written)
      steps.push_back(stepText(step));
  std::string table =
      steps.empty() ? "nullptr" : constants.strings(steps, "steps " + op.getPath().str());
  return constants.constant("asl_path_site", "at " + op.getPath().str(), "",
                            llvm::formatv("{{{0}, {1}, {2}, {3}, {4}}", kind, steps.size(),
                                          constants.string(op.getPath()),
                                          constants.stringOr(op.getField()), table)
                                .str());
}

void FunctionEmitter::emitOp(ir::RequireOp op) {
  std::string site = siteOf(op);
  std::string name = op.getStepsAttr() ? nameOf(op.getStepsAttr()) : "found";
  if (auto path = op.getValue().getDefiningOp<ir::PathOp>(); path && requiredBy(path) == op)
    return give(op, "find(" + heap + ", " + get(op.getInput()) + ", " + site + stepsOf(path) + ")",
                Effect::Raises, name);
  std::string value = get(op.getValue());
  if (op.getSite() == ir::Site::Variable)
    give(op,
         "require_variable(f, " + value + ", " + site + ", " +
             (op.getInput() ? get(op.getInput()) : "undefined") + ")",
         Effect::Raises, name);
  else if (!op.getInput())
    give(op, "require_context(f, " + value + ", " + site + ")", Effect::Raises, name);
  else
    give(op, "require(" + heap + ", " + value + ", " + site + ", " + get(op.getInput()) + ")",
         Effect::Raises, name);
}

// ---- Indefinite paths

void FunctionEmitter::emitOp(ir::GatherOp op) {
  Captures seen;
  seen.roots = {op.getRoot(), op.getBody().getArgument(0)};
  for (mlir::Value value : usedFromOutside(op.getBody()))
    if (value != op.getRoot())
      seen.values.push_back(value);
  std::string root = get(op.getRoot()), around;
  if (!seen.values.empty()) {
    std::string captured = local("captured");
    line("const value " + captured + "[] = " + list(seen.values) + ";");
    around = ", " + captured;
  }
  std::string gather = local("walk");
  line("gather " + gather + "(" + heap + ", " + root + around + ");");
  bind(op.getBody().getArgument(0), root);

  llvm::SaveAndRestore inWalk(walk, "&" + gather), along(walked, pathOf(op));
  llvm::SaveAndRestore withCaptures(captures_, static_cast<const Captures *>(&seen));
  std::string last = walkBlock(op.getBody().front());
  // Not an error to leave with: the op that requires it sees to that.
  give(op, gather + ".found(" + last + ")", Effect::Acts, "found");
}

std::string FunctionEmitter::walkBlock(mlir::Block &ops) {
  for (mlir::Operation &op : ops) {
    if (auto match = mlir::dyn_cast<ir::EmitOp>(op))
      return "asl_gather_add(" + walk + ", " + get(match.getValue()) + ")";
    if (auto step = mlir::dyn_cast<ir::PathStep>(op))
      return callStep(step);
    emit(&op);
  }
  llvm::report_fatal_error("a part of an indefinite path ends in no match");
}

std::string FunctionEmitter::callStep(ir::PathStep op) {
  std::string head = walk + ", " + get(op.getStepInput());
  std::string next = nextFunction(op.getRest());
  auto tableOf = [&](const std::vector<std::string> &names) {
    return names.empty() ? "nullptr" : constants.symbols(names, hint + "_names");
  };
  auto scan = [&](llvm::StringRef target, const std::vector<std::string> &names,
                  const std::string &predicate) -> std::string {
    return llvm::formatv("asl_each_descendant({0}, {1}, {2}, {3}, {4}, {5})", head, target,
                         tableOf(names), names.size(), predicate, next);
  };
  return llvm::TypeSwitch<mlir::Operation *, std::string>(op)
      .Case([&](ir::EachWildcardOp) { return "asl_each_wildcard(" + head + ", " + next + ")"; })
      .Case([&](ir::EachNamesOp step) -> std::string {
        std::vector<std::string> names = textsOf(step.getNames());
        return llvm::formatv("asl_each_name({0}, {1}, {2}, {3}, {4})", head, tableOf(names),
                             names.size(), static_cast<uint32_t>(step.getMissing()), next);
      })
      .Case([&](ir::EachIndexOp step) -> std::string {
        std::vector<std::string> indexes;
        for (mlir::Attribute index : step.getIndexes())
          indexes.push_back(literalOf(integerOf(index)));
        std::string table = indexes.empty()
                                ? "nullptr"
                                : constants.constant("int64_t", hint + "_indexes", "[]",
                                                     "{" + llvm::join(indexes, ", ") + "}");
        return llvm::formatv("asl_each_index({0}, {1}, {2}, {3})", head, table, indexes.size(),
                             next);
      })
      .Case([&](ir::EachSliceOp step) -> std::string {
        auto bound = [](std::optional<uint64_t> given) {
          return literalOf(static_cast<int64_t>(given.value_or(0)));
        };
        return llvm::formatv("asl_each_slice({0}, {1}, {2}, {3}, {4})", head, bound(step.getFrom()),
                             bound(step.getTo()), (step.getFrom() ? 1 : 0) | (step.getTo() ? 2 : 0),
                             next);
      })
      .Case([&](ir::EachFromLengthOp step) -> std::string {
        return llvm::formatv("asl_each_from_length({0}, {1}, {2})", head,
                             literalOf(static_cast<int64_t>(step.getMinus())), next);
      })
      .Case([&](ir::EachFilterOp step) -> std::string {
        return llvm::formatv("asl_each_filtered({0}, {1}, {2})", head,
                             predicateFunction(step.getPredicate()), next);
      })
      .Case([&](ir::EachScanOp step) {
        return scan("ASL_SCAN_" + ir::stringifyScanTarget(step.getTarget()).upper(), {}, "nullptr");
      })
      .Case([&](ir::EachScanNamesOp step) {
        return scan("ASL_SCAN_OBJECTS", textsOf(step.getNames()), "nullptr");
      })
      .Case([&](ir::EachScanFilterOp step) {
        return scan(step.getLast() ? "ASL_SCAN_FILTERED_LAST" : "ASL_SCAN_FILTERED", {},
                    predicateFunction(step.getPredicate()));
      });
}

std::string FunctionEmitter::nextFunction(mlir::Region &rest) {
  mlir::Block &ops = rest.front();
  // The last step hands its matches straight to the runtime.
  if (auto match = mlir::dyn_cast<ir::EmitOp>(ops.front()))
    if (match.getValue() == ops.getArgument(0))
      return "asl_gather_add";
  return partFunction(rest, "value", "each", [&](FunctionEmitter &part) {
    std::string last = part.walkBlock(ops);
    part.line("return " + last + ";");
  });
}

std::string FunctionEmitter::predicateFunction(mlir::Region &predicate) {
  return partFunction(predicate, "int32_t", "where", [&](FunctionEmitter &part) {
    std::string holds = part.region(predicate, {"current"}).text;
    part.line("return " + holds + " ? 1 : 0;");
  });
}

/// A function `(asl_gather *walk, value current) -> type` for `region`, whose argument is
/// `current`.
std::string FunctionEmitter::partFunction(mlir::Region &region, llvm::StringRef type,
                                          llvm::StringRef kind,
                                          llvm::function_ref<void(FunctionEmitter &)> write) {
  std::string name = locals.uniqueAround(scope, hint + "_" + kind.str());
  FunctionEmitter part(moduleContext, scope, before, hint);
  for (llvm::StringRef taken : {"walk", "current", "heap"})
    part.locals.reserve(taken);
  part.walk = "walk";
  part.walked = walked;
  part.heap = "walk->heap";
  part.captures_ = captures_;
  for (mlir::Value root : captures_->roots)
    part.bind(root, "walk->root");
  for (auto [index, value] : llvm::enumerate(captures_->values)) {
    std::string text = "capture(walk, " + std::to_string(index) + ")";
    part.bind(value, value.getType().isInteger(1) ? "condition(" + text + ")" : text);
  }
  part.bind(region.getArgument(0), "current");
  write(part);
  part.tidy();
  before += comment("A step of " + walked + ".", "") + type.str() + " " + name + "(asl_gather *" +
            (part.uses("walk") ? "walk" : "") + ", value" +
            (part.uses("current") ? " current" : "") + ") {\n" + part.body + "}\n\n";
  return name;
}
