// Problems in a file written by a user: collected with their places and reported together.
#pragma once

#include "runtime/support/document/tree.h"
#include "runtime/support/expected.h"

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::mocks {

using asl::document::Member;
using asl::document::Node;

/// The problems of one file, in the order of its text.
class Problems {
public:
  explicit Problems(std::shared_ptr<const asl::document::File> file) : file_(std::move(file)) {}

  void add(const Node &at, std::string message) { add(at.range.begin, std::move(message)); }
  void add(const Member &key, std::string message) { add(key.keyRange.begin, std::move(message)); }
  void add(uint32_t at, std::string message) { found_.push_back({at, std::move(message)}); }

  bool none() const { return found_.empty(); }
  /// A line for each: `orders.yaml:3:5: error: ...`. Without a line break at the end.
  std::string text() const;

  const asl::document::File &file() const { return *file_; }
  std::string placeOf(const Node &node) const { return file_->placeText(node.range.begin); }

  // ---- What fields must be. Each reports what is not so.

  /// Whether `node` is an object, whose members are all among `known`. `what` names it for
  /// messages: "a test".
  bool object(const Node &node, std::string_view what,
              std::initializer_list<std::string_view> known);
  /// The string, and nothing of another kind.
  std::optional<std::string> text(const Node &node, std::string_view field);
  std::optional<double> number(const Node &node, std::string_view field);
  /// A whole number from 0.
  std::optional<uint64_t> count(const Node &node, std::string_view field);
  bool boolean(const Node &node, std::string_view field);
  /// The items of a list; of anything else none.
  const std::vector<const Node *> &list(const Node &node, std::string_view field);

private:
  struct Problem {
    uint32_t at;
    std::string message;
  };
  std::shared_ptr<const asl::document::File> file_;
  std::vector<Problem> found_;
};

/// The value of the member `name` of an object, or null.
const Node *memberOf(const Node &object, std::string_view name);

/// The text between backquotes, as messages show names.
std::string ticked(std::string_view text);

/// "did you mean `x`?" with a semicolon before it, or nothing.
std::string meant(std::string_view written, const std::vector<std::string> &names);

/// Reads a file in YAML or JSON (which YAML includes). Fails when it cannot be read or has syntax
/// errors, with a line for each.
asl::Expected<asl::document::Tree> readDocument(const std::string &path);

} // namespace aslc::mocks
