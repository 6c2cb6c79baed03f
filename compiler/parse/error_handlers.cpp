// Retry and Catch.
#include "compiler/parse/state.h"

#include <array>
#include <cmath>

namespace aslc::parse {

namespace {

constexpr FieldRule retrierRules[] = {
    {"ErrorEquals"},     {"IntervalSeconds"}, {"MaxAttempts"}, {"BackoffRate"},
    {"MaxDelaySeconds"}, {"JitterStrategy"},  {"Comment"},
};

constexpr FieldRule catcherRules[] = {
    {"ErrorEquals"},
    {"Next"},
    {"ResultPath", FieldLanguage::JsonPath, "Output"},
    {"Output", FieldLanguage::Jsonata, "ResultPath"},
    {"Assign"},
    {"Comment"},
};

std::vector<ast::Field<std::string>> readErrorEquals(Fields &fields) {
  Context &context = fields.context();
  std::vector<ast::Field<std::string>> names;
  const Member *member = fields.require("ErrorEquals");
  const Node *array = readArray(context, member, false);
  if (!array)
    return names;
  for (const Node *item : array->items) {
    if (item->is(Node::Kind::String))
      names.push_back({item->text, member->keyRange, item->range, item});
    else
      context.diags.emit(item->range, diag::Kind::WrongType,
                         {"ErrorEquals", describe(*item), "names of errors"});
  }
  return names;
}

ast::Retrier readRetrier(Context &context, const Node &object, QueryLanguage language) {
  Fields fields(context, object, {"a retrier", retrierRules}, language);
  ast::Retrier retrier;
  retrier.range = object.range;
  retrier.errorEquals = readErrorEquals(fields);
  auto number = [&](std::string_view name, Bounds bounds) {
    return readNumber(context, fields.find(name), bounds);
  };
  retrier.intervalSeconds = number("IntervalSeconds", {1, 99999999, true}).value_or(1);
  retrier.maxAttempts =
      static_cast<int64_t>(number("MaxAttempts", {0, 99999999, true}).value_or(3));
  retrier.backoffRate = number("BackoffRate", {1, HUGE_VAL, false}).value_or(2);
  if (auto delay = number("MaxDelaySeconds", {1, 31622400, true}))
    retrier.maxDelaySeconds = static_cast<int64_t>(*delay);
  static constexpr std::array<std::string_view, 2> strategies = {"FULL", "NONE"};
  retrier.fullJitter = readWord(context, fields.find("JitterStrategy"), strategies) == "FULL";
  retrier.comment = readText(context, fields.find("Comment"));
  return retrier;
}

ast::Catcher readCatcher(Context &context, const Node &object, QueryLanguage language) {
  Fields fields(context, object, {"a catcher", catcherRules}, language);
  ast::Catcher catcher;
  catcher.range = object.range;
  catcher.errorEquals = readErrorEquals(fields);
  catcher.next = readText(context, fields.require("Next"));
  catcher.resultPath =
      readPathOrNull(context, fields.find("ResultPath"), ast::Expression::Kind::ReferencePath);
  catcher.output = readTemplate(context, fields.find("Output"), language, TemplateShape::Any);
  catcher.assign = readTemplate(context, fields.find("Assign"), language, TemplateShape::Object);
  catcher.comment = readText(context, fields.find("Comment"));
  return catcher;
}

/// Calls `read` for each object in `member`, which should be an array of objects.
template <typename Read> void eachObject(Context &context, const Member *member, Read read) {
  const Node *array = readArray(context, member, true);
  if (!array)
    return;
  for (const Node *item : array->items) {
    if (item->is(Node::Kind::Object))
      read(*item);
    else
      context.diags.emit(item->range, diag::Kind::WrongType,
                         {member->key, describe(*item), "objects"});
  }
}

} // namespace

void readErrorHandlers(Fields &fields, ast::State &state) {
  Context &context = fields.context();
  eachObject(context, fields.find("Retry"), [&](const Node &object) {
    state.retriers.push_back(readRetrier(context, object, fields.language()));
  });
  eachObject(context, fields.find("Catch"), [&](const Node &object) {
    state.catchers.push_back(readCatcher(context, object, fields.language()));
  });
}

} // namespace aslc::parse
