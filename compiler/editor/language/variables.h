// The variables of a definition: where each is assigned and read.
#pragma once

#include "compiler/ast/machine.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace aslc::editor {

struct VariableUse {
  std::string name;
  source::Range range; ///< of the name, without `$`, quotes and `.$`
  bool assigns = false;
  /// The sub-workflow that the variable belongs to; null when nothing assigns it.
  const ast::Machine *owner = nullptr;
  const ast::State *state = nullptr;
};

class VariableIndex {
public:
  VariableIndex() = default;
  explicit VariableIndex(const ast::Machine &root);

  const std::vector<VariableUse> &uses() const { return uses_; }
  /// The use at `offset`, or null.
  const VariableUse *at(uint32_t offset) const;
  /// All uses of the variable of `use`.
  std::vector<const VariableUse *> sameAs(const VariableUse &use) const;

private:
  struct Flow {
    const ast::Machine *machine;
    const Flow *outer;
  };
  void noteAssigned(const ast::Machine &machine);
  bool assigns(const ast::Machine &machine, std::string_view name) const;
  void assignments(const Flow &flow);
  void reads(const Flow &flow);
  const Flow *ownerOf(const Flow &flow, std::string_view name) const;

  const ast::Machine *root_ = nullptr;
  std::vector<std::unique_ptr<Flow>> flows_;
  std::map<std::string, std::vector<const ast::Machine *>, std::less<>> assigned_; ///< by name
  std::vector<VariableUse> uses_;
};

} // namespace aslc::editor
