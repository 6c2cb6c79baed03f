// The fields of states whose language is JSONata: values, assignments, exits.
#include "compiler/lower/states.h"

using namespace aslc;
using namespace aslc::lower;

mlir::Value StateLowering::jsonata(const ast::Template &tree, const StatesBindings &states,
                                   const JsonataField &field) {
  FlowBuilder::Place place(builder_, tree.range);
  switch (tree.kind) {
  case ast::Template::Kind::Literal:
    return builder_.constant(*tree.node);
  case ast::Template::Kind::Expression:
    return lowerJsonata(builder_, scope_, states, *tree.expression, field);
  case ast::Template::Kind::Array: {
    llvm::SmallVector<mlir::Value> items;
    for (const auto &item : tree.items)
      items.push_back(
          jsonata(*item, states, {field.place + "[" + std::to_string(items.size()) + "]"}));
    return builder_.make<ir::ArrayOp>(items);
  }
  case ast::Template::Kind::Object: {
    std::vector<std::string> keys;
    llvm::SmallVector<mlir::Value> values;
    for (const ast::Template::Entry &entry : tree.entries) {
      keys.push_back(entry.key);
      values.push_back(jsonata(*entry.value, states, {field.place + "/" + entry.key}));
    }
    return builder_.make<ir::ObjectOp>(builder_.strings(keys), values);
  }
  }
  llvm_unreachable("all kinds of templates are handled");
}

mlir::Value StateLowering::jsonataCredentials(const ast::Template &tree,
                                              const StatesBindings &states) {
  if (tree.kind != ast::Template::Kind::Object)
    return jsonata(tree, states, {"Credentials", ir::ResultType::Object});
  FlowBuilder::Place place(builder_, tree.range);
  std::vector<std::string> keys;
  llvm::SmallVector<mlir::Value> values;
  for (const ast::Template::Entry &entry : tree.entries) {
    keys.push_back(entry.key);
    JsonataField field{"Credentials/" + entry.key};
    if (entry.key == "RoleArn")
      field.type = ir::ResultType::String;
    values.push_back(jsonata(*entry.value, states, field));
  }
  return builder_.make<ir::ObjectOp>(builder_.strings(keys), values);
}

Expressions::Assignment StateLowering::jsonataAssignment(const ast::TemplateField &assign,
                                                         const StatesBindings &states,
                                                         const std::string &place) {
  Expressions::Assignment made;
  if (!assign)
    return made;
  auto add = [&](const std::string &name, mlir::Value value) {
    made.names.push_back(name);
    made.slots.push_back(static_cast<int64_t>(findVariable(scope_, name)->slot));
    made.values.push_back(value);
  };
  if (assign->value->kind == ast::Template::Kind::Literal)
    for (const source::Member &member : assign->value->node->members)
      add(member.key, builder_.constant(*member.value));
  else
    for (const ast::Template::Entry &entry : assign->value->entries)
      add(entry.key, jsonata(*entry.value, states, {place + "/" + entry.key}));
  return made;
}

/// Assign and Output see the variables as they were, so the assignment comes last.
mlir::Value StateLowering::jsonataExit(const ast::TemplateField &assign,
                                       const ast::TemplateField &output,
                                       const StatesBindings &states, mlir::Value otherwise,
                                       const std::string &prefix) {
  auto assignment = jsonataAssignment(assign, states, prefix + "Assign");
  mlir::Value out = output ? jsonata(*output->value, states, {prefix + "Output"}) : otherwise;
  expressions_.finish(assignment);
  return out;
}
