// See json.h. Text is read and written by the runtime, so that a constant is what the same text
// would be at run time.
#include "compiler/ir/json.h"
#include "compiler/ir/asl.h"

#include "runtime/value/heap.h"
#include "runtime/value/json.h"

#include "mlir/IR/DialectImplementation.h"

using namespace mlir;
using namespace aslc::ir;

asl_value aslc::ir::toValue(asl::Heap &heap, JsonAttr json) {
  std::string_view text(json.getText().data(), json.getText().size());
  switch (json.getKind()) {
  case JsonKind::Null:
    return asl::null();
  case JsonKind::False:
  case JsonKind::True:
    return asl::boolean(json.getKind() == JsonKind::True);
  case JsonKind::Number:
    return asl::json::read(heap, text);
  case JsonKind::String:
    return heap.string(text);
  case JsonKind::Array: {
    asl_array *array = heap.rawArray(json.getItems().size());
    for (auto [index, item] : llvm::enumerate(json.getItems()))
      array->items[index] = toValue(heap, item);
    return heap.finish(array);
  }
  case JsonKind::Object: {
    std::vector<const asl_string *> keys;
    std::vector<asl::Value> values;
    for (auto [key, value] : llvm::zip(json.getKeys(), json.getItems())) {
      keys.push_back(heap.key({key.getValue().data(), key.getValue().size()}));
      values.push_back(toValue(heap, value));
    }
    return heap.object(keys, values);
  }
  }
  llvm_unreachable("all kinds are handled");
}

JsonAttr aslc::ir::toJson(MLIRContext *context, const asl_value &value) {
  auto textOf = [](const asl_string *text) { return llvm::StringRef(text->bytes, text->length); };
  switch (value.tag) {
  case ASL_NULL:
    return JsonAttr::get(context, JsonKind::Null);
  case ASL_FALSE:
  case ASL_TRUE:
    return JsonAttr::boolean(context, value.tag == ASL_TRUE);
  case ASL_STRING:
    return JsonAttr::string(context, textOf(value.string));
  case ASL_ARRAY: {
    llvm::SmallVector<JsonAttr> items;
    for (const asl_value &item : llvm::ArrayRef(value.array->items, value.array->count))
      if (!items.emplace_back(toJson(context, item)))
        return {};
    return JsonAttr::array(context, items);
  }
  case ASL_OBJECT: {
    llvm::SmallVector<StringAttr> keys;
    llvm::SmallVector<JsonAttr> values;
    for (uint32_t i = 0; i < value.object->count; ++i) {
      keys.push_back(StringAttr::get(context, textOf(value.object->keys[i])));
      if (!values.emplace_back(toJson(context, value.object->values[i])))
        return {};
    }
    return JsonAttr::object(context, keys, values);
  }
  default:
    return asl::isNumber(value) ? JsonAttr::get(context, JsonKind::Number, asl::json::write(value))
                                : JsonAttr();
  }
}

JsonAttr JsonAttr::parse(MLIRContext *context, llvm::StringRef text) {
  asl::Heap heap(nullptr, /*seed=*/1);
  asl_value value = asl::json::read(heap, {text.data(), text.size()});
  return asl::isUndefined(value) ? JsonAttr() : toJson(context, value);
}

JsonAttr JsonAttr::boolean(MLIRContext *context, bool value) {
  return get(context, value ? JsonKind::True : JsonKind::False);
}
JsonAttr JsonAttr::string(MLIRContext *context, llvm::StringRef text) {
  return get(context, JsonKind::String, text);
}
JsonAttr JsonAttr::array(MLIRContext *context, ArrayRef<JsonAttr> items) {
  return get(context, JsonKind::Array, {}, {}, items);
}
JsonAttr JsonAttr::object(MLIRContext *context, ArrayRef<StringAttr> keys,
                          ArrayRef<JsonAttr> values) {
  return get(context, JsonKind::Object, {}, keys, values);
}

std::string JsonAttr::write() const {
  asl::Heap heap(nullptr, /*seed=*/1);
  return asl::json::write(toValue(heap, *this));
}

JsonAttr JsonAttr::member(llvm::StringRef key) const {
  for (auto [each, found] : llvm::zip(getKeys(), getItems()))
    if (each.getValue() == key)
      return found;
  return {};
}

JsonAttr JsonAttr::item(int64_t index) const {
  if (!isArray() || index < 0 || static_cast<uint64_t>(index) >= getItems().size())
    return {};
  return getItems()[static_cast<size_t>(index)];
}

Attribute JsonAttr::parse(AsmParser &parser, Type) {
  std::string text;
  llvm::SMLoc place = parser.getCurrentLocation();
  if (parser.parseLess() || parser.parseString(&text) || parser.parseGreater())
    return {};
  JsonAttr json = parse(parser.getContext(), text);
  if (!json)
    parser.emitError(place, "expected JSON text");
  return json;
}

void JsonAttr::print(AsmPrinter &printer) const {
  printer << '<';
  printer.printString(write());
  printer << '>';
}
