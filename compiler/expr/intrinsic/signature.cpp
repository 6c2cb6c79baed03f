// See signature.h. The table is in the order of Function.
#include "compiler/expr/intrinsic/signature.h"

#include "runtime/support/closest.h"

#include <cctype>
#include <iterator>

namespace aslc::intrinsic {
namespace {

constexpr std::string_view kPrefix = "States.";

constexpr auto Any = ArgumentType::Any;
constexpr auto String = ArgumentType::String;
constexpr auto Number = ArgumentType::Number;
constexpr auto Boolean = ArgumentType::Boolean;
constexpr auto Array = ArgumentType::Array;
constexpr auto Object = ArgumentType::Object;

constexpr Signature kSignatures[] = {
    {Function::Format, "Format", 1, kUnbounded, {String, Any, Any}},
    {Function::StringToJson, "StringToJson", 1, 1, {String, Any, Any}},
    {Function::JsonToString, "JsonToString", 1, 1, {Any, Any, Any}},
    {Function::Array, "Array", 0, kUnbounded, {Any, Any, Any}},
    {Function::ArrayPartition, "ArrayPartition", 2, 2, {Array, Number, Any}},
    {Function::ArrayContains, "ArrayContains", 2, 2, {Array, Any, Any}},
    {Function::ArrayRange, "ArrayRange", 3, 3, {Number, Number, Number}},
    {Function::ArrayGetItem, "ArrayGetItem", 2, 2, {Array, Number, Any}},
    {Function::ArrayLength, "ArrayLength", 1, 1, {Array, Any, Any}},
    {Function::ArrayUnique, "ArrayUnique", 1, 1, {Array, Any, Any}},
    {Function::Base64Encode, "Base64Encode", 1, 1, {String, Any, Any}},
    {Function::Base64Decode, "Base64Decode", 1, 1, {String, Any, Any}},
    {Function::Hash, "Hash", 2, 2, {Any, String, Any}},
    {Function::JsonMerge, "JsonMerge", 3, 3, {Object, Object, Boolean}},
    {Function::MathRandom, "MathRandom", 2, 3, {Number, Number, Number}},
    {Function::MathAdd, "MathAdd", 2, 2, {Number, Number, Any}},
    {Function::StringSplit, "StringSplit", 2, 2, {String, String, Any}},
    {Function::Uuid, "UUID", 0, 0, {Any, Any, Any}},
};

constexpr bool inOrder() {
  for (size_t i = 0; i < std::size(kSignatures); ++i)
    if (static_cast<size_t>(kSignatures[i].function) != i)
      return false;
  return std::size(kSignatures) == static_cast<size_t>(Function::Uuid) + 1;
}
static_assert(inOrder());

} // namespace

const Signature &signatureOf(Function function) {
  return kSignatures[static_cast<size_t>(function)];
}

const Signature *findSignature(std::string_view name) {
  for (const Signature &signature : kSignatures)
    if (signature.name == name)
      return &signature;
  return nullptr;
}

std::string_view name(Function function) { return signatureOf(function).name; }

std::string_view unknownFunctionAt(std::string_view text, size_t offset) {
  if (offset > text.size() || !text.substr(offset).starts_with(kPrefix))
    return {};
  size_t end = offset + kPrefix.size();
  while (end < text.size() && std::isalnum(static_cast<unsigned char>(text[end])))
    ++end;
  std::string_view name = text.substr(offset, end - offset);
  return findSignature(name.substr(kPrefix.size())) ? std::string_view() : name;
}

std::optional<std::string> closestFunction(std::string_view name) {
  if (!name.starts_with(kPrefix) || name.size() == kPrefix.size())
    return std::nullopt;
  // The part that all have says nothing of which one is meant.
  std::vector<std::string> names;
  for (const Signature &signature : kSignatures)
    names.emplace_back(signature.name);
  auto meant = asl::closest(name.substr(kPrefix.size()), names);
  return meant ? std::optional(std::string(kPrefix) + *meant) : std::nullopt;
}

} // namespace aslc::intrinsic
