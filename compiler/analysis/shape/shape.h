// An abstract JSON value: a set of values that a place may have when a machine runs, described by
// kinds, keys, elements, ranges and constants.
#pragma once

#include "compiler/source/file.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aslc::ast {
struct State;
}

namespace aslc::analysis {

/// Kinds of values, as bits.
using Kinds = uint16_t;
enum Kind : Kinds {
  Missing = 1, ///< nothing: an absent member, JSONata's undefined
  Null = 2,
  False = 4,
  True = 8,
  Number = 16,
  Text = 32,
  Array = 64,
  Object = 128,
  Function = 256, ///< of JSONata
};
inline constexpr Kinds Boolean = False | True;
inline constexpr Kinds Scalar = Null | Boolean | Number | Text;
inline constexpr Kinds Json = Scalar | Array | Object;

struct NumberFacts {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool lowOpen = false, highOpen = false; ///< whether the bound itself is left out
  std::vector<double> excluded;           ///< within the bounds; sorted

  bool isConstant() const { return low == high; }
  bool operator==(const NumberFacts &) const = default;
};

struct TextFacts {
  bool isListed = false;             ///< one of `values`; else any text but those in `excluded`
  std::vector<std::string> values;   ///< sorted
  std::vector<std::string> excluded; ///< sorted
  uint64_t leastBytes = 0;
  bool neverTime = false; ///< no timestamp, by a part that is known
  /// Of a time as a picture writes it, which is never a timestamp; empty for other texts. It says
  /// nothing of a text that the value is a part of.
  std::string picture;

  bool operator==(const TextFacts &) const = default;
};

struct ArrayFacts;
struct ObjectFacts;

/// A set of values. Cheap to copy; what it points to never changes. Keys are views of texts that
/// outlive all shapes: of the definition, of a schema, of the catalogue.
///
/// A kind is in `known` when some way through the machine was found to give it, and in `open` when
/// it is possible only because nothing is known of where the value comes from. Only known kinds are
/// a reason to report that something may fail. The other members say more of the values of one
/// kind, and hold for all of them; null: nothing is known.
struct Shape {
  Kinds known = 0;
  Kinds open = 0;
  std::shared_ptr<const NumberFacts> numbers;
  std::shared_ptr<const TextFacts> texts;
  std::shared_ptr<const ArrayFacts> arrays;
  std::shared_ptr<const ObjectFacts> objects;
  /// What JSONata makes of a sequence: an array that would have one element is that element itself.
  bool isSequence = false;
  /// That it is there, as a member, is known only from the description of a service: a test for it
  /// is meant for the day on which the service does not send it.
  bool isPromised = false;

  /// The empty set: the value of a place that is never reached.
  static Shape nothing() { return {}; }
  /// Any JSON value.
  static Shape any() { return ofOpen(Json); }
  /// Any JSON value, or none.
  static Shape unknown() { return ofOpen(Json | Missing); }
  /// Any value of these kinds, which are known.
  static Shape of(Kinds kinds) {
    Shape shape;
    shape.known = kinds;
    return shape;
  }
  /// Any value of these kinds, of which nothing is known.
  static Shape ofOpen(Kinds kinds) {
    Shape shape;
    shape.open = kinds;
    return shape;
  }
  static Shape missing() { return of(Missing); }
  static Shape boolean(bool value) { return of(value ? True : False); }
  static Shape number(double value);
  static Shape number(double low, double high);
  static Shape text(std::string value);
  static Shape oneOf(std::vector<std::string> values);
  static Shape textOfBytes(uint64_t least);
  /// An array of `least` to `most` elements. `knownEmpty`: some way gives one without any.
  static Shape array(Shape element, uint64_t least = 0, uint64_t most = unbounded,
                     bool knownEmpty = false);
  /// An array of exactly these elements.
  static Shape tuple(std::vector<Shape> elements);
  /// An object of these members, in any order; `rest` is what every other key gives.
  static Shape object(std::vector<std::pair<std::string_view, Shape>> members,
                      Shape rest = missing(), const ast::State *maker = nullptr,
                      source::Range made = {});

  static constexpr uint64_t unbounded = std::numeric_limits<uint64_t>::max();

  Kinds possible() const { return known | open; }
  bool isNothing() const { return possible() == 0; }
  bool may(Kinds kinds) const { return possible() & kinds; }
  /// Whether every value is of one of `kinds`.
  bool isOnly(Kinds kinds) const { return possible() != 0 && !(possible() & ~kinds); }
  bool isUnknown() const {
    return known == 0 && (open & Json) == Json && !numbers && !texts && !arrays && !objects;
  }

