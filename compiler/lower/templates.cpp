// Payload templates, intrinsic calls and assignments.
#include "compiler/lower/expressions.h"

using namespace aslc;
using namespace aslc::lower;

mlir::Value Expressions::value(const ast::Template &tree, mlir::Value document,
                               llvm::StringRef field) {
  FlowBuilder::Place place(builder_, tree.range);
  using Kind = ast::Template::Kind;
  switch (tree.kind) {
  case Kind::Literal:
    return builder_.constant(*tree.node);
  case Kind::Expression:
    if (tree.expression->kind == ast::Expression::Kind::Intrinsic)
      return call(tree.expression->call(), document);
    return path(tree.expression->path(), document, {ir::Site::Template, field});
  case Kind::Array: {
    llvm::SmallVector<mlir::Value> items;
    for (const auto &item : tree.items)
      items.push_back(value(*item, document, field));
    return builder_.make<ir::ArrayOp>(items);
  }
  case Kind::Object: {
    std::vector<std::string> keys;
    llvm::SmallVector<mlir::Value> values;
    for (const ast::Template::Entry &entry : tree.entries) {
      keys.push_back(entry.key);
      values.push_back(value(*entry.value, document, entry.written));
    }
    return builder_.make<ir::ObjectOp>(builder_.strings(keys), values);
  }
  }
  llvm_unreachable("all kinds of templates are handled");
}

mlir::Value Expressions::call(const intrinsic::Call &call, mlir::Value document) {
  llvm::SmallVector<mlir::Value> arguments;
  for (const intrinsic::Argument &each : call.arguments)
    arguments.push_back(argument(each, document));
  std::string_view name = intrinsic::name(call.function);
  return builder_.make<ir::IntrinsicOp>(*ir::intrinsicNamed(name), arguments);
}

mlir::Value Expressions::argument(const intrinsic::Argument &argument, mlir::Value document) {
  if (const auto *path = std::get_if<jsonpath::Path>(&argument.value))
    return this->path(*path, document, {ir::Site::Argument, {}});
  if (const auto *nested = std::get_if<std::unique_ptr<intrinsic::Call>>(&argument.value))
    return call(**nested, document);
  if (const auto *text = std::get_if<std::string>(&argument.value))
    return builder_.text(*text);
  return builder_.constant(argument.text);
}

Expressions::Assignment Expressions::assignment(const ast::TemplateField &assign,
                                                mlir::Value document) {
  Assignment made;
  if (!assign)
    return made;
  auto add = [&](const std::string &name, mlir::Value value) {
    made.names.push_back(name);
    made.slots.push_back(static_cast<int64_t>(findVariable(scope_, name)->slot));
    made.values.push_back(value);
  };
  FlowBuilder::Place place(builder_, assign->range);
  if (assign->value->kind == ast::Template::Kind::Literal)
    for (const source::Member &member : assign->value->node->members)
      add(member.key, builder_.constant(*member.value));
  else
    for (const ast::Template::Entry &entry : assign->value->entries)
      add(entry.key, value(*entry.value, document, entry.written));
  return made;
}

void Expressions::finish(const Assignment &assignment) {
  if (!assignment.names.empty())
    builder_.make<ir::AssignOp>(builder_.strings(assignment.names),
                                builder_.getI64ArrayAttr(assignment.slots), assignment.values);
}
