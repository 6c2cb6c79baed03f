// The tree of a JSONata expression.
//
// The parser first builds the tree as written. `resolve` then turns locations into paths of steps
// and predicates into stages of their step, and links each `%` to the step it refers to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace aslc::jsonata {

struct Node;
using NodePtr = std::unique_ptr<Node>;

enum class NodeKind : uint8_t {
  String,
  Number,
  Boolean,
  Null,
  Name,
  Variable,   ///< `text` without `$`; empty is `$`, "$" is `$$`
  Wildcard,   ///< `*`
  Descendant, ///< `**`
  Parent,     ///< `%`
  Regex,
  Binary,  ///< `text` is the operator; lhs, rhs
  Negate,  ///< unary minus; lhs
  Array,   ///< items (a range inside is a Binary `..`)
  Object,  ///< pairs
  Call,    ///< procedure, items
  Partial, ///< procedure, items; a Placeholder for each `?`
  Placeholder,
  Lambda,    ///< parameters, signature, body
  Condition, ///< condition, then, otherwise (may be null)
  Default,   ///< lhs, or rhs when lhs has no value: `text` is `?:` or `??`
  Block,     ///< items
  Transform, ///< pattern, update, remove (may be null)
  // As written only
  Dot,       ///< lhs . rhs
  Predicate, ///< lhs [ rhs ]
  Group,     ///< lhs { pairs }
  OrderBy,   ///< lhs ^ ( terms )
  Focus,     ///< lhs @ $text
  Index,     ///< lhs # $text
  Assign,    ///< lhs := rhs
  Chain,     ///< lhs ~> rhs
  End,       ///< where an expression is missing
  // Resolved only
  Path, ///< items are the steps
  Sort, ///< a step: terms
  Bind, ///< lhs := rhs
  Apply ///< lhs ~> rhs
};

/// Which earlier step a `%` refers to. `level` counts the steps still to go up; resolved trees have
/// 0 and the step carries the same slot as `ancestor`.
struct Slot {
  std::string label;
  int level = 1;
  size_t index = 0;
};

struct Stage {
  bool isIndex = false; ///< `#$name` after a predicate
  NodePtr expression;   ///< a predicate
  std::string name;     ///< isIndex
  size_t position = 0;
};

struct SortTerm {
  bool descending = false;
  NodePtr expression;
};

/// A parameter of a function signature such as `<s-n?:s>`.
struct Parameter {
  std::string types; ///< symbols of `snblafjxo`, of a choice all of them
  bool optional = false;
  bool variadic = false;
  bool context = false; ///< `-`: the context item replaces a missing argument
  std::string subtype;  ///< `a<s>`: `s`
};
struct Signature {
  std::string text;
  std::vector<Parameter> parameters;
};

struct GroupBy {
  std::vector<std::pair<NodePtr, NodePtr>> pairs;
  size_t position = 0;
};

struct Node {
  NodeKind kind = NodeKind::Null;
  std::string text; ///< String, Name, Variable, Binary, Regex (pattern), Focus, Index
  double number = 0;
  bool boolean = false;
  bool ignoreCase = false; ///< Regex `i`
  bool multiline = false;  ///< Regex `m`
  size_t begin = 0;        ///< first byte of its first own token
  size_t position = 0;     ///< byte after its own token: the reference's `position`
  NodePtr lhs, rhs;
  std::vector<NodePtr> items;
  std::vector<std::pair<NodePtr, NodePtr>> pairs;
  std::vector<SortTerm> terms;
  NodePtr procedure, body;
  NodePtr condition, then, otherwise;
  NodePtr pattern, update, remove;
  std::vector<std::string> parameters; ///< Lambda
  std::optional<Signature> signature;  ///< Lambda
  bool thunk = false;                  ///< Lambda: a postponed tail call
  // Given by resolve
  bool keepArray = false;          ///< `[]` was written after it
  bool keepSingletonArray = false; ///< Path: some step keeps arrays
  bool consArray = false;          ///< an array constructor that does not flatten
  bool tuple = false;              ///< the step binds names: its results are tuples
  std::string focus, index;        ///< names bound by `@` and `#`; empty: none
  std::vector<Stage> predicates;   ///< of anything but a path's step
  std::vector<Stage> stages;       ///< of a path's step
  std::optional<GroupBy> group;
  std::shared_ptr<Slot> slot;     ///< Parent
  std::shared_ptr<Slot> ancestor; ///< step: keeps its context under slot->label
  std::vector<std::shared_ptr<Slot>> seekingParent;
};

/// A JSONata error. `position` is a byte offset, as the reference counts (mostly the end of the
/// token).
struct Error {
  std::string code; ///< S0201, ...
  size_t position = 0;
  std::string token;
  std::string value;
  /// Messages show a text in quotes and any other token, such as a number, without them.
  bool isTokenText = true, isValueText = true;
  /// The reference's sentence, without the code.
  std::string message() const;
};

/// Parses one expression (the text between `{%` and `%}`), resolved.
std::variant<NodePtr, Error> parse(std::string_view text);

/// The place of `error`: bytes [first, second) of the `text` that it was found in. When something
/// is missing at the end, it is the byte after the last token, which may be past the end of the
/// text.
std::pair<size_t, size_t> placeOf(const Error &error, std::string_view text);

/// The operators `?:` and `??` in `text`, which JSONata 2.0.6 does not have: bytes [first, second).
std::vector<std::pair<size_t, size_t>> newerOperators(std::string_view text);

/// Parses `<...>`. The error's position is an offset in `text`.
std::variant<Signature, Error> parseSignature(std::string_view text);

} // namespace aslc::jsonata
