// What a definition calls things, as C++ may call them.
#include "compiler/codegen/cpp/names.h"

#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <iterator>

using namespace aslc::codegen::cpp;

namespace {

/// Compilers take any length, people do not.
constexpr size_t longestName = 60;

/// C++20's keywords and the macros that standard headers may define with such names.
constexpr llvm::StringRef reserved[] = {"EOF",           "NULL",        "alignas",
                                        "alignof",       "and",         "and_eq",
                                        "asm",           "assert",      "auto",
                                        "bitand",        "bitor",       "bool",
                                        "break",         "case",        "catch",
                                        "char",          "char16_t",    "char32_t",
                                        "char8_t",       "class",       "co_await",
                                        "co_return",     "co_yield",    "compl",
                                        "concept",       "const",       "const_cast",
                                        "consteval",     "constexpr",   "constinit",
                                        "continue",      "decltype",    "default",
                                        "delete",        "do",          "double",
                                        "dynamic_cast",  "else",        "enum",
                                        "errno",         "explicit",    "export",
                                        "extern",        "false",       "float",
                                        "for",           "friend",      "goto",
                                        "i386",          "if",          "inline",
                                        "int",           "linux",       "long",
                                        "mutable",       "namespace",   "new",
                                        "noexcept",      "not",         "not_eq",
                                        "nullptr",       "operator",    "or",
                                        "or_eq",         "private",     "protected",
                                        "public",        "register",    "reinterpret_cast",
                                        "requires",      "return",      "short",
                                        "signed",        "sizeof",      "static",
                                        "static_assert", "static_cast", "stderr",
                                        "stdin",         "stdout",      "struct",
                                        "switch",        "template",    "this",
                                        "thread_local",  "throw",       "true",
                                        "try",           "typedef",     "typeid",
                                        "typename",      "typeof",      "union",
                                        "unix",          "unsigned",    "using",
                                        "virtual",       "void",        "volatile",
                                        "wchar_t",       "while",       "xor",
                                        "xor_eq"};

} // namespace

bool aslc::codegen::cpp::isReserved(llvm::StringRef name) {
  return std::binary_search(std::begin(reserved), std::end(reserved), name);
}

std::string aslc::codegen::cpp::identifier(llvm::StringRef text) {
  std::string name;
  for (char c : text) {
    if (llvm::isAlnum(c))
      name += c;
    else if (!name.empty() && name.back() != '_')
      name += '_';
    if (name.size() == longestName)
      break;
  }
  if (llvm::StringRef(name).ends_with("_"))
    name.pop_back();
  // `asl` is ours.
  if (name.empty() || llvm::isDigit(name.front()) ||
      llvm::StringRef(name).starts_with_insensitive("asl"))
    name.insert(0, "x");
  // Words in capitals are what macros are called, in headers and on command lines.
  bool isLikeMacro = name.size() > 1 && llvm::none_of(name, llvm::isLower);
  if (isLikeMacro || isReserved(name))
    name += '_';
  return name;
}

std::string Names::unique(llvm::StringRef text) {
  std::string wanted = identifier(text), name = wanted;
  for (unsigned number = 2; isTaken(name); ++number)
    name = wanted + (llvm::isDigit(wanted.back()) ? "_" : "") + std::to_string(number);
  taken_.insert(name);
  return name;
}

std::string Names::uniqueAround(Names &outer, llvm::StringRef text) {
  std::string name;
  do
    name = outer.unique(text);
  while (taken_.contains(name));
  return name;
}
