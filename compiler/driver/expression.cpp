// An expression by itself is a module with one entry in its table of expressions.
#include "compiler/driver/expression.h"

#include "compiler/driver/pipeline.h"

#include "compiler/lower/expressions.h"
#include "compiler/lower/jsonata.h"
#include "compiler/parse/expressions.h"
#include "runtime/expr/expression.h"
#include "runtime/expr/regex.h"
#include "runtime/value/value.h"

#include "llvm/Support/Error.h"

#include <algorithm>

using namespace aslc;
using namespace aslc::driver;

namespace {

/// The name of the module and of its one expression.
constexpr llvm::StringLiteral expressionName = "expression";

/// Reports what keeps the text from being an expression, if anything does.
void reportUnparsed(const ast::Expression &expression, ExpressionResult &result) {
  const std::string &text = expression.text;
  if (const auto *refused = std::get_if<jsonata::Error>(&expression.tree)) {
    result.refused = *refused;
    auto [begin, end] = jsonata::placeOf(*refused, text);
    result.diagnostics->emit({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)},
                             diag::Kind::JsonataSyntax,
                             {refused->code + ": " + refused->message()});
  } else if (const auto *error = std::get_if<jsonpath::Error>(&expression.tree)) {
    auto end = static_cast<uint32_t>(text.size());
    result.diagnostics->emit({std::min(static_cast<uint32_t>(error->offset), end), end},
                             expression.kind == ast::Expression::Kind::Path
                                 ? diag::Kind::BadPath
                                 : diag::Kind::BadIntrinsic,
                             {text, error->message});
  }
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

ast::Expression parseSource(const ExpressionSource &source) {
  using Kind = ast::Expression::Kind;
  if (source.language == ExpressionLanguage::Jsonata)
    return parse::parseExpression(Kind::Jsonata, source.text);
  return parse::parseDynamic(Kind::Path, source.text, nullptr);
}

/// Makes a module that holds one expression.
class ExpressionLowering {
public:
  ExpressionLowering(mlir::MLIRContext &context, const source::Tree &tree,
                     const ExpressionSource &source)
      : builder_(&context, tree), source_(source) {}

  mlir::OwningOpRef<mlir::ModuleOp> lower(const ast::Expression &expression) {
    FlowBuilder::Place place(builder_, {0, 0});
    mlir::OwningOpRef<mlir::ModuleOp> module = builder_.make<mlir::ModuleOp>();
    builder_.setInsertionPointToEnd(module->getBody());
    auto op = builder_.make<ir::ExpressionOp>(builder_.getStringAttr(expressionName),
                                              builder_.strings(source_.variables));
    builder_.fill(op.getBody(), 2 + op.variableCount(), [&](mlir::Block &block) {
      return expression.kind == ast::Expression::Kind::Jsonata ? jsonata(block, expression)
                                                               : jsonPath(block, expression);
    });
    if (builder_.hasFailed())
      return nullptr;
    return module;
  }

private:
  using FlowBuilder = aslc::lower::FlowBuilder;

  llvm::StringMap<mlir::Value> variables(mlir::Block &block) const {
    llvm::StringMap<mlir::Value> values;
    for (auto [name, value] : llvm::zip(source_.variables, block.getArguments().drop_front(2)))
      values[name] = value;
    return values;
  }

  mlir::Value jsonata(mlir::Block &block, const ast::Expression &expression) {
    return aslc::lower::lowerJsonataTree(builder_, expression.jsonata(), block.getArgument(0),
                                         variables(block));
  }

  mlir::Value jsonPath(mlir::Block &block, const ast::Expression &expression) {
    aslc::lower::Expressions::Given around{block.getArgument(1), variables(block)};
    aslc::lower::Scope none;
    aslc::lower::Expressions expressions(builder_, none, &around);
    mlir::Value document = block.getArgument(0);
    return expression.kind == ast::Expression::Kind::Path
               ? expressions.path(expression.path(), document, {ir::Site::Path, {}})
               : expressions.call(expression.call(), document);
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

llvm::Expected<std::unique_ptr<LoadedMachine>>
loadExpression(const ExpressionSource &source, const ast::Expression &parsed,
               const source::Tree &tree, ModuleLoader &loader, unsigned optimization) {
  std::unique_ptr<mlir::MLIRContext> context = makeContext();
  std::string problem;
  mlir::OwningOpRef<mlir::ModuleOp> module =
      driver::lower(*context, /*optimize=*/true, problem,
                    [&] { return ExpressionLowering(*context, tree, source).lower(parsed); });
  if (!module)
    return llvm::createStringError("this expression cannot be compiled: " + problem);
  return loader.load(*module, expressionName.str(), {.optimization = optimization});
}

} // namespace

ExpressionResult driver::compileExpression(const ExpressionSource &given, ModuleLoader &loader,
                                           unsigned optimization) {
  ExpressionResult result;
  ExpressionSource source = given;
  if (source.language == ExpressionLanguage::Jsonata)
    source.text = withoutMarks(source.text);
  auto file = std::make_shared<source::File>("<expression>", source.text);
  result.diagnostics = std::make_shared<diag::Engine>(file);
  ast::Expression parsed = parseSource(source);
  reportUnparsed(parsed, result);
  if (!parsed.parsed())
    return result;
  source::Tree tree = treeOf(file);
  // An expression is one function, and passes take quadratic time of a long one.
  constexpr size_t longExpression = 4096;
  if (source.text.size() > longExpression)
    optimization = 0;
  auto loaded = loadExpression(source, parsed, tree, loader, optimization);
  if (!loaded) {
    result.problem = llvm::toString(loaded.takeError());
    return result;
  }
  result.problem = asl::prepareRegexes((*loaded)->module());
  if (result.problem.empty())
    result.expression = std::make_unique<LoadedExpression>(std::move(*loaded));
  return result;
}

bool driver::reportFailure(diag::Engine &diagnostics, const asl_error &error,
                           std::string_view message) {
  asl_value begin = asl::memberByText(error.detail, "begin");
  asl_value end = asl::memberByText(error.detail, "end");
  if (begin.tag != ASL_INTEGER || end.tag != ASL_INTEGER)
    return false;
  diagnostics.emit({static_cast<uint32_t>(begin.integer), static_cast<uint32_t>(end.integer)},
                   diag::Kind::EvaluationFailed, {message});
  return true;
}

asl_value LoadedExpression::evaluate(asl_heap &heap, asl_value input, asl_value context,
                                     std::span<const asl_value> variables) const {
  return asl::evaluate(module_->module().expressions[0], asl::Heap::of(&heap), input, context,
                       variables);
}
