// The fields that only a distributed Map has: reader, batcher, writer, tolerance, label.
#include "compiler/parse/state.h"
#include "compiler/source/placeholder.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace aslc::parse {

namespace {

using enum FieldLanguage;

constexpr FieldRule readerRules[] = {
    {"Resource"},
    {"ReaderConfig"},
    {"Parameters", JsonPath, "Arguments"},
    {"Arguments", Jsonata, "Parameters"},
};

constexpr FieldRule readerConfigRules[] = {
    {"InputType"},    {"CSVHeaderLocation"}, {"CSVHeaders"},
    {"CSVDelimiter"}, {"MaxItems"},          {"MaxItemsPath", JsonPath, "MaxItems"},
    {"ItemsPointer"}, {"ManifestType"},      {"Transformation"},
};

constexpr FieldRule batcherRules[] = {
    {"MaxItemsPerBatch"},
    {"MaxItemsPerBatchPath", JsonPath, "MaxItemsPerBatch"},
    {"MaxInputBytesPerBatch"},
    {"MaxInputBytesPerBatchPath", JsonPath, "MaxInputBytesPerBatch"},
    {"BatchInput"},
};

constexpr FieldRule writerRules[] = {
    {"Resource"},
    {"WriterConfig"},
    {"Parameters", JsonPath, "Arguments"},
    {"Arguments", Jsonata, "Parameters"},
};

constexpr FieldRule writerConfigRules[] = {{"Transformation"}, {"OutputType"}};

constexpr double maximumItems = 100000000;

/// A field of a configuration and its possible values.
struct Choice {
  std::string_view field;
  std::span<const std::string_view> words;
};

constexpr std::array<std::string_view, 5> inputTypes = {"CSV", "JSON", "JSONL", "PARQUET",
                                                        "MANIFEST"};
constexpr std::array<std::string_view, 2> headerLocations = {"FIRST_ROW", "GIVEN"};
constexpr std::array<std::string_view, 5> delimiters = {"COMMA", "PIPE", "SEMICOLON", "SPACE",
                                                        "TAB"};
constexpr std::array<std::string_view, 2> manifests = {"ATHENA_DATA", "S3_INVENTORY"};
constexpr std::array<std::string_view, 2> readings = {"NONE", "LOAD_AND_FLATTEN"};
constexpr std::array<std::string_view, 3> writings = {"NONE", "COMPACT", "FLATTEN"};
constexpr std::array<std::string_view, 2> outputTypes = {"JSON", "JSONL"};

void readHeaders(Fields &fields) {
  Context &context = fields.context();
  const Member *headers = fields.find("CSVHeaders");
  const Node *array = readArray(context, headers, false);
  if (!array)
    return;
  for (const Node *header : array->items)
    if (!header->is(Node::Kind::String))
      context.diags.emit(header->range, diag::Kind::WrongType,
                         {"CSVHeaders", describe(*header), "strings"});
}

/// A JSON Pointer (RFC 6901).
void readPointer(Context &context, const Member *member) {
  auto pointer = readText(context, member);
  if (!pointer || pointer->value.empty() || source::holdsPlaceholder(pointer->value))
    return;
  const std::string &text = pointer->value;
  std::string_view why = text[0] == '/' ? "" : "a JSON Pointer begins with `/`";
  for (size_t i = text.find('~'); i != std::string::npos && why.empty(); i = text.find('~', i + 1))
    if (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1'))
      why = "`~` stands before `0` or `1` in a JSON Pointer";
  if (!why.empty())
    context.diags.emit(pointer->range, diag::Kind::BadPath, {text, why});
}

void readReaderConfig(Context &context, const Member &member, QueryLanguage language,
                      ast::ItemReader &reader) {
  const Node *config = readObject(context, &member);
  if (!config)
    return;
  reader.readerConfig = config;
  Fields fields(context, *config, {"`ReaderConfig`", readerConfigRules}, language);
  static constexpr Choice choices[] = {
      {"InputType", inputTypes},    {"CSVHeaderLocation", headerLocations},
      {"CSVDelimiter", delimiters}, {"ManifestType", manifests},
      {"Transformation", readings},
  };
  for (const Choice &choice : choices)
    readWord(context, fields.find(choice.field), choice.words);
  readHeaders(fields);
  readPointer(context, fields.find("ItemsPointer"));
  // The service accepts numbers above its limit and uses the limit.
  reader.maxItems = readQuantity(fields, "MaxItems", {0, HUGE_VAL, true});
  if (reader.maxItems && reader.maxItems->value.constant > maximumItems)
    reader.maxItems->value.constant = maximumItems;
  const Member *location = fields.find("CSVHeaderLocation");
  if (location && location->value->text == "GIVEN" && !config->find("CSVHeaders"))
    context.diags.emit(location->value->range, diag::Kind::MissingField,
                       {"`CSVHeaderLocation` `GIVEN`", "CSVHeaders"});
}

ast::ItemReader readItemReader(Context &context, const Node &object, QueryLanguage language) {
  Fields fields(context, object, {"`ItemReader`", readerRules}, language);
  ast::ItemReader reader;
  reader.resource = readText(context, fields.require("Resource"));
  const char *arguments = fields.jsonata() ? "Arguments" : "Parameters";
  reader.arguments =
      readTemplate(context, fields.require(arguments), language, TemplateShape::ObjectOrExpression);
  if (const Member *config = fields.find("ReaderConfig"))
    readReaderConfig(context, *config, language, reader);
  return reader;
}

ast::ItemBatcher readItemBatcher(Context &context, const Node &object, QueryLanguage language) {
  Fields fields(context, object, {"`ItemBatcher`", batcherRules}, language);
  ast::ItemBatcher batcher;
  batcher.maxItemsPerBatch = readQuantity(fields, "MaxItemsPerBatch", {1, HUGE_VAL, true});
  batcher.maxInputBytesPerBatch = readQuantity(fields, "MaxInputBytesPerBatch", {1, 262144, true});
  batcher.batchInput = readTemplate(context, fields.find("BatchInput"), language,
                                    fields.jsonata() ? TemplateShape::Any : TemplateShape::Object);
  bool bounded = std::any_of(object.members.begin(), object.members.end(),
                             [](const Member &member) { return member.key.starts_with("Max"); });
  if (!bounded)
    context.diags.emit(headOf(object), diag::Kind::MissingField,
                       {"`ItemBatcher`", "MaxItemsPerBatch` or `MaxInputBytesPerBatch"});
  return batcher;
}

void readWriterConfig(Context &context, const Member &member, ast::ResultWriter &writer) {
  const Node *config = readObject(context, &member);
  if (!config)
    return;
  writer.writerConfig = config;
  if (config->members.empty())
    context.diags.emit(config->range, diag::Kind::EmptyValue, {"WriterConfig"});
  Fields fields(context, *config, {"`WriterConfig`", writerConfigRules}, QueryLanguage::JsonPath);
  readWord(context, fields.find("Transformation"), writings);
  readWord(context, fields.find("OutputType"), outputTypes);
}

/// A configuration, a place to write to, or both.
ast::ResultWriter readResultWriter(Context &context, const Node &object, QueryLanguage language) {
  ast::ResultWriter writer;
  if (object.members.empty()) {
    context.diags.emit(object.range, diag::Kind::EmptyValue, {"ResultWriter"});
    return writer;
  }
  Fields fields(context, object, {"`ResultWriter`", writerRules}, language);
  const char *arguments = fields.jsonata() ? "Arguments" : "Parameters";
  bool exports = object.find("Resource") || object.find(arguments);
  const Member *resource = exports ? fields.require("Resource") : nullptr;
  const Member *place = exports ? fields.require(arguments) : nullptr;
  writer.resource = readText(context, resource);
  writer.arguments = readTemplate(context, place, language, TemplateShape::ObjectOrExpression);
  if (const Member *config = fields.find("WriterConfig"))
    readWriterConfig(context, *config, writer);
  return writer;
}

} // namespace

void readDistributedParts(Fields &fields, ast::MapState &map) {
  Context &context = fields.context();
  map.toleratedFailureCount = readQuantity(fields, "ToleratedFailureCount", {0, HUGE_VAL, true});
  map.toleratedFailurePercentage =
      readQuantity(fields, "ToleratedFailurePercentage", {0, 100, false});
  map.label = readText(context, fields.find("Label"));
  if (const Node *reader = readObject(context, fields.find("ItemReader")))
    map.itemReader = readItemReader(context, *reader, fields.language());
  if (const Node *batcher = readObject(context, fields.find("ItemBatcher")))
    map.itemBatcher = readItemBatcher(context, *batcher, fields.language());
  if (const Node *writer = readObject(context, fields.find("ResultWriter")))
    map.resultWriter = readResultWriter(context, *writer, fields.language());
}

} // namespace aslc::parse
