// Parallel and Map: flows within states.
#include "compiler/analysis/shapes/flow.h"
#include "compiler/ast/walk.h"

#include <algorithm>

namespace aslc::analysis {

namespace {

Shape text() { return Shape::of(Kind::Text); }

/// What a distributed Map with a ResultWriter gives. See
/// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
Shape writtenResult() {
  return Shape::object(
      {{"MapRunArn", text()},
       {"ResultWriterDetails", Shape::object({{"Bucket", text()}, {"Key", text()}})}});
}

const source::Node *memberOf(const source::Node *node, std::string_view key) {
  const source::Member *member = node ? node->find(key) : nullptr;
  return member ? member->value : nullptr;
}

/// An object of S3, as a reader lists it.
Shape listedObject() {
  return Shape::object({{"Etag", text()},
                        {"Key", text()},
                        {"LastModified", Shape::of(Kind::Number)},
                        {"Size", Shape::of(Kind::Number)},
                        {"StorageClass", text()}});
}

/// What a reader gives as an item. The values of CSV are texts. See
/// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
Shape itemOfReader(const ast::ItemReader &reader) {
  const source::Node *type = memberOf(reader.readerConfig, "InputType");
  bool lists = reader.resource && reader.resource->value.ends_with(":s3:listObjectsV2");
  if (lists && !memberOf(reader.readerConfig, "Transformation"))
    return listedObject();
  if (!type || type->text != "CSV")
    return Shape::any();
  std::vector<std::pair<std::string_view, Shape>> members;
  const source::Node *location = memberOf(reader.readerConfig, "CSVHeaderLocation");
  const source::Node *headers = memberOf(reader.readerConfig, "CSVHeaders");
  if (headers && !(location && location->text == "FIRST_ROW"))
    for (const source::Node *header : headers->items)
      members.emplace_back(header->text, text());
  Shape other = text();
  other.open |= Kind::Missing;
  return Shape::object(members, members.empty() ? other : Shape::missing());
}

/// The record of a child that failed, which stands for its output. See
/// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
Shape recordOfFailure() {
  Shape optional = text();
  optional.open |= Kind::Missing;
  Shape record = Shape::object({{"Cause", optional},
                                {"Error", optional},
                                {"ExecutionArn", text()},
                                {"Input", text()},
                                {"InputDetails", Shape::object({{"Included", Shape::of(Boolean)}})},
                                {"Name", text()},
                                {"RedriveCount", Shape::of(Kind::Number)},
                                {"RedriveStatus", text()},
                                {"RedriveStatusReason", optional},
                                {"StartDate", text()},
                                {"StateMachineArn", text()},
                                {"Status", Shape::oneOf({"ABORTED", "FAILED", "TIMED_OUT"})},
                                {"StopDate", text()}});
  auto facts = std::make_shared<ObjectFacts>(*record.objects);
  facts->isOneForm = true;
  record.objects = std::move(facts);
  return record;
}

/// Whether a state of the flow may end it with an error, whatever it does.
bool mayFail(const ast::Machine &machine) {
  return std::any_of(machine.states.begin(), machine.states.end(), [](const ast::State &state) {
    return state.as<ast::FailState>() || (state.as<ast::TaskState>() && state.catchers.empty());
  });
}

/// Whether a flow within the state may end with an error that the definition asks for.
bool hasAssertionWithin(const ast::State &state) {
  bool isFound = false;
  ast::forEachInner(state, [&](const ast::Machine &inner, bool) {
    ast::forEachMachine(inner, [&](const ast::Machine &machine) {
      isFound |=
          std::any_of(machine.states.begin(), machine.states.end(), [](const ast::State &each) {
            return each.as<ast::FailState>() || hasAssertion(each);
          });
    });
  });
  return isFound;
}

/// Whether `Items` ends in `(…)[]`.
bool hasBracketsAfterParenthesis(const ast::MapState &map) {
  if (!map.items || !map.items->value->expression || !map.items->value->expression->parsed())
    return false;
  const jsonata::Node &root = map.items->value->expression->jsonata();
  return root.kind == jsonata::NodeKind::Block && root.keepArray;
}

} // namespace

/// What the flow inside gives for `start`. While problems are collected the starts of all ways are
/// collected too, so that the flow inside is reported once.
Shape StateVisit::runInner(const ast::Machine &machine, size_t branch, Way start,
                           FlowContext context) {
  context.depth = flow_.context_.depth + 1;
  if (inner_) {
    if (inner_->size() <= branch)
      inner_->resize(branch + 1);
    InnerFlow &inner = (*inner_)[branch];
    inner.starts.push_back(start);
    inner.context = {join(inner.context.map, context.map), context.depth};
  }
  return DataFlow(flow_.facts_, machine, std::move(context), /*reports=*/false)
      .run({std::move(start)});
}

void StateVisit::visit(const ast::ParallelState &parallel) {
  Shape input = request();
  std::vector<Shape> outputs;
  bool ends = true;
  for (const auto &branch : parallel.branches) {
    Shape output =
        runInner(*branch, outputs.size(), {input, scope_.variables}, {flow_.context_.map, 0});
    ends &= !output.isNothing();
    outputs.push_back(std::move(output));
  }
  catchers();
  if (hasAssertionWithin(state_))
    forgetDoubts();
  if (ends)
    exitWith(Shape::tuple(std::move(outputs)));
}

Shape StateVisit::itemsOfMap(const ast::MapState &map, const Shape &effective) {
  if (map.itemReader)
    return Shape::of(Kind::Array);
  Kinds taken = map.distributed ? Kinds(Kind::Array | Kind::Object) : Kinds(Kind::Array);
  Shape items = effective;
  source::Range range = state_.nameRange;
  if (map.itemsPath) {
    range = map.itemsPath->range;
    items = evaluateExpression(evaluation_, map.itemsPath->value, effective, scope_);
  } else if (map.items) {
    range = map.items->range;
    const ast::Template &value = *map.items->value;
    if (value.kind == ast::Template::Kind::Expression && !map.distributed)
      items = evaluateResult(evaluation_, *value.expression, scope_, taken);
    else
      items = evaluateTemplate(evaluation_, value, effective, scope_, &state_);
  }
  if (items.isSequence)
    problems_.add(
        {.kind = diag::Kind::ItemsMayBeOne,
         .range = range,
         .message = "where this finds one item only, it gives the item itself and no array",
         .hint = hasBracketsAfterParenthesis(map)
                     ? "`[]` after parentheses keeps no array, because what is in them gives the "
                       "item before: write it inside"
                     : "`[]` after the path or the call, or brackets around the expression, keep "
                       "an array"});
  if (!items.isNothing() && !items.may(taken)) {
    problems_.add({.kind = diag::Kind::ItemsNotArray,
                   .range = range,
                   .message = "a Map iterates over an array, but this is " + describe(items)});
    return Shape::of(Kind::Array);
  }
  return items;
}

/// What a child execution gets of several items.
Shape StateVisit::batch(const ast::ItemBatcher &batcher, const Shape &item,
                        const Shape &effective) {
  // In JSONPath a limit of 0 counts as none.
  bool isStrict = isJsonata();
  double mostBytes = isStrict ? 262144 : std::numeric_limits<double>::infinity();
  if (batcher.maxItemsPerBatch)
    numberField(batcher.maxItemsPerBatch->value, effective,
                {"MaxItemsPerBatch", isStrict ? 1.0 : 0.0});
  if (batcher.maxInputBytesPerBatch)
    numberField(batcher.maxInputBytesPerBatch->value, effective,
                {"MaxInputBytesPerBatch", isStrict ? 1.0 : 0.0, mostBytes});
  Shape shared = batcher.batchInput ? evaluateTemplate(evaluation_, *batcher.batchInput->value,
                                                       effective, scope_, &state_)
                                    : Shape::missing();
  return Shape::object({{"BatchInput", std::move(shared)}, {"Items", Shape::array(item, 1)}});
}

/// The calls of S3 that a reader and a writer stand for.
void StateVisit::objects(const ast::MapState &map, const Shape &effective) {
  if (map.itemReader && map.itemReader->arguments)
    evaluateTemplate(evaluation_, *map.itemReader->arguments->value, effective, scope_, &state_);
  if (map.itemReader && map.itemReader->maxItems)
    numberField(map.itemReader->maxItems->value, effective, {"MaxItems"});
  if (map.resultWriter && map.resultWriter->arguments)
    evaluateTemplate(evaluation_, *map.resultWriter->arguments->value, effective, scope_, &state_);
}

/// What stands in the result for an item that fails, where that is tolerated; else nothing(). It is
/// known only where all items may fail, because of the others one may be meant. `mostItems`: of
/// those that the Map has.
Shape StateVisit::failedItem(const ast::MapState &map, const Shape &effective, uint64_t mostItems) {
  if (!map.toleratedFailureCount && !map.toleratedFailurePercentage)
    return Shape::nothing();
  bool mayAllFail = false;
  if (map.toleratedFailureCount) {
    Shape most =
        numberField(map.toleratedFailureCount->value, effective, {"ToleratedFailureCount"});
    mayAllFail = most.constantNumber() && *most.constantNumber() >= static_cast<double>(mostItems);
  }
  if (map.toleratedFailurePercentage) {
    Shape most = numberField(map.toleratedFailurePercentage->value, effective,
                             {"ToleratedFailurePercentage", 0, 100, false});
    mayAllFail = most.constantNumber() == 100.0 && (mayAllFail || !map.toleratedFailureCount);
  }
  return mayAllFail && map.processor && mayFail(*map.processor) ? recordOfFailure() : Shape::any();
}

void StateVisit::visit(const ast::MapState &map) {
  Shape effective = effectiveInput();
  Shape items = itemsOfMap(map, effective);
  Shape item = map.itemReader ? itemOfReader(*map.itemReader) : items.anyElement();
  if (items.may(Kind::Object) || (item.isNothing() && !items.arrays))
    item = Shape::any();
  auto [least, most] = items.length();
  if (map.itemReader || map.itemBatcher || items.may(Kind::Object))
    least = 0, most = Shape::unbounded;
  if (data_)
    data_->items.add(least, most);
  if (map.maxConcurrency) {
    Shape concurrency = numberField(map.maxConcurrency->value, effective, {"MaxConcurrency"});
    if (data_)
      data_->concurrency.add(concurrency);
  }
  Shape failed = failedItem(map, effective, most);
  objects(map, effective);
  Shape mapContext = mapContextOf(item);
  Way start{item, map.distributed ? Variables() : scope_.variables};
  if (map.itemSelector) {
    // It is evaluated for each item: perhaps never.
    Problems::Conditional perhaps(problems_, map.itemReader || items.length().first == 0);
    Scope outside = scope_;
    outside.input = isJsonata() ? scope_.input : effective;
    outside.input = outside.input.withoutDoubts(); // for the items there are
    outside.context = outside.context.with("Map", mapContext);
    start.input =
        evaluateTemplate(evaluation_, *map.itemSelector->value, outside.input, outside, &state_);
  }
  if (map.itemBatcher)
    start.input = batch(*map.itemBatcher, start.input, effective);
  Shape inside = map.distributed ? Shape::unknown() : mapContext;
  // A processor that a placeholder stands for may give anything. Without items nothing inside runs.
  Shape output = map.processor ? Shape::nothing() : Shape::any();
  if (map.processor && !item.isNothing())
    output = runInner(*map.processor, 0, std::move(start), {inside, 0});
  catchers();
  if (hasAssertionWithin(state_))
    forgetDoubts();
  if (map.resultWriter)
    return exitWith(map.resultWriter->resource ? writtenResult() : Shape::any());
  if (!item.isNothing())
    output = join(output, failed);
  if (!output.isNothing())
    exitWith(Shape::array(output, least, most, least == 0 && items.isKnownEmpty()));
  else if (least == 0 || item.isNothing())
    exitWith(Shape::array(Shape::nothing(), 0, 0));
}

} // namespace aslc::analysis
