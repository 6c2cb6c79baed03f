// The variables of a definition: where each is assigned and read.
#pragma once

#include "compiler/ast/machine.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aslc::editor {

struct VariableUse {
  std::string name;
  source::Range range; ///< of the name, without `$`, quotes and `.$`
  /// A key that has all of the range, because it is written with escapes; else null.
  const source::Member *wholeKey = nullptr;
  bool assigns = false;
  /// The sub-workflow that the variable belongs to; null when nothing assigns it.
  const ast::Machine *owner = nullptr;
  const ast::State *state = nullptr;
  const ast::Expression *expression = nullptr; ///< that reads it
  size_t offset = 0;                           ///< in the expression: of its `$`
};

/// A name that a JSONata expression binds itself, with all its places.
struct LocalName {
  std::string name;
  const ast::Expression *expression = nullptr;
  std::vector<size_t> offsets;                  ///< in the expression: of each `$`
  std::vector<source::Range> definitions, uses; ///< of the names without `$`
  source::Range at;                             ///< the one that was asked for
};

class VariableIndex {
public:
  VariableIndex() = default;
  explicit VariableIndex(const ast::Machine &root);

  const std::vector<VariableUse> &uses() const { return uses_; }
  /// The tree of the expressions; only where there are uses.
  const source::Tree &tree() const { return *root_->tree; }
  /// The name that an expression binds itself and that is at `offset`; nullopt when there is none,
  /// or when the places of some of its uses are not known.
  std::optional<LocalName> localAt(uint32_t offset) const;
  /// The use at `offset`, or null.
  const VariableUse *at(uint32_t offset) const;
  /// All uses of the variable that `use` is one of, in the order of the text and each once; also
  /// those of others with which it shares a text through an alias of YAML.
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
