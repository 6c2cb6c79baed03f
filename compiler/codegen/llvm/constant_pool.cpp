// Constant data in the layouts of asl/abi/abi.h.
#include "compiler/codegen/llvm/constant_pool.h"

#include "runtime/value/heap.h"

#include "llvm/IR/Constants.h"

using namespace aslc::codegen;

namespace ir = aslc::ir;

namespace {

uint64_t headOf(const asl_value &value) {
  return uint64_t(value.size) | uint64_t(value.tag) << 32 | uint64_t(value.flags) << 40 |
         uint64_t(value.depth) << 48;
}

llvm::StringRef textOf(const asl_string *string) { return {string->bytes, string->length}; }

} // namespace

ConstantPool::ConstantPool(llvm::Module &module)
    : module_(module), context_(module.getContext()),
      heap_(std::make_unique<asl::Heap>(nullptr, 1)) {}

ConstantPool::~ConstantPool() = default;

llvm::Constant *ConstantPool::int8(uint8_t value) {
  return llvm::ConstantInt::get(llvm::Type::getInt8Ty(context_), value);
}
llvm::Constant *ConstantPool::int32(uint64_t value) {
  return llvm::ConstantInt::get(llvm::Type::getInt32Ty(context_), value);
}
llvm::Constant *ConstantPool::int64(uint64_t value) {
  return llvm::ConstantInt::get(llvm::Type::getInt64Ty(context_), value);
}
llvm::Constant *ConstantPool::real(double value) {
  return llvm::ConstantFP::get(llvm::Type::getDoubleTy(context_), value);
}
llvm::Constant *ConstantPool::null() {
  return llvm::ConstantPointerNull::get(llvm::PointerType::getUnqual(context_));
}
llvm::Constant *ConstantPool::structure(llvm::ArrayRef<llvm::Constant *> members) {
  return llvm::ConstantStruct::getAnon(context_, members);
}

llvm::Constant *ConstantPool::cString(llvm::StringRef text) {
  return global(llvm::ConstantDataArray::getString(context_, text), "text");
}

llvm::GlobalVariable *ConstantPool::global(llvm::Constant *initializer, llvm::StringRef name) {
  auto *variable = new llvm::GlobalVariable(module_, initializer->getType(), /*isConstant=*/true,
                                            llvm::GlobalValue::PrivateLinkage, initializer, name);
  variable->setAlignment(llvm::Align(8));
  return variable;
}

llvm::Constant *ConstantPool::shared(llvm::Constant *initializer, llvm::StringRef name) {
  llvm::Constant *&address = shared_[initializer];
  if (!address)
    address = global(initializer, name);
  return address;
}

llvm::Constant *ConstantPool::array(llvm::ArrayRef<llvm::Constant *> elements,
                                    llvm::StringRef name) {
  if (elements.empty())
    return null();
  auto *type = llvm::ArrayType::get(elements.front()->getType(), elements.size());
  return shared(llvm::ConstantArray::get(type, elements), name);
}

llvm::Constant *ConstantPool::string(llvm::StringRef text) {
  auto [entry, isNew] = strings_.try_emplace(text, nullptr);
  if (isNew) {
    // The initializer waits for finish(): only then is it known whether the text is a symbol.
    auto *type =
        llvm::StructType::get(llvm::Type::getInt32Ty(context_), llvm::Type::getInt32Ty(context_),
                              llvm::Type::getInt32Ty(context_),
                              llvm::ArrayType::get(llvm::Type::getInt8Ty(context_), text.size()));
    entry->second = new llvm::GlobalVariable(module_, type, /*isConstant=*/true,
                                             llvm::GlobalValue::PrivateLinkage,
                                             llvm::Constant::getNullValue(type), "string");
    entry->second->setAlignment(llvm::Align(8));
    order_.push_back(text.str());
  }
  return entry->second;
}

llvm::Constant *ConstantPool::symbol(llvm::StringRef key) {
  symbols_.add(key);
  return string(key);
}

llvm::Constant *ConstantPool::addresses(llvm::ArrayRef<std::string> texts, bool areKeys) {
  std::vector<llvm::Constant *> elements;
  elements.reserve(texts.size());
  for (const std::string &text : texts)
    elements.push_back(areKeys ? symbol(text) : string(text));
  return array(elements, areKeys ? "keys" : "strings");
}

