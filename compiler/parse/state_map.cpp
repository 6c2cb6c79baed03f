// Map: its items, its processor and what both modes share.
#include "compiler/parse/state.h"

#include <array>
#include <cmath>

namespace aslc::parse {

namespace {

constexpr FieldRule configRules[] = {{"Mode"}, {"ExecutionType"}};

void readProcessorConfig(Context &context, const Node &processor, ast::MapState &map) {
  const Member *member = nullptr;
  for (const Member &candidate : processor.members)
    if (candidate.key == "ProcessorConfig")
      member = &candidate;
  const Node *config = readObject(context, member);
  if (!config)
    return;
  Fields fields(context, *config, {"`ProcessorConfig`", configRules}, QueryLanguage::JsonPath);
  static constexpr std::array<std::string_view, 2> modes = {"INLINE", "DISTRIBUTED"};
  static constexpr std::array<std::string_view, 2> types = {"STANDARD", "EXPRESS"};
  map.distributed = readWord(context, fields.find("Mode"), modes) == "DISTRIBUTED";
  const Member *type =
      map.distributed ? fields.require("ExecutionType") : fields.find("ExecutionType");
  map.express = readWord(context, type, types) == "EXPRESS";
  if (type && !map.distributed)
    context.diags.emit(type->keyRange, diag::Kind::FieldWithoutEffect, {"ExecutionType"})
        .hint("only a distributed Map has executions of its own");
}

void readProcessor(Fields &fields, ast::MapState &map) {
  Context &context = fields.context();
  const Member *member = fields.exclusive({"ItemProcessor", "Iterator"});
  if (!member)
    member = fields.require("ItemProcessor");
  const Node *object = readObject(context, member);
  if (!object)
    return;
  map.processor =
      readMachine(context, *object, MachineRole::Processor, "the processor of a Map state");
  readProcessorConfig(context, *object, map);
}

/// `ItemSelector`, or `Parameters`, its former name.
void readSelector(Fields &fields, ast::MapState &map) {
  const Member *member = fields.exclusive({"ItemSelector", "Parameters"});
  if (!member)
    return;
  TemplateShape shape = member->key == "Parameters" ? TemplateShape::Any
                        : fields.jsonata()          ? TemplateShape::Any
                                                    : TemplateShape::Object;
  map.itemSelector = readTemplate(fields.context(), member, fields.language(), shape);
}

} // namespace

ast::MapState readMap(Fields &fields) {
  Context &context = fields.context();
  ast::MapState map;
  readProcessor(fields, map);
  if (auto path = readText(context, fields.find("ItemsPath")))
    map.itemsPath = ast::Field<ast::Expression>{
        parseExpression(ast::Expression::Kind::ReferencePath, path->value, path->node),
        path->keyRange, path->range, path->node};
  map.items = readTemplate(context, fields.find("Items"), fields.language(),
                           TemplateShape::ArrayOrExpression);
  readSelector(fields, map);
  map.maxConcurrency = readQuantity(fields, "MaxConcurrency", {0, HUGE_VAL, true});
  readDistributedParts(fields, map);
  return map;
}

} // namespace aslc::parse
