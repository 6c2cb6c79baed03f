// An expression becomes the ItemSelector of a Map: the one piece of a machine that is a function of
// a value, needs no execution around it and hands its errors back. So it goes the way of every
// expression.
#include "compiler/driver/expression.h"

#include "compiler/expr/jsonpath/path.h"
#include "compiler/lower/expressions.h"
#include "compiler/lower/query.h"
#include "runtime/expr/jsonata/core.h"
#include "runtime/expr/jsonata/evaluation.h"
#include "runtime/expr/regex.h"
#include "runtime/value/heap.h"

#include "llvm/Support/Error.h"

#include <algorithm>

using namespace aslc;
using namespace aslc::driver;

namespace {

constexpr llvm::StringLiteral machineName = "expression";
constexpr llvm::StringLiteral inputKey = "input";

/// The key under which a binding is handed over; `input` may be one's name too.
std::string bindingKey(const std::string &name) { return "$" + name; }

/// Reports what keeps the text from being an expression, if anything does.
jsonata::NodePtr parseJsonata(const std::string &text, ExpressionResult &result) {
  auto parsed = jsonata::parse(text);
  if (auto *tree = std::get_if<jsonata::NodePtr>(&parsed))
    return std::move(*tree);
  result.refused = std::get<jsonata::Error>(parsed);
  auto [begin, end] = jsonata::placeOf(*result.refused, text);
  std::string message = result.refused->code + ": " + result.refused->message();
  auto report = result.diagnostics->emit({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)},
                                         diag::Kind::JsonataSyntax, {message});
  if (text.starts_with("{%"))
    report.hint("an expression is written here without its marks `{%` and `%}`");
  return nullptr;
}

bool checkPath(const std::string &text, ExpressionResult &result) {
  auto parsed = jsonpath::parse(text);
  std::string problem;
  size_t offset = 0;
  if (auto *error = std::get_if<jsonpath::Error>(&parsed)) {
    problem = error->message;
    offset = std::min(error->offset, text.size());
  } else if (std::get<jsonpath::Path>(parsed).root != jsonpath::Root::Document) {
    problem = "there is nothing here but `$`, the input";
  } else {
    return true;
  }
  result.diagnostics->emit({static_cast<uint32_t>(offset), static_cast<uint32_t>(text.size())},
                           diag::Kind::BadPath, {text, problem});
  return false;
}

/// Writes the machine whose one Map state has the expression as its selector.
class ExpressionLowering {
public:
  ExpressionLowering(mlir::MLIRContext &context, const source::Tree &tree,
                     const ExpressionSource &source)
      : builder_(&context, tree), source_(source) {}

  mlir::OwningOpRef<mlir::ModuleOp> lower(const jsonata::Node *tree) {
    FlowBuilder::Place place(builder_, {0, 0});
    mlir::OwningOpRef<mlir::ModuleOp> module = builder_.make<mlir::ModuleOp>();
    builder_.setInsertionPointToEnd(module->getBody());
    auto machine =
        builder_.make<ir::MachineOp>(builder_.getStringAttr(machineName), target("Map"),
                                     mlir::ArrayAttr(), mlir::IntegerAttr(), mlir::UnitAttr());
    builder_.createBlock(&machine.getStates());
    auto map = builder_.make<ir::MapOp>(
        builder_.getStringAttr("Map"), /*distributed=*/false, /*express=*/false, mlir::StringAttr(),
        mlir::DictionaryAttr(), /*batched=*/false, mlir::FlatSymbolRefAttr(), mlir::ArrayAttr(),
        /*jsonata=*/tree != nullptr);
    builder_.fill(map.getSelector(), 1,
                  [&](mlir::Block &block) { return value(block.getArgument(0), tree); });
    builder_.createBlock(&map.getProcessor());
    auto branch = builder_.make<ir::BranchOp>(target("End"), mlir::ArrayAttr());
    builder_.createBlock(&branch.getStates());
    builder_.make<ir::SucceedOp>(builder_.getStringAttr("End"), /*jsonata=*/false);
    if (builder_.hasFailed())
      return nullptr;
    return module;
  }

private:
  using FlowBuilder = aslc::lower::FlowBuilder;

  mlir::FlatSymbolRefAttr target(llvm::StringRef name) {
    return mlir::FlatSymbolRefAttr::get(builder_.getContext(), name);
  }

