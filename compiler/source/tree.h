// The tree of a definition: JSON values with their places in the text, whatever its notation.
#pragma once

#include "compiler/source/file.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace aslc::source {

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
  Syntax,       ///< `detail` says what was expected or found
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
};

/// A plain scalar of YAML that tools of YAML 1.1 read as something else.
struct AmbiguousScalar {
  Range range;
  std::string text;
  std::string here;      ///< what it is by YAML 1.2, such as "text" or "the number 8"
  std::string elsewhere; ///< what it is by YAML 1.1
};

/// Values for `${Name}` placeholders, as CloudFormation and Terraform write them.
///
/// A name is letters, digits and `_ . - :: [ ]`; anything else in `${...}` is plain text. Inside a
/// string (and inside a longer plain scalar of YAML) the value is inserted as text; placeholders in
/// it are not replaced. Where a placeholder is a whole value without quotes, its value is read as
/// JSON text; a value that is not JSON text becomes a string. `${!Name}` in a string is the text
/// `${Name}`.
struct Definitions {
  std::map<std::string, std::string, std::less<>>
      values;                  ///< name -> text (JSON text where unquoted)
  bool allowUndefined = false; ///< keep `${Name}` as it is instead of a fault
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
  bool exact; ///< copied byte for byte from `from.begin` on; else the whole stretch comes from the
              ///< whole of `from`
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

inline constexpr unsigned maxDepth = 512;
/// In characters, as AWS counts them. A longer text is not read.
inline constexpr size_t maxCharacters = 1048576;
/// A longer text always has more than `maxCharacters` characters.
inline constexpr size_t maxBytes = 4 * maxCharacters;

/// Reads `file`. Always returns a tree: its `faults` list the syntax errors, and it holds the parts
/// that could be read. Without faults it is the whole document.
Tree read(std::shared_ptr<const File> file, Notation notation, const Definitions &definitions = {});

/// The node as compact JSON text (numbers as written, members in order).
std::string toJson(const Node &node);

} // namespace aslc::source
