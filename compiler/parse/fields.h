// Reading one object: which fields it may have, and what each reader of a value needs.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/diag/engine.h"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::parse {

using ast::QueryLanguage;
using source::Member;
using source::Node;

/// What stays the same while a definition is read.
struct Context {
  diag::Engine &diags;
  QueryLanguage language = QueryLanguage::JsonPath; ///< of the whole definition
  /// Placeholders without a value are reported already, as faults of the text.
  bool undefinedReported = false;
};

/// In which query language a field may stand.
enum class FieldLanguage : uint8_t { Both, JsonPath, Jsonata };

/// A field that an object may have.
struct FieldRule {
  std::string_view name;
  FieldLanguage language = FieldLanguage::Both;
  std::string_view counterpart = {}; ///< what the other language has in its place
};

/// Of what kind an object is.
struct ObjectKind {
  std::string what; ///< its name in messages: "a Pass state", "a retrier"
  std::span<const FieldRule> rules;
  /// For a field that the rules do not have: a hint at where it belongs, empty when nowhere.
  std::string (*elsewhere)(std::string_view field) = nullptr;
};

/// The fields of one object. Whatever the rules do not allow is reported when the reader is made;
/// what it gives out afterwards may stand there.
class Fields {
public:
  Fields(Context &context, const Node &object, const ObjectKind &kind, QueryLanguage language);

  /// The member of that name, or null where it is absent or may not stand here.
  const Member *find(std::string_view name) const;
  /// The same; reports its absence.
  const Member *require(std::string_view name);
  /// Reports all but the first of those present. Returns the first, or null.
  const Member *exclusive(std::initializer_list<std::string_view> names);

  Context &context() { return context_; }
  const Node &object() const { return object_; }
  const std::string &what() const { return what_; }
  QueryLanguage language() const { return language_; }
  bool jsonata() const { return language_ == QueryLanguage::Jsonata; }

private:
  Context &context_;
  const Node &object_;
  std::string what_;
  QueryLanguage language_;
  std::vector<const Member *> allowed_;
  /// What fields of the other language, which are reported, stand for in this one.
  std::vector<std::string_view> meant_;
};

/// The value as people call it: "a string", "the number 3.5", "an object".
std::string describe(const Node &value);
std::string_view name(QueryLanguage language);

/// `name` in backticks each, joined as a sentence joins them: "`A`, `B` or `C`".
std::string listing(std::span<const std::string_view> names, std::string_view last = "or");

/// Reports that `member` is not `expected` ("a string").
diag::Engine::Builder wrongType(Context &context, const Member &member, std::string_view expected);

/// Where to point when `object` lacks something: its name when it has one, else its first brace.
source::Range headOf(const Node &object);

} // namespace aslc::parse
