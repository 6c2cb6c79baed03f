// The tree of a document: JSON values that know where they stood, whatever notation they came in.
#pragma once

#include "asl/abi/values.h"
#include "runtime/support/document/text_file.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace asl::document {

struct Node;

/// One member of an object. Members keep the order of the text.
struct Member {
  std::string key; ///< decoded
  Range keyRange;  ///< with its quotes
  const Node *value;
};

/// A value of the tree. Nodes belong to their Tree and live as long as it.
struct Node {
  enum class Kind : uint8_t { Null, Boolean, Number, String, Array, Object };
  Kind kind = Kind::Null;
  bool boolean = false;
  Range range;                     ///< the whole value, a string with its quotes
  std::string text;                ///< String: decoded UTF-8; Number: as written
  std::vector<const Node *> items; ///< Array
  std::vector<Member> members;     ///< Object; keys are unique (a duplicate is a fault)

  bool is(Kind k) const { return kind == k; }
  /// The member of that name, or null.
  const Member *find(std::string_view key) const;
};

/// The kinds of syntax errors that a reader finds in a text.
enum class FaultKind : uint8_t {
  Syntax,       ///< `detail` is the whole message
  DuplicateKey, ///< `detail` is the key; `other` the range of the first
  TooDeep,      ///< nested deeper than `maxDepth`
  InvalidUtf8,
  Encoding, ///< not UTF-8 at all; `detail` names what it is
  TooLarge, ///< `detail` is the number of characters
  TrailingText,
  EmptyText,
  CommentNotAllowed, ///< a comment outside `.asl.jsonc`
  InvalidNumber,
  UndefinedPlaceholder, ///< `detail` is the name; `other` unused
  YamlFeature,          ///< `detail` names it (an anchor loop, a non-string key, a custom tag, ...)
};

struct Fault {
  FaultKind kind;
  Range range;
  std::string detail;
  std::optional<Range> other;
  /// A part of the text is not in the tree because of this fault: do not report what the tree
  /// lacks.
  bool partMissing = false;
  /// What surely was meant in place of `range`.
  std::optional<std::string> repair{};

  /// A sentence about it, without a place.
  std::string message() const;
};

/// A plain scalar of YAML that tools of YAML 1.1 read as something else.
struct AmbiguousScalar {
  Range range;
  std::string text;
  std::string here;      ///< what it is by YAML 1.2, such as "text" or "the number 8"
  std::string elsewhere; ///< what it is by YAML 1.1
};

enum class Notation : uint8_t { Json, JsonWithComments, Yaml };

/// The notation by the suffix of a file's name: `.yaml`/`.yml` YAML, `.jsonc` JSON with comments,
/// else JSON.
Notation notationOf(std::string_view fileName);

/// A stretch of a decoded string and where it came from: the bytes from `at` up to the next
/// segment.
struct Segment {
  uint32_t at;
  Range from;
  bool exact; ///< byte for byte from `from.begin` on; else all of the stretch has the place
              ///< `from`
};

/// A tree and the file it was read from. `file` is the text as the user wrote it: ranges are ranges
/// of that text, also where a placeholder was replaced (a replaced value has the placeholder's
/// range).
class Tree {
public:
  std::shared_ptr<const File> file;
  const Node *root = nullptr; ///< null when there is no value at all
  std::vector<Fault> faults;
  std::vector<AmbiguousScalar> ambiguous; ///< in values, in the order of the text

  Tree() = default;
  Tree(Tree &&) = default;
  Tree &operator=(Tree &&) = default;

  Node *make() { return &nodes_.emplace_back(); }
  /// The range in the file of bytes [begin, end) of a String node's decoded text. Escapes, YAML
  /// block scalars and replaced placeholders are counted right; where no exact place exists, the
  /// node's range.
  Range within(const Node &node, size_t begin, size_t end) const;
  /// The same, but the node's range when the node is not a String or [begin, end) is not a part of
  /// its text.
  Range partOrAll(const Node &node, size_t begin, size_t end) const;
  /// Sets how `node`'s text was written. Not needed for a JSON string without escapes.
  void setSpelling(const Node &node, std::vector<Segment> segments);

private:
  std::deque<Node> nodes_;
  std::unordered_map<const Node *, std::vector<Segment>> spellings_;
};

/// Deeper nesting is a fault: files have the limit of values.
inline constexpr unsigned maxDepth = ASL_DEPTH_LIMIT;

class Placeholders;

struct ReadOptions {
  Notation notation = Notation::Json;
  const Placeholders *placeholders = nullptr; ///< null: `${Name}` is text like any other
  size_t maxCharacters = SIZE_MAX;            ///< of a longer text nothing is read
};

/// Reads `file`. Always returns a tree: its `faults` list the syntax errors, and it holds the parts
/// that could be read. Without faults it is the whole document. Not for texts of 4 GiB and more.
Tree read(std::shared_ptr<const File> file, const ReadOptions &options);

/// `a string`, `an object`, ...: for messages.
std::string_view kindName(Node::Kind kind);
/// The node as compact JSON text (numbers as written, members in order).
std::string toJson(const Node &node);

} // namespace asl::document
