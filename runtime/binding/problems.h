// What is wrong with a binding file, and reading single values of it.
#pragma once

#include "runtime/invoke/connection.h"
#include "runtime/support/document/tree.h"

#include <compare>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asl::binding {

/// Something that is wrong with a binding file.
struct Problem {
  uint32_t at; ///< byte
  std::string message;
  auto operator<=>(const Problem &) const = default;
};

/// Takes values from a tree and collects what is wrong with them.
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

  /// Whether `node` is an object, which may have these fields only. `what` is "a connection".
  bool isObjectOf(const Node &node, std::string_view what,
                  std::initializer_list<std::string_view> fields);
  /// A text that is not empty, in which `${env:NAME}` stands for a variable of the environment.
  void text(const Node &object, std::string_view field, std::string &result);
  /// Reports it when the field is missing; `what` is what lacks it.
  void needsField(const Node &object, std::string_view what, std::string_view field);
  /// A text that must be there.
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
  /// The same for the headers of a request.
  void headers(const Node &object, std::string_view field, invoke::Fields &result);
  /// The same for variables of a process.
  void environment(const Node &object, std::string_view field, invoke::Fields &result);
  /// The text of a string with its variables replaced; what is no string as JSON text.
  std::string expanded(const Node &node);

  const document::Tree &tree_;

private:
  std::vector<Problem> &problems_;
};

} // namespace asl::binding