llvm::Constant *ConstantPool::strings(llvm::ArrayRef<std::string> texts) {
  return addresses(texts, false);
}
llvm::Constant *ConstantPool::symbols(llvm::ArrayRef<std::string> keys) {
  return addresses(keys, true);
}

ConstantValue ConstantPool::undefined() { return {int64(0), int64(0)}; }

ConstantValue ConstantPool::text(llvm::StringRef text) {
  asl_value value = asl::undefined();
  value.tag = ASL_STRING;
  value.size = asl::quotedSize({text.data(), text.size()});
  return {int64(headOf(value)),
          llvm::ConstantExpr::getPtrToInt(string(text), llvm::Type::getInt64Ty(context_))};
}

llvm::Constant *ConstantPool::inMemory(ConstantValue value) {
  return structure({value.head, value.bits});
}

asl_value ConstantPool::read(ir::JsonAttr json) { return ir::toValue(*heap_, json); }

ConstantValue ConstantPool::value(ir::JsonAttr json) {
  auto found = values_.find(json);
  if (found != values_.end())
    return found->second;
  ConstantValue value = emit(read(json));
  values_.try_emplace(json, value);
  return value;
}

ConstantValue ConstantPool::boolean(bool value) { return emit(asl::boolean(value)); }
ConstantValue ConstantPool::nullValue() { return emit(asl::null()); }

ConstantValue ConstantPool::emit(const asl_value &value) {
  llvm::Constant *pointee = nullptr;
  switch (value.tag) {
  case ASL_DECIMAL:
  case ASL_STRING:
    pointee = string(textOf(value.string));
    break;
  case ASL_ARRAY:
    pointee = emitArray(*value.array);
    break;
  case ASL_OBJECT:
    pointee = emitObject(*value.object);
    break;
  default:
    return {int64(headOf(value)), int64(value.bits)};
  }
  return {int64(headOf(value)),
          llvm::ConstantExpr::getPtrToInt(pointee, llvm::Type::getInt64Ty(context_))};
}

llvm::Constant *ConstantPool::emitArray(const asl_array &array) {
  std::vector<llvm::Constant *> items;
  items.reserve(array.count);
  for (uint32_t i = 0; i < array.count; ++i)
    items.push_back(inMemory(emit(array.items[i])));
  auto *pair = llvm::StructType::get(int64(0)->getType(), int64(0)->getType());
  return global(
      structure({int32(array.count), int32(0),
                 llvm::ConstantArray::get(llvm::ArrayType::get(pair, items.size()), items)}),
      "array");
}

llvm::Constant *ConstantPool::emitObject(const asl_object &object) {
  std::vector<std::string> keys;
  std::vector<llvm::Constant *> values;
  for (uint32_t i = 0; i < object.count; ++i) {
    keys.push_back(textOf(object.keys[i]).str());
    values.push_back(inMemory(emit(object.values[i])));
  }
  auto *pair = llvm::StructType::get(int64(0)->getType(), int64(0)->getType());
  return global(
      structure({int32(object.count), int32(0), symbols(keys),
                 llvm::ConstantArray::get(llvm::ArrayType::get(pair, values.size()), values)}),
      "object");
}

llvm::Constant *ConstantPool::finish() {
  for (const std::string &text : order_) {
    llvm::GlobalVariable *variable = strings_.lookup(text);
    variable->setInitializer(
        structure({int32(text.size()), int32(asl::quotedSize(text)), int32(symbols_.find(text)),
                   llvm::ConstantDataArray::getString(context_, text, /*AddNull=*/false)}));
    if (symbols_.find(text))
      variable->setName("key");
  }

  SymbolTable::Layout layout = symbols_.layout();
  std::vector<llvm::Constant *> byNumber(symbols_.size() + 1, null());
  for (const std::string &text : order_)
    if (uint32_t number = symbols_.find(text))
      byNumber[number] = strings_.lookup(text);
  std::vector<llvm::Constant *> slots;
  for (uint32_t number : layout.slots)
    slots.push_back(byNumber[number]);
  std::vector<llvm::Constant *> seeds;
  for (uint32_t seed : layout.seeds)
    seeds.push_back(int32(seed));
  return global(
      structure({int32(symbols_.size()), int32(seeds.size() - 1), int32(slots.size() - 1),
                 int32(layout.salt), array(seeds, "symbol_seeds"), array(slots, "symbol_slots")}),
      "symbols");
}
