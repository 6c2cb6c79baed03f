// Reads one object: its allowed fields, and the state that readers of values share.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/diag/engine.h"

#include <deque>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::parse {

using ast::QueryLanguage;
using source::Member;
using source::Node;

/// The state of reading one definition.
struct Context {
  diag::Engine &diags;
  QueryLanguage language = QueryLanguage::JsonPath; ///< of the whole definition
  /// Placeholders without a value are reported already, as faults of the text.
  bool undefinedReported = false;
  /// Values that were not read, because nobody knows what they mean: their fields are unknown.
  std::vector<source::Range> unread = {};
};

/// The query language that a field belongs to.
enum class FieldLanguage : uint8_t { Both, JsonPath, Jsonata };

/// A field that an object may have.
struct FieldRule {
  std::string_view name;
  FieldLanguage language = FieldLanguage::Both;
  std::string_view counterpart = {}; ///< the corresponding field of the other language
};

/// A kind of object: a state of some type, a retrier, a catcher, ...
struct ObjectKind {
  std::string what; ///< its name in messages: "a Pass state", "a retrier"
  std::span<const FieldRule> rules;
  /// For a field that the rules do not have: a hint at where it belongs, or empty.
  std::string (*elsewhere)(std::string_view field) = nullptr;
};

/// The fields of one object. The constructor reports every field that the rules do not allow; the
/// functions then return allowed fields only. A field whose name is misspelt is reported, and read
/// as the one that is meant, unless that is there too.
class Fields {
public:
  Fields(Context &context, const Node &object, const ObjectKind &kind, QueryLanguage language);

  /// The member of that name, or null when it is absent or not allowed.
  const Member *find(std::string_view name) const;
  /// The same; reports its absence.
  const Member *require(std::string_view name);
  /// Whether there is a member, allowed or not, whose name begins so.
  bool hasNamed(std::string_view begin) const;
  /// Reports all but the first of those present. Returns the first, or null.
  const Member *exclusive(std::initializer_list<std::string_view> names);

  Context &context() { return context_; }
  const Node &object() const { return object_; }
  const std::string &what() const { return what_; }
  QueryLanguage language() const { return language_; }
  bool jsonata() const { return language_ == QueryLanguage::Jsonata; }

private:
  const Member *misspelt(const Member &member, const ObjectKind &kind);

  Context &context_;
  const Node &object_;
  std::string what_;
  QueryLanguage language_;
  std::vector<const Member *> allowed_;
  std::deque<Member> corrected_; ///< misspelt members under the names that are meant
  /// The counterparts of fields of the other language, which were reported.
  std::vector<std::string_view> meant_;
};

/// The value as messages call it: "a string", "the number 3.5", "an object".
std::string describe(const Node &value);
std::string_view name(QueryLanguage language);

/// The names in backticks, joined as in a sentence: "`A`, `B` or `C`".
std::string listing(std::span<const std::string_view> names, std::string_view last = "or");

/// Reports that `member` is not `expected` ("a string").
diag::Engine::Builder wrongType(Context &context, const Member &member, std::string_view expected);

/// Whether the key of a member of YAML is `field` with its value, because a blank is missing behind
/// the colon: `{Next:B}`.
bool lacksBlank(const source::File &file, const Member &member, std::string_view field);
/// Reports such a member of an object that is called `what`.
void reportBlank(Context &context, const Member &member, std::string_view what);

/// The place of a report about a field that `object` lacks: its first brace.
source::Range headOf(const Node &object);

} // namespace aslc::parse
