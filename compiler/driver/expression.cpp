// An expression becomes the ItemSelector of a Map: the one piece of a machine that is a function of
// a value, needs no execution around it and hands its errors back. So it goes the way of every
// expression.
#include "compiler/driver/expression.h"

#include "compiler/expr/jsonpath/path.h"
#include "compiler/lower/expressions.h"
#include "compiler/lower/jsonata.h"
#include "runtime/expr/jsonata/eval/core.h"
#include "runtime/expr/jsonata/eval/evaluation.h"
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
  result.diagnostics->emit({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)},
                           diag::Kind::JsonataSyntax, {message});
  return nullptr;
}

/// The expression between the marks `{%` and `%}`, with blanks in their place so that nothing in it
/// moves; a text without them as it is.
std::string withoutMarks(std::string text) {
  size_t begin = text.find_first_not_of(" \t\r\n"), end = text.find_last_not_of(" \t\r\n");
  if (begin == text.npos || end < begin + 3 || text.compare(begin, 2, "{%") != 0 ||
      text.compare(end - 1, 2, "%}") != 0)
    return text;
  return text.replace(begin, 2, "  ").replace(end - 1, 2, "  ");
}

bool isPath(const std::string &text) { return text.starts_with('$'); }

/// Reports what keeps the text from being a path or a call of an intrinsic function.
void checkJsonPath(const std::string &text, ExpressionResult &result) {
  auto report = [&](const jsonpath::Error &error, diag::Kind kind) {
    auto end = static_cast<uint32_t>(text.size());
    result.diagnostics->emit({std::min(static_cast<uint32_t>(error.offset), end), end}, kind,
                             {text, error.message});
  };
  if (isPath(text)) {
    auto parsed = jsonpath::parse(text);
    if (auto *error = std::get_if<jsonpath::Error>(&parsed))
      report(*error, diag::Kind::BadPath);
  } else {
    auto parsed = intrinsic::parse(text);
    if (auto *error = std::get_if<jsonpath::Error>(&parsed))
      report(*error, diag::Kind::BadIntrinsic);
  }
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
    if (!tree)
      return jsonPath(given);
    llvm::StringMap<mlir::Value> bindings;
    for (const std::string &name : source_.bindings)
      bindings[name] = part(given, bindingKey(name));
    mlir::Value input = part(given, inputKey);
    return aslc::lower::lowerJsonataTree(builder_, *tree, input, bindings);
  }

  mlir::Value jsonPath(mlir::Value given) {
    auto member = [&](llvm::StringRef key) -> mlir::Value {
      return builder_.make<ir::PathOp>(given, builder_.getArrayAttr({builder_.getStringAttr(key)}));
    };
    aslc::lower::Expressions::Given around{member(bindingKey("$")), {}};
    for (const std::string &name : source_.bindings)
      around.variables[name] = member(bindingKey(name));
    aslc::lower::Scope none;
    aslc::lower::Expressions expressions(builder_, none, &around);
    mlir::Value document = member(inputKey);
    return isPath(source_.text) ? expressions.path(source_.text, document, {"path", {}})
                                : expressions.call(source_.text, document);
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
  return load(*module, machineName.str(), {.optimization = optimization});
}

} // namespace

ExpressionResult driver::compileExpression(const ExpressionSource &given, unsigned optimization) {
  ExpressionResult result;
  ExpressionSource source = given;
  if (source.language == ExpressionLanguage::Jsonata)
    source.text = withoutMarks(source.text);
  auto file = std::make_shared<source::File>("<expression>", source.text);
  result.diagnostics = std::make_shared<diag::Engine>(file);
  jsonata::NodePtr parsed;
  if (source.language == ExpressionLanguage::Jsonata)
    parsed = parseJsonata(source.text, result);
  else
    checkJsonPath(source.text, result);
  if (result.diagnostics->hasErrors())
    return result;
  source::Tree tree = treeOf(file);
  // An expression is one function, and passes take quadratic time of a long one.
  constexpr size_t longExpression = 4096;
  if (source.text.size() > longExpression)
    optimization = 0;
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
  asl_jsonata_begin(&memory);
  asl_frame frame{};
  frame.heap = &memory;
  const asl_state_info &map = machine_->module().flow->states[0];
  asl_value result = map.map->selector(&frame, heap.object(keys, values));
  auto &evaluation = asl::jsonata::Evaluation::current();
  if (!asl::isError(result))
    if (asl::Value exceeded = asl::jsonata::limitError(heap, result); asl::isError(exceeded))
      result = exceeded;
  evaluation.end();
  return result;
}
