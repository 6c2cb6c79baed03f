// What a reader of documents asks about what is not plain JSON or YAML: `${Name}` placeholders, and
// tags that stand for functions.
#pragma once

#include "runtime/support/document/decoded.h"

#include <optional>

namespace asl::document {

/// A placeholder that a text begins with.
struct Placeholder {
  size_t end = 0; ///< past the `}`
  std::string_view name;
  bool escaped = false; ///< `${!Name}`: the text `${Name}` is meant
};

/// Finds placeholders and knows their values. Inside a string a value is inserted as text; where a
/// placeholder stands as a whole value without quotes, its value is read as JSON. A reader without
/// a Placeholders takes `${...}` as any other text.
class Placeholders {
public:
  virtual ~Placeholders() = default;
  /// The placeholder that `text` begins with, if any.
  virtual std::optional<Placeholder> atStart(std::string_view text) const = 0;
  /// The value of a name, or null.
  virtual const std::string *find(std::string_view name) const = 0;
  /// Whether one without a value stays as it is, instead of being a fault.
  virtual bool keepsUndefined() const = 0;
  /// `text` with the placeholders in it replaced as text. One without a value stays, and is added
  /// to the faults of `tree` unless such ones are kept.
  virtual Decoded substitute(Decoded text, Tree &tree) const = 0;
  /// The function that a tag of YAML is short for: with "Fn::Sub" for `!Sub`, `!Sub x` is read as
  /// `{"Fn::Sub": x}`. Empty: the tag has no meaning.
  virtual std::string functionOf(std::string_view /*tag*/) const { return {}; }
};

} // namespace asl::document
