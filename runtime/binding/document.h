// A YAML or JSON file of settings as a tree that knows where each value stands, for messages about
// it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asl::binding {

/// Line and column from 1, the column in characters.
struct Place {
  unsigned line = 1;
  unsigned column = 1;
};

/// What is wrong with a file, and where.
struct DocumentError {
  Place place;
  std::string message;
};

/// A value of the file. YAML scalars have the types of the 1.2 core schema.
struct Node {
  enum class Kind { Null, Boolean, Number, String, Array, Object };
  Kind kind = Kind::Null;
  Place place;
  std::string text;        ///< String: its text; Boolean and Number: as JSON
  std::vector<Node> items; ///< of an Array; the values of an Object
  std::vector<Node> keys;  ///< of an Object: Strings

  /// The value as compact JSON text.
  std::string json() const;
  const Node *member(std::string_view name) const; ///< null: there is none
  bool isTrue() const { return kind == Kind::Boolean && text == "true"; }
};
/// `a string`, `an object`, ...: for messages.
std::string_view kindName(Node::Kind kind);

/// Reads `text`: as JSON when its first character but white space is `{` or `[` and it is JSON,
/// else as YAML, of which there must be one document. On an error returns nothing and fills
/// `error`.
std::optional<Node> readDocument(std::string_view text, DocumentError &error);

} // namespace asl::binding
