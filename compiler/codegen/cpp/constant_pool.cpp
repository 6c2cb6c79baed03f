// See constant_pool.h. Constants are made by the runtime's own functions, so that their sizes and
// numbers are those that the same text would have at run time.
#include "compiler/codegen/cpp/constant_pool.h"

#include "compiler/codegen/cpp/text.h"
#include "runtime/value/heap.h"

#include "runtime/support/number_text.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <cmath>

using namespace aslc::codegen;
using namespace aslc::codegen::cpp;

namespace ir = aslc::ir;

namespace {

/// Compilers need not take longer string literals.
constexpr size_t longestLiteral = 60000;
constexpr size_t lineWidth = 100;

llvm::StringRef textOf(const asl_string *string) { return {string->bytes, string->length}; }

/// What a string may be called: keys by their own names, so that paths read well.
std::string nameFor(llvm::StringRef text) {
  constexpr size_t longest = 40;
  if (text.starts_with("arn:"))
    for (unsigned field = 0; field < 5; ++field)
      text = text.split(':').second;
  bool isPath = text.starts_with("$.") || text.starts_with("$$") || text.starts_with("$[");
  llvm::StringRef kind = isPath                  ? "path "
                         : text.starts_with("[") ? "step "
                         : text.ends_with(".$")  ? "field "
                                                 : "";
  return (kind + text.take_front(longest)).str();
}

std::string realText(double number) {
  std::string text = asl::shortestText(number);
  return text.find_first_of(".en") == text.npos ? text + ".0" : text;
}

} // namespace

ConstantPool::ConstantPool() : heap_(std::make_unique<asl::Heap>(nullptr, 1)) {
  // What the lines of the two namespaces use themselves.
  for (llvm::StringRef name : {"literal", "long_literal"})
    textNames_.reserve(name);
  for (llvm::StringRef name :
       {"array_literal", "object_literal", "array_of", "object_of", "integer", "real", "decimal",
        "string", "boolean", "null", "undefined", "text", "data", "symbols", "symbol_seeds",
        "symbol_slots", "regexes"})
    dataNames_.reserve(name);
}
ConstantPool::~ConstantPool() = default;

std::string ConstantPool::string(llvm::StringRef text) {
  auto [entry, isNew] = strings_.try_emplace(text);
  if (isNew) {
    entry->second = textNames_.unique(nameFor(text));
    order_.push_back(text.str());
  }
  return "text::" + entry->second;
}

std::string ConstantPool::symbol(llvm::StringRef key) {
  symbols_.add(key);
  return string(key);
}

std::string ConstantPool::strings(llvm::ArrayRef<std::string> texts, llvm::StringRef name) {
  if (texts.empty())
    return "{}";
  std::vector<std::string> items;
  for (const std::string &text : texts)
    items.push_back(string(text));
  return constant("const asl_string *const", name, "[]", "{" + llvm::join(items, ", ") + "}");
}

std::string ConstantPool::symbols(llvm::ArrayRef<std::string> keys, llvm::StringRef name) {
  for (const std::string &key : keys)
    symbols_.add(key);
  return strings(keys, name);
}

std::string ConstantPool::constant(llvm::StringRef type, llvm::StringRef name,
                                   llvm::StringRef suffix, llvm::StringRef initializer) {
  std::string &known = known_[(type + suffix + initializer).str()];
  if (known.empty()) {
    known = dataNames_.unique(name);
    // `constexpr` stands for the outermost const.
    llvm::StringRef plain = type;
    if (!plain.consume_back(" *const") || !plain.consume_front("const "))
      lines_ += ("constexpr " + type + " " + known + suffix).str();
    else
      lines_ += ("constexpr const " + plain + " *" + known + suffix).str();
    lines_ += (initializer.starts_with("{") ? "" : " = ") + initializer.str() + ";\n";
  }
  return "data::" + known;
}

std::string ConstantPool::regex(llvm::StringRef pattern, bool ignoreCase, bool multiline) {
  std::string initializer = llvm::formatv("{{{0}, {1}, {2}, nullptr}", string(pattern),
                                          ignoreCase ? 1 : 0, multiline ? 1 : 0);
  std::string &known = known_["asl_regex" + initializer];
  if (known.empty()) {
    known = dataNames_.unique("regex");
    // Not constant: the runtime keeps the compiled form in it.
    lines_ += "asl_regex " + known + initializer + ";\n";
    regexes_.push_back(known);
  }
  return "&data::" + known;
}

// ---- Values

std::string ConstantPool::value(ir::JsonAttr json) {
  auto found = values_.find(json);
  if (found != values_.end())
    return found->second;
  std::string written = write(ir::toValue(*heap_, json));
  return values_[json] = written;
}

