// The reader and the writer of a distributed Map: what they are, and the parameters of their calls.
#include "compiler/lower/states.h"

#include "llvm/ADT/StringSwitch.h"

using namespace aslc;
using namespace aslc::lower;

namespace {

/// The word that a field of a configuration has; empty when it is not there.
llvm::StringRef wordOf(const source::Node *config, std::string_view field) {
  const source::Member *member = config ? config->find(field) : nullptr;
  return member ? llvm::StringRef(member->value->text) : llvm::StringRef();
}

bool callsAction(const ast::Text &resource, llvm::StringRef action) {
  return resource && llvm::StringRef(resource->value).ends_with((":" + action).str());
}

ir::ItemSource sourceOf(const ast::ItemReader &reader) {
  const source::Node *config = reader.readerConfig;
  if (callsAction(reader.resource, "listObjectsV2"))
    return wordOf(config, "Transformation") == "LOAD_AND_FLATTEN" ? ir::ItemSource::Listed
                                                                  : ir::ItemSource::Listing;
  if (wordOf(config, "ManifestType") == "ATHENA_DATA")
    return ir::ItemSource::Unloaded;
  // The type of the input was the only way to say it once.
  bool isInventory =
      wordOf(config, "ManifestType") == "S3_INVENTORY" || wordOf(config, "InputType") == "MANIFEST";
  return isInventory ? ir::ItemSource::Inventory : ir::ItemSource::Object;
}

ir::ItemFormat formatOf(const source::Node *config) {
  return llvm::StringSwitch<ir::ItemFormat>(wordOf(config, "InputType"))
      .Case("CSV", ir::ItemFormat::Csv)
      .Case("JSONL", ir::ItemFormat::JsonLines)
      .Default(ir::ItemFormat::Json);
}

llvm::StringRef delimiterOf(const source::Node *config) {
  return llvm::StringSwitch<llvm::StringRef>(wordOf(config, "CSVDelimiter"))
      .Case("PIPE", "|")
      .Case("SEMICOLON", ";")
      .Case("SPACE", " ")
      .Case("TAB", "\t")
      .Default(",");
}

/// The names of the columns, when the configuration gives them.
mlir::ArrayAttr headersOf(FlowBuilder &builder, const source::Node *config) {
  const source::Member *headers = config ? config->find("CSVHeaders") : nullptr;
  if (!headers || wordOf(config, "CSVHeaderLocation") == "FIRST_ROW")
    return {};
  std::vector<std::string> names;
  for (const source::Node *header : headers->value->items)
    names.push_back(header->text);
  return builder.strings(names);
}

/// A JSON Pointer (RFC 6901) as the names of its steps.
mlir::ArrayAttr pointerOf(FlowBuilder &builder, const source::Node *config) {
  llvm::StringRef pointer = wordOf(config, "ItemsPointer");
  if (!pointer.consume_front("/"))
    return {};
  llvm::SmallVector<llvm::StringRef> steps;
  pointer.split(steps, '/');
  std::vector<std::string> names;
  for (llvm::StringRef step : steps) {
    std::string name;
    for (size_t i = 0; i < step.size(); ++i) {
      bool isEscape = step[i] == '~' && i + 1 < step.size();
      name += !isEscape ? step[i] : step[++i] == '1' ? '/' : '~';
    }
    names.push_back(std::move(name));
  }
  return builder.strings(names);
}

ir::ResultForm formOf(const source::Node *config, bool exports) {
  return llvm::StringSwitch<ir::ResultForm>(wordOf(config, "Transformation"))
      .Case("NONE", ir::ResultForm::Records)
      .Case("COMPACT", ir::ResultForm::Outputs)
      .Case("FLATTEN", ir::ResultForm::Flattened)
      .Default(exports ? ir::ResultForm::Records : ir::ResultForm::Outputs);
}

} // namespace

void StateLowering::mapParameters(mlir::Region &region, const ast::State &state,
                                  const ast::TemplateField &arguments, const std::string &place) {
  if (!arguments)
    return;
  FlowBuilder::Place at(builder_, arguments->range);
  const ast::Template &tree = *arguments->value;
  builder_.fill(region, 2, [&](mlir::Block &block) {
    if (!isJsonata(state))
      return expressions_.value(tree, block.getArgument(1), "Parameters");
    JsonataField field{place + "/Arguments"};
    if (tree.kind == ast::Template::Kind::Expression)
      field.type = ir::ResultType::Object;
    return jsonata(tree, {block.getArgument(0), {}, {}}, field);
  });
}

void StateLowering::mapReader(ir::MapOp op, const ast::State &state, const ast::ItemReader &reader,
                              mlir::NamedAttrList &paths) {
  const source::Node *config = reader.readerConfig;
  ir::ItemSource source = sourceOf(reader);
  ir::ItemFormat format = formatOf(config);
  bool isCsv = format == ir::ItemFormat::Csv;
  if (wordOf(config, "InputType") == "PARQUET" && source != ir::ItemSource::Listing)
    builder_.fail("aslc cannot read `PARQUET` files yet");
  op.setReaderAttr(ir::ReaderAttr::get(
      builder_.getContext(), source, format,
      isCsv ? builder_.getStringAttr(delimiterOf(config)) : mlir::StringAttr(),
      isCsv ? headersOf(builder_, config) : mlir::ArrayAttr(), pointerOf(builder_, config)));
  mapParameters(op.getReadFrom(), state, reader.arguments, "ItemReader");
  mapQuantity(op.getMaxItems(), reader.maxItems, "max_items", "ItemReader/ReaderConfig/MaxItems",
              paths);
}

void StateLowering::mapWriter(ir::MapOp op, const ast::State &state,
                              const ast::ResultWriter &writer) {
  bool exports = writer.resource.has_value();
  op.setWriterAttr(ir::WriterAttr::get(builder_.getContext(), formOf(writer.writerConfig, exports),
                                       exports,
                                       wordOf(writer.writerConfig, "OutputType") == "JSONL"));
  if (exports)
    mapParameters(op.getWriteTo(), state, writer.arguments, "ResultWriter");
}
