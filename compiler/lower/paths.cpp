// Paths with one value at most, their roots, and what happens when they find nothing.
#include "compiler/lower/expressions.h"

using namespace aslc;
using namespace aslc::lower;

namespace {

/// More steps than any value has levels, also of one in the context object: those that follow find
/// nothing.
constexpr size_t kMostSteps = 2 * ASL_DEPTH_LIMIT;

/// The name of a step that is one name.
const std::string *nameOf(const jsonpath::Step &step) {
  const auto *names = std::get_if<jsonpath::NamesStep>(&step.kind);
  return names && names->names.size() == 1 ? &names->names.front() : nullptr;
}

} // namespace

std::optional<ir::ContextPart> lower::contextPartNamed(llvm::StringRef name) {
  auto part = ir::symbolizeContextPart(name);
  // `all` is a word of the dialect.
  return part == ir::ContextPart::All ? std::nullopt : part;
}

mlir::ArrayAttr Expressions::steps(const jsonpath::Path &path, size_t first) {
  llvm::SmallVector<mlir::Attribute> attributes;
  for (size_t i = first; i < std::min(path.steps.size(), kMostSteps); ++i) {
    const auto &kind = path.steps[i].kind;
    if (const std::string *name = nameOf(path.steps[i]))
      attributes.push_back(builder_.getStringAttr(*name));
    else if (const auto *names = std::get_if<jsonpath::NamesStep>(&kind))
      attributes.push_back(builder_.strings(names->names));
    else if (const auto *indexes = std::get_if<jsonpath::Indexes>(&kind))
      attributes.push_back(builder_.getI64IntegerAttr(indexes->indexes.front()));
    else
      attributes.push_back(builder_.getDictionaryAttr(builder_.getNamedAttr(
          "from_length", builder_.getI64IntegerAttr(std::get<jsonpath::FromLength>(kind).minus))));
  }
  return builder_.getArrayAttr(attributes);
}

/// The longest part of the context object that can be asked for alone. A walk begins at the whole:
/// its filters may look back at it.
Expressions::Base Expressions::contextBase(const jsonpath::Path &path) {
  if (given_)
    return {given_->context, given_->context};
  Base base;
  std::string longest;
  auto part = ir::ContextPart::All;
  if (path.definite()) {
    while (base.steps < path.steps.size()) {
      const std::string *name = nameOf(path.steps[base.steps]);
      if (!name)
        break;
      std::string longer = longest.empty() ? *name : longest + "." + *name;
      auto found = contextPartNamed(longer);
      if (!found)
        break;
      part = *found;
      longest = std::move(longer);
      ++base.steps;
    }
  }
  base.value = builder_.make<ir::ContextOp>(part);
  return base;
}

mlir::Value Expressions::variable(llvm::StringRef name) {
  if (given_)
    if (auto found = given_->variables.find(name); found != given_->variables.end())
      return found->second;
  if (auto place = findVariable(scope_, name))
    return builder_.make<ir::GetVarOp>(name, place->depth, place->slot);
  // No state assigns it: as missing as one that was never assigned.
  return builder_.make<ir::PathOp>(builder_.constant("{}"), builder_.getStrArrayAttr({name}));
}

Expressions::Base Expressions::base(const jsonpath::Path &path, mlir::Value document,
                                    bool mayBeUnassigned) {
  if (path.root == jsonpath::Root::Context)
    return contextBase(path);
  if (path.root != jsonpath::Root::Variable)
    return {document, document};
  mlir::Value value = variable(path.variable);
  if (!mayBeUnassigned)
    value = builder_.make<ir::RequireOp>(value, document, ir::Site::Variable, path.text,
                                         mlir::StringAttr(), mlir::ArrayAttr());
  return {value, value};
}

mlir::Value Expressions::found(const Base &base, const jsonpath::Path &path) {
  if (base.steps == path.steps.size())
    return base.value;
  return builder_.make<ir::PathOp>(base.value, steps(path, base.steps), base.steps, false);
}

mlir::Value Expressions::path(const jsonpath::Path &path, mlir::Value document, Site site) {
  Base root = base(path, document);
  bool definite = path.definite();
  if (definite && path.steps.empty())
    return root.value;
  mlir::Value value = definite ? found(root, path) : gather(root, path);
  mlir::StringAttr field;
  if (!site.field.empty())
    field = builder_.getStringAttr(site.field);
  return builder_.make<ir::RequireOp>(value, root.input, site.kind, path.text, field,
                                      definite ? steps(path) : mlir::ArrayAttr());
}

mlir::Value Expressions::pathOrMissing(const jsonpath::Path &path, mlir::Value document) {
  return found(base(path, document), path);
}

mlir::Value Expressions::presence(const jsonpath::Path &path, mlir::Value document) {
  mlir::Value value = found(base(path, document, /*mayBeUnassigned=*/true), path);
  return builder_.make<ir::IsOp>(ir::TypeTest::Present, value);
}

mlir::Value Expressions::merge(const ast::Optional<ast::PathOrNull> &resultPath,
                               mlir::Value document, mlir::Value value) {
  if (!resultPath)
    return value;
  if (!resultPath->value.path)
    return document;
  const jsonpath::Path &path = resultPath->value.path->path();
  if (path.steps.empty())
    return value;
  FlowBuilder::Place place(builder_, resultPath->range);
  return builder_.make<ir::SetOp>(document, value, steps(path), path.text);
}