std::string ConstantPool::write(const asl_value &value) {
  switch (value.tag) {
  case ASL_FALSE:
    return "boolean(false)";
  case ASL_TRUE:
    return "boolean(true)";
  case ASL_INTEGER:
    return value.integer == INT64_MIN ? "integer(INT64_MIN)"
                                      : "integer(" + std::to_string(value.integer) + ")";
  case ASL_DOUBLE:
    return "real(" + realText(value.number) + ")";
  case ASL_DECIMAL:
    return "decimal(" + string(textOf(value.string)) + ")";
  case ASL_STRING:
    return "string(" + string(textOf(value.string)) + ")";
  case ASL_ARRAY: {
    std::vector<std::string> items;
    for (const asl_value &item : llvm::ArrayRef(value.array->items, value.array->count))
      items.push_back(write(item));
    if (items.empty())
      items.push_back("undefined"); // arrays without items are not of the language
    std::string name = constant(
        "array_literal<" + std::to_string(items.size()) + ">", "items", "",
        llvm::formatv("{{{{{0}, 0, {{{1}}}}", value.array->count, llvm::join(items, ", ")).str());
    return llvm::formatv("array_of({0}, {1}, {2})", name, value.size, value.depth);
  }
  case ASL_OBJECT: {
    std::vector<std::string> keys, values;
    for (uint32_t i = 0; i < value.object->count; ++i) {
      keys.push_back(textOf(value.object->keys[i]).str());
      values.push_back(write(value.object->values[i]));
    }
    std::string table = keys.empty() ? "nullptr" : symbols(keys, "keys");
    if (values.empty())
      values.push_back("undefined");
    std::string name =
        constant("object_literal<" + std::to_string(values.size()) + ">", "members", "",
                 llvm::formatv("{{{{{0}, 0, {1}, {{{2}}}}", value.object->count, table,
                               llvm::join(values, ", "))
                     .str());
    return llvm::formatv("object_of({0}, {1}, {2})", name, value.size, value.depth);
  }
  default:
    return "null";
  }
}

// ---- The whole

std::string ConstantPool::stringLine(llvm::StringRef text) const {
  const std::string &name = strings_.lookup(text);
  uint32_t symbol = symbols_.find(text);
  size_t size = asl::quotedSize({text.data(), text.size()});
  if (text.size() > longestLiteral) {
    std::string bytes;
    for (char c : text)
      bytes += std::to_string(static_cast<int>(static_cast<signed char>(c))) + ", ";
    return llvm::formatv("constexpr long_literal<{0}> {1}{{{{{2}, {3}, {4}, {{{5}0}}};\n",
                         text.size() + 1, name, text.size(), size, symbol, bytes);
  }
  bool isEscaped = size != text.size() + 2;
  std::string begin = "constexpr literal " + name + "{";
  std::string end = (symbol || isEscaped ? ", " + std::to_string(symbol) : "") +
                    (isEscaped ? ", " + std::to_string(size) : "") + "};\n";
  std::string whole = quoted(text);
  if (begin.size() + whole.size() + end.size() <= lineWidth)
    return begin + whole + end;
  constexpr llvm::StringLiteral below = "\n    ";
  return begin + below.str() + llvm::join(quotedLines(text, lineWidth - 16), below) + end;
}

std::string ConstantPool::symbolTables() {
  SymbolTable::Layout layout = symbols_.layout();
  std::vector<std::string> byNumber(symbols_.size() + 1, "nullptr"), slots, seeds;
  for (const std::string &text : order_)
    if (uint32_t number = symbols_.find(text))
      byNumber[number] = "text::" + strings_.lookup(text);
  for (uint32_t number : layout.slots)
    slots.push_back(byNumber[number]);
  for (uint32_t seed : layout.seeds)
    seeds.push_back(std::to_string(seed) + "u");
  std::string text = "// Where a key is found, see asl/abi/symbol_hash.h.\n"
                     "constexpr uint32_t symbol_seeds[]{" +
                     llvm::join(seeds, ", ") + "};\n" +
                     "constexpr const asl_string *symbol_slots[]{" + llvm::join(slots, ", ") +
                     "};\n";
  text += llvm::formatv("constexpr asl_symbols symbols{{{0}, {1}, {2}, {3}, symbol_seeds, "
                        "symbol_slots};\n",
                        symbols_.size(), seeds.size() - 1, slots.size() - 1, layout.salt);
  if (!regexes_.empty()) {
    std::vector<std::string> addresses;
    for (const std::string &name : regexes_)
      addresses.push_back("&" + name);
    text += "asl_regex *const regexes[]{" + llvm::join(addresses, ", ") + "};\n";
  }
  return text;
}

std::string ConstantPool::finish() {
  std::string tables = symbolTables();
  std::string text;
  if (!order_.empty()) {
    text += "// Strings, and their numbers among the keys that the machine looks at.\n"
            "namespace text {\n";
    for (const std::string &string : order_)
      text += stringLine(string);
    text += "} // namespace text\n\n";
  }
  return text + "namespace data {\n" + lines_ + tables + "} // namespace data\n";
}