  mlir::Value part(mlir::Value given, llvm::StringRef key) {
    return builder_.make<ir::LookupOp>(given, key);
  }

  mlir::Value value(mlir::Value given, const jsonata::Node *tree) {
    if (!tree) {
      aslc::lower::Scope none;
      mlir::Value document = builder_.make<ir::PathOp>(
          given, builder_.getArrayAttr({builder_.getStringAttr(inputKey)}));
      return aslc::lower::Expressions(builder_, none).path(source_.text, document, {"path", {}});
    }
    llvm::StringMap<mlir::Value> bindings;
    for (const std::string &name : source_.bindings)
      bindings[name] = part(given, bindingKey(name));
    mlir::Value input = part(given, inputKey);
    return aslc::lower::lowerQueryTree(builder_, *tree, input, bindings);
  }

  FlowBuilder builder_;
  const ExpressionSource &source_;
};

/// A tree without values, for places.
source::Tree treeOf(std::shared_ptr<const source::File> file) {
  source::Tree tree;
  tree.file = std::move(file);
  return tree;
}

llvm::Expected<std::unique_ptr<LoadedMachine>> loadExpression(const ExpressionSource &source,
                                                              const jsonata::Node *parsed,
                                                              const source::Tree &tree,
                                                              unsigned optimization) {
  std::unique_ptr<mlir::MLIRContext> context = makeContext();
  std::string problem;
  mlir::OwningOpRef<mlir::ModuleOp> module =
      driver::lower(*context, /*optimize=*/true, problem,
                    [&] { return ExpressionLowering(*context, tree, source).lower(parsed); });
  if (!module)
    return llvm::createStringError("this expression cannot be compiled: " + problem);
  return load(*module, machineName.str(), optimization);
}

} // namespace

ExpressionResult driver::compileExpression(const ExpressionSource &source, unsigned optimization) {
  ExpressionResult result;
  auto file = std::make_shared<source::File>("<expression>", source.text);
  result.diagnostics = std::make_shared<diag::Engine>(file);
  jsonata::NodePtr parsed;
  if (source.language == ExpressionLanguage::Jsonata)
    parsed = parseJsonata(source.text, result);
  else
    checkPath(source.text, result);
  if (result.diagnostics->hasErrors())
    return result;
  source::Tree tree = treeOf(file);
  auto loaded = loadExpression(source, parsed.get(), tree, optimization);
  if (!loaded) {
    result.problem = llvm::toString(loaded.takeError());
    return result;
  }
  result.problem = asl::prepareRegexes((*loaded)->module());
  if (result.problem.empty())
    result.expression = std::make_unique<LoadedExpression>(std::move(*loaded), source.bindings);
  return result;
}

bool driver::tellFailure(diag::Engine &diagnostics, const asl_error &error,
                         std::string_view message) {
  asl_value begin = asl::memberByText(error.detail, "begin");
  asl_value end = asl::memberByText(error.detail, "end");
  if (begin.tag != ASL_INTEGER || end.tag != ASL_INTEGER)
    return false;
  diagnostics.emit({static_cast<uint32_t>(begin.integer), static_cast<uint32_t>(end.integer)},
                   diag::Kind::EvaluationFailed, {message});
  return true;
}

asl_value LoadedExpression::evaluate(asl_heap &memory, asl_value input,
                                     const asl_value *bindings) const {
  asl::Heap &heap = asl::Heap::of(&memory);
  std::vector<const asl_string *> keys;
  std::vector<asl_value> values;
  auto add = [&](std::string_view key, asl_value value) {
    if (asl::isUndefined(value))
      return;
    keys.push_back(heap.key(key));
    values.push_back(value);
  };
  add(std::string_view(inputKey.data(), inputKey.size()), input);
  for (size_t i = 0; i < bindings_.size(); ++i)
    add(bindingKey(bindings_[i]), bindings[i]);
  asl_query_begin(&memory);
  asl_frame frame{};
  frame.heap = &memory;
  const asl_state_info &map = machine_->module().flow->states[0];
  asl_value result = map.map->selector(&frame, heap.object(keys, values));
  auto &evaluation = asl::jsonata::Evaluation::current();
  if (!asl::isError(result)) {
    if (asl::jsonata::isHuge(result) || evaluation.outOfMemory(heap))
      result = asl::jsonata::outOfMemory(heap);
    else if (evaluation.outOfSteps())
      result = asl::jsonata::outOfSteps(heap);
  }
  evaluation.end();
  return result;
}
