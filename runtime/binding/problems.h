// Problems in a binding file, and a reader of single values that reports them.
#pragma once

#include "runtime/invoke/connection.h"
#include "runtime/support/document/tree.h"

#include <compare>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asl::binding {

/// A problem in a binding file.
struct Problem {
  uint32_t at; ///< byte
  std::string message;
  auto operator<=>(const Problem &) const = default;
};

/// Reads values from a tree. A value of the wrong type or out of range is a problem; an absent
/// field leaves the result as it was.
class ValueReader {
public:
  using Node = document::Node;

  ValueReader(const document::Tree &tree, std::vector<Problem> &problems)
      : tree_(tree), problems_(problems) {}

protected:
  static std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }
  /// `a string`, `an object`, ...
  static std::string kindOf(const Node &node) { return std::string(document::kindName(node.kind)); }
  static const Node *memberOf(const Node &object, std::string_view name);

  void fail(const Node &at, std::string message) {
    problems_.push_back({at.range.begin, std::move(message)});
  }
  void failKey(const document::Member &member, std::string message) {
    problems_.push_back({member.keyRange.begin, std::move(message)});
  }

  /// Whether `node` is an object. Reports a problem when it is not, and one for each field that is
  /// not in `fields`. `what` names the object in messages, such as "a connection".
  bool isObjectOf(const Node &node, std::string_view what,
                  std::initializer_list<std::string_view> fields);
  /// Reads a non-empty string; `${env:NAME}` in it is replaced by the environment variable NAME,
  /// and it is a problem if that is not set.
  void text(const Node &object, std::string_view field, std::string &result);
  /// Reports a problem when the field is missing. `what` names the object in the message.
  void needsField(const Node &object, std::string_view what, std::string_view field);
  /// Like `text`, but reports a problem when the field is missing.
  void needed(const Node &object, std::string_view what, std::string_view field,
              std::string &result);
  /// A text that is the address of a service, in http or https.
  void address(const Node &object, std::string_view field, std::string &result);
  void boolean(const Node &object, std::string_view field, bool &result);
  /// A number from `least` to `most`, in `unit`: "a number of seconds".
  bool number(const Node &object, std::string_view field, double least, double most,
              std::string_view unit, double &result);
  /// A whole number from 1 to `most`, in `unit`: "of megabytes".
  bool count(const Node &object, std::string_view field, double most, std::string_view unit,
             double &result);
  /// An object of texts, numbers and booleans.
  void fields(const Node &object, std::string_view field, invoke::Fields &result);
  /// Like `fields`, for the headers of a request.
  void headers(const Node &object, std::string_view field, invoke::Fields &result);
  /// Reads the texts `name` and `value`, which are a header of a request. `what` names the object
  /// in messages.
  void header(const Node &object, std::string_view what,
              std::pair<std::string, std::string> &result);
  /// Like `fields`, for variables of a process.
  void environment(const Node &object, std::string_view field, invoke::Fields &result);
  /// The text of a string with environment variables replaced; JSON text for any other value.
  std::string expanded(const Node &node);

  const document::Tree &tree_;

private:
  /// Reports what is wrong with a header whose name is at the byte `nameAt` and whose value is that
  /// of `node`.
  void checkHeader(uint32_t nameAt, const Node &node,
                   const std::pair<std::string, std::string> &header);

  std::vector<Problem> &problems_;
};

} // namespace asl::binding
