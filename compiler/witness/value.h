// A value of a run that is followed before it runs: decided, not decided yet, or not understood.
#pragma once

#include "compiler/witness/hole.h"

namespace aslc::witness {

struct Value {
  enum class Kind : uint8_t {
    Missing,
    Open,   ///< `hole`
    Known,  ///< `known`
    Object, ///< `members`, and for all others what `hole` has, if there is one
    Array,  ///< `items`
    Opaque  ///< something that a function gives
  };
  Kind kind = Kind::Missing;
  HolePtr hole;
  Json known;
  std::map<std::string, Value> members;
  std::vector<Value> items;

  static Value open(HolePtr hole);
  static Value of(Json known);
  static Value object(std::map<std::string, Value> members);
  static Value array(std::vector<Value> items);
  static Value opaque();

  bool isMissing() const { return kind == Kind::Missing; }
  /// Missing where there is none, or where it contradicts what was asked.
  Value member(const std::string &name) const;
  Value element(int64_t index) const;
  /// The number of elements, if it is an array that is decided.
  std::optional<size_t> length() const;
  /// This value with a member set.
  Value with(const std::string &name, Value member) const;
  /// The value, if all of it is decided.
  std::optional<Json> decided() const;

  /// Asks for a type; false when it cannot have it.
  bool ask(Hole::Type type) const;
};

} // namespace aslc::witness
