// Paths: a definite one is a call, each step of an indefinite one a function.
#include "compiler/codegen/cpp/code.h"
#include "compiler/codegen/cpp/text.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
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

std::string Code::step(mlir::Attribute step, bool last, bool all) {
  if (auto name = mlir::dyn_cast<mlir::StringAttr>(step))
    return shared.data.symbol(name.getValue());
  if (auto position = mlir::dyn_cast<mlir::IntegerAttr>(step))
    return literalOf(position.getInt());
  if (auto names = mlir::dyn_cast<mlir::ArrayAttr>(step)) {
    std::vector<std::string> keys;
    for (const std::string &name : textsOf(names))
      keys.push_back(shared.data.symbol(name));
    std::string flags = last && all ? "ASL_MEMBERS_LAST | ASL_MEMBERS_ALL"
                        : last      ? "ASL_MEMBERS_LAST"
                        : all       ? "ASL_MEMBERS_ALL"
                                    : "0";
    return "several<" + flags + (keys.empty() ? "" : ", ") + llvm::join(keys, ", ") + ">{}";
  }
  int64_t minus = integerOf(mlir::cast<mlir::DictionaryAttr>(step).get("from_length"));
  return "from_length{" + std::to_string(minus) + "}";
}

std::string Code::stepsOf(ir::PathOp op) {
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
  bool isWhole = require && require.getSite() != "variable" && require.getInput() == op.getValue();
  return isWhole ? require : ir::RequireOp();
}

void Code::emitOp(ir::PathOp op) {
  if (op.getSteps().empty())
    return bind(op.getResult(), expression(op.getValue()));
  if (requiredBy(op))
    return;
  std::string steps = stepsOf(op);
  std::string first = op.getFirst() == 0 ? "" : "<" + std::to_string(op.getFirst()) + ">";
  give(op, "path" + first + "(" + heap + ", " + get(op.getValue()) + steps + ")", Effect::None,
       nameOf(op.getSteps()));
}

std::string Code::siteOf(ir::RequireOp op) {
  llvm::StringRef kind = llvm::StringSwitch<llvm::StringRef>(op.getSite())
                             .Case("template", "ASL_SITE_TEMPLATE")
                             .Case("choice", "ASL_SITE_CHOICE")
                             .Case("argument", "ASL_SITE_ARGUMENT")
                             .Default("ASL_SITE_PATH");
  std::vector<std::string> steps;
  if (mlir::ArrayAttr written = op.getStepsAttr())
    for (mlir::Attribute step : written)
      steps.push_back(stepText(step));
  std::string table =
      steps.empty() ? "nullptr" : shared.data.strings(steps, "steps " + op.getPath().str());
  return shared.data.constant("asl_path_site", "at " + op.getPath().str(), "",
                              llvm::formatv("{{{0}, {1}, {2}, {3}, {4}}", kind, steps.size(),
                                            shared.data.string(op.getPath()),
                                            shared.data.stringOr(op.getField()), table)
                                  .str());
}

void Code::emitOp(ir::RequireOp op) {
  std::string site = siteOf(op);
  std::string name = op.getStepsAttr() ? nameOf(op.getStepsAttr()) : "found";
  if (auto path = op.getValue().getDefiningOp<ir::PathOp>(); path && requiredBy(path) == op)
    return give(op, "find(" + heap + ", " + get(op.getInput()) + ", " + site + stepsOf(path) + ")",
                Effect::Raises, name);
  std::string value = get(op.getValue());
  if (op.getSite() == "variable")
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

void Code::emitOp(ir::GatherOp op) {
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

std::string Code::walkBlock(mlir::Block &ops) {
  for (mlir::Operation &op : ops) {
    if (auto match = mlir::dyn_cast<ir::EmitOp>(op))
      return "asl_gather_add(" + walk + ", " + get(match.getValue()) + ")";
    if (auto each = mlir::dyn_cast<ir::EachOp>(op))
      return callEach(each);
    emit(&op);
  }
  llvm::report_fatal_error("a part of an indefinite path ends in no match");
}

std::string Code::callEach(ir::EachOp op) {
  std::string head = walk + ", " + get(op.getValue());
  std::string next = nextFunction(op.getBody());
  std::string predicate = predicateFunction(op.getPredicate());
  std::vector<std::string> names;
  if (op.getNames())
    names = textsOf(*op.getNames());
  std::string table = names.empty() ? "nullptr" : shared.data.symbols(names, hint + "_names");
  auto number = [](std::optional<uint64_t> given) {
    return std::to_string(static_cast<int64_t>(given.value_or(0)));
  };

  llvm::StringRef kind = op.getKind();
  if (kind == "wildcard")
    return "asl_each_wildcard(" + head + ", " + next + ")";
  if (kind == "names")
    return llvm::formatv("asl_each_name({0}, {1}, {2}, {3}, {4})", head, table, names.size(),
                         number(op.getMissing()), next);
  if (kind == "indexes") {
    std::vector<std::string> indexes;
    for (mlir::Attribute index : op.getIndexesAttr())
      indexes.push_back(literalOf(integerOf(index)));
    std::string positions = indexes.empty()
                                ? "nullptr"
                                : shared.data.constant("int64_t", hint + "_indexes", "[]",
                                                       "{" + llvm::join(indexes, ", ") + "}");
    return llvm::formatv("asl_each_index({0}, {1}, {2}, {3})", head, positions, indexes.size(),
                         next);
  }
  if (kind == "slice")
    return llvm::formatv("asl_each_slice({0}, {1}, {2}, {3}, {4})", head, number(op.getFrom()),
                         number(op.getTo()), (op.getFrom() ? 1 : 0) | (op.getTo() ? 2 : 0), next);
  if (kind == "from_length")
    return llvm::formatv("asl_each_from_length({0}, {1}, {2})", head, number(op.getFrom()), next);
  if (kind == "scan")
    return llvm::formatv("asl_each_descendant({0}, {1}, {2}, {3}, {4}, {5})", head,
                         number(op.getScan()), table, names.size(), predicate, next);
  assert(kind == "filter" && "the verifier knows the kinds of steps");
  return llvm::formatv("asl_each_filtered({0}, {1}, {2})", head, predicate, next);
}

std::string Code::nextFunction(mlir::Region &rest) {
  mlir::Block &ops = rest.front();
  // The last step hands its matches straight to the runtime.
  if (auto match = mlir::dyn_cast<ir::EmitOp>(ops.front()))
    if (match.getValue() == ops.getArgument(0))
      return "asl_gather_add";
  return partFunction(rest, "value", "each", [&](Code &part) {
    std::string last = part.walkBlock(ops);
    part.line("return " + last + ";");
  });
}

std::string Code::predicateFunction(mlir::Region &predicate) {
  if (predicate.empty())
    return "nullptr";
  return partFunction(predicate, "int32_t", "where", [&](Code &part) {
    std::string holds = part.region(predicate, {"current"}).text;
    part.line("return " + holds + " ? 1 : 0;");
  });
}

/// A function `(asl_gather *walk, value current) -> type` for `region`, whose argument is
/// `current`.
std::string Code::partFunction(mlir::Region &region, llvm::StringRef type, llvm::StringRef kind,
                               llvm::function_ref<void(Code &)> write) {
  std::string name = locals.uniqueAround(scope, hint + "_" + kind.str());
  Code part(shared, scope, before, hint);
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