  /// The values of these kinds.
  Shape only(Kinds kinds) const;
  Shape without(Kinds kinds) const { return only(Kinds(~kinds)); }
  /// The same values; every kind that is possible is known.
  Shape asKnown() const;
  /// The same values; nothing is a reason to report.
  Shape asOpen() const;
  /// The values that a test for presence finds, and finds not.
  Shape ifPresent() const;
  Shape ifAbsent() const;
  bool mayBeAbsent() const { return isPromised || may(Missing); }

  /// The member `key`. Values that are not objects give Missing.
  Shape member(std::string_view key) const;
  /// Element `index`, where negative indexes count from the end. Values that are not arrays give
  /// Missing.
  Shape element(int64_t index) const;
  /// The union of all elements, without Missing. Empty arrays and other values give nothing().
  Shape anyElement() const;
  /// How many elements an array has.
  std::pair<uint64_t, uint64_t> length() const;
  /// Whether some way gives an empty array.
  bool isKnownEmpty() const;
  /// The same values where nothing is known that a test may settle, also within: that an array may
  /// be empty, and which of its forms an object has.
  Shape withoutDoubts() const;
  /// What any member is, without Missing.
  Shape anyMember() const;

  /// The objects among the values, with `value` at `key`.
  Shape with(std::string_view key, Shape value) const;
  /// With `value` at element `index`, which is in an array.
  Shape withElement(int64_t index, Shape value) const;

  /// The text, when it is surely that one.
  std::optional<std::string_view> constantText() const;
  std::optional<double> constantNumber() const;
};

struct ArrayFacts {
  std::vector<Shape> elements; ///< not empty: exactly these
  Shape element;               ///< else each of them is this
  uint64_t least = 0, most = Shape::unbounded;
  /// Some way was found to give an empty array. Else one is possible, where `least` is 0, only
  /// because nothing is known.
  bool knownEmpty = false;

  bool isKnownEmpty() const { return knownEmpty || most == 0; }
};

/// An object of more keys is any object.
constexpr size_t mostMembers = 1024;

struct ObjectFacts {
  std::vector<std::pair<std::string_view, Shape>> members; ///< sorted by key
  Shape rest;                                              ///< any other key
  const ast::State *maker = nullptr; ///< the state that made the object, when it is one
  source::Range made;                ///< where in the definition
  /// Whether the definition tests for its members: what is known of them counts, also where
  /// nothing is known of where the object comes from.
  bool isTested = false;
  /// One value among others, as the record of a failed child is among the outputs of the others: a
  /// test may tell which one it is.
  bool isOneForm = false;
  /// What was found out about it; a changed copy is looked at again.
  struct Found {
    Found() = default;
    Found(const Found &) {}
    Found &operator=(const Found &) {
      bytes = 0;
      hasNoDoubts = false;
      return *this;
    }
    uint64_t bytes = 0;       ///< by leastBytes(); 0: not known yet
    bool hasNoDoubts = false; ///< by withoutDoubts(): nothing would change
  };
  mutable Found found{};

  const Shape *find(std::string_view key) const;
};

/// Whether it is one known boolean, number or text.
bool isConstant(const Shape &shape);

/// The values of both.
Shape join(const Shape &a, const Shape &b);
/// The values that are in `a` and in `b`; it may hold others that are in one of them.
Shape meet(const Shape &a, const Shape &b);
/// The values of both, in a way that ends after few steps when it is repeated with growing shapes.
Shape widen(const Shape &before, const Shape &now);
bool operator==(const Shape &a, const Shape &b);

/// Whether two values that are equal may be in `a` and in `b`.
bool mayBeEqual(const Shape &a, const Shape &b);

/// A number as the index of an element or as a count of them, rounded down. One that is too large,
/// or none at all, is beyond every array.
int64_t elementIndex(double number);
/// The sum and the product of two counts, of which each may be Shape::unbounded.
uint64_t plus(uint64_t a, uint64_t b);
uint64_t times(uint64_t a, uint64_t b);

/// The least bytes of its JSON text.
uint64_t leastBytes(const Shape &shape);
/// The most bytes of it; Shape::unbounded when nothing is known.
uint64_t mostBytes(const Shape &shape);

/// For messages: `a number`, `a text or null`, `an object with the keys a and b`.
std::string describe(const Shape &shape);
/// `a text or a number`, without details.
std::string describeKinds(Kinds kinds);

enum class Order : uint8_t { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };
Order opposite(Order order);
/// The order that `b ? a` has when `a order b`.
Order mirrored(Order order);

/// The numbers, and only those, of `shape` for which `value order limit` may hold for a limit in
/// `limits`.
Shape numbersWhere(const Shape &shape, Order order, const Shape &limits);
/// The same for texts. Order of texts other than equality keeps all but constants.
Shape textsWhere(const Shape &shape, Order order, const Shape &limits);

} // namespace aslc::analysis
