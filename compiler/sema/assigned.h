// Which variables may and which must have a value at each state: a data-flow problem over sets of
// variable numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace aslc::sema {

/// A set of the variables of a definition, by their numbers.
class VariableSet {
public:
  explicit VariableSet(size_t size = 0) : words_((size + 63) / 64) {}
  void add(size_t number) { words_[number / 64] |= uint64_t(1) << number % 64; }
  bool has(size_t number) const { return words_[number / 64] >> number % 64 & 1; }
  void unite(const VariableSet &other);
  void intersect(const VariableSet &other);
  bool operator==(const VariableSet &) const = default;

private:
  std::vector<uint64_t> words_;
};

/// The variables that may, and those that must, have been assigned when a state is entered.
struct Assigned {
  VariableSet may, must;
  bool operator==(const Assigned &) const = default;
};

/// A transition from one state to another, and the variables assigned on it.
struct FlowEdge {
  size_t to;
  std::vector<size_t> assigned;
};

/// For each state what is assigned when it is entered; nullopt where it never is. `edges` are those
/// out of each state; the flow begins at `start` with `before`.
std::vector<std::optional<Assigned>> follow(const std::vector<std::vector<FlowEdge>> &edges,
                                            size_t start, const Assigned &before);

} // namespace aslc::sema
