// Numbers that may depend on the input, such as 12 + 4n where n is how many items a Map has.
#pragma once

#include "compiler/ast/machine.h"

#include <compare>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace aslc::analysis::bounds {

inline constexpr double infinite = std::numeric_limits<double>::infinity();

/// The number of items of a Map, where it depends on the input. If the Map runs several times, the
/// least number in the best case and the greatest in the worst.
struct Symbol {
  std::string name; ///< `n`
  std::string path; ///< what gives the items, as written; may be empty
  std::string what; ///< `items of "$.orders"`, in words
  const ast::State *state = nullptr;
  double least = 0, most = infinite; ///< the known bounds
};

/// A symbol divided by `divisor` and rounded up: the number of rounds when `divisor` items run at
/// once.
struct Factor {
  uint32_t symbol = 0;
  uint32_t divisor = 1;
  auto operator<=>(const Factor &) const = default;
};

/// Which bound a formula is.
enum class Side : uint8_t { Best, Worst };

/// The least of several sums in the best case, the greatest in the worst. All numbers are
/// non-negative. A formula without sums describes no run, see `isNone`.
class Formula {
public:
  /// A formula that describes no run.
  static Formula none(Side side) { return Formula(side); }
  static Formula of(Side side, double constant);
  /// Worst only.
  static Formula unbounded();

  Side side() const { return side_; }
  bool isNone() const { return sums_.empty() && !isUnbounded_; }
  bool isUnbounded() const { return isUnbounded_; }
  bool isConstant() const;

  /// The sum: one part runs after the other.
  Formula operator+(const Formula &other) const;
  Formula operator+(double constant) const { return *this + of(side_, constant); }
  /// The alternative: one part runs or the other.
  Formula operator|(const Formula &other) const;
  /// The maximum: both parts run at once, and the longer one decides.
  Formula along(const Formula &other) const;
  Formula times(double count) const;
  Formula times(Factor factor) const;

  /// The number for values of the symbols; infinite where it has none.
  double at(const std::vector<double> &symbols) const;
  /// The number for what is known of the symbols.
  double value(const std::vector<Symbol> &symbols) const;

  /// `12 + 4n`, or `unbounded`, or `none`.
  std::string text(const std::vector<Symbol> &symbols) const { return written(symbols, ""); }
  /// The same with `*` where a text leaves multiplication out, as most languages read it.
  std::string expression(const std::vector<Symbol> &symbols) const { return written(symbols, "*"); }

  bool operator==(const Formula &) const = default;

private:
  using Product = std::vector<Factor>; ///< sorted
  using Sum = std::map<Product, double>;

  explicit Formula(Side side) : side_(side) {}
  /// Whether `a` is never above `b`.
  static bool isBelow(const Sum &a, const Sum &b);
  bool isCovered(const Sum &sum) const;
  void add(Sum sum);
  double withoutItems() const;
  std::string written(const std::vector<Symbol> &symbols, std::string_view times) const;

  Side side_;
  bool isUnbounded_ = false;
  std::vector<Sum> sums_;
};

/// A number without needless digits: `0.5`, `1500000`.
std::string numberText(double number);

} // namespace aslc::analysis::bounds
