#include "compiler/editor/language/variables.h"

#include "compiler/ast/walk.h"
#include "compiler/editor/language/locals.h"
#include "compiler/expr/jsonata/check.h"
#include "compiler/sema/variables.h"

#include <algorithm>
#include <optional>
#include <set>

namespace aslc::editor {

namespace {

using Assign = ast::Field<std::unique_ptr<ast::Template>>;

/// The name in a key of Assign, without quotes and `.$`; all of the key where it has escapes.
source::Range nameIn(const source::File &file, const source::Member &member,
                     const std::string &name) {
  std::string_view key = file.text(member.keyRange);
  bool isQuoted = key.starts_with('"') || key.starts_with('\'');
  bool isPlain = key.size() == member.key.size() + 2 * isQuoted &&
                 key.substr(isQuoted, member.key.size()) == member.key;
  if (!isPlain)
    return member.keyRange;
  uint32_t begin = member.keyRange.begin + isQuoted;
  return {begin, begin + static_cast<uint32_t>(name.size())};
}

/// Calls `visit` for each member of an Assign, also of one without expressions, and its name.
template <typename Visit> void forEachAssigned(const ast::State &state, Visit visit) {
  ast::forEachAssign(state, [&](const Assign &assign) {
    if (assign.node && assign.node->is(source::Node::Kind::Object))
      for (const source::Member &member : assign.node->members)
        visit(member, sema::assignedName(member, state.language));
  });
}

} // namespace

VariableIndex::VariableIndex(const ast::Machine &root) : root_(&root) {
  auto add = [&](auto &&self, const ast::Machine &machine, const Flow *outer) -> void {
    flows_.push_back(std::make_unique<Flow>(Flow{&machine, outer}));
    const Flow *flow = flows_.back().get();
    for (const ast::State &state : machine.states)
      ast::forEachInner(state, [&](const ast::Machine &inner, bool) { self(self, inner, flow); });
  };
  add(add, root, nullptr);
  for (const auto &flow : flows_)
    noteAssigned(*flow->machine);
  for (const auto &flow : flows_)
    assignments(*flow);
  for (const auto &flow : flows_)
    reads(*flow);
}

void VariableIndex::noteAssigned(const ast::Machine &machine) {
  for (const ast::State &state : machine.states)
    forEachAssigned(state, [&](const source::Member &, const std::string &name) {
      if (std::vector<const ast::Machine *> &all = assigned_[name];
          all.empty() || all.back() != &machine)
        all.push_back(&machine);
    });
}

bool VariableIndex::assigns(const ast::Machine &machine, std::string_view name) const {
  auto found = assigned_.find(name);
  return found != assigned_.end() &&
         std::find(found->second.begin(), found->second.end(), &machine) != found->second.end();
}

void VariableIndex::assignments(const Flow &flow) {
  for (const ast::State &state : flow.machine->states)
    forEachAssigned(state, [&](const source::Member &member, const std::string &name) {
      const Flow *owner = ownerOf(flow, name);
      source::Range range = nameIn(*root_->tree->file, member, name);
      bool isWhole = name != root_->tree->file->text(range);
      uses_.push_back({name, range, isWhole ? &member : nullptr, true,
                       owner ? owner->machine : flow.machine, &state});
    });
}

/// The outermost flow around `flow` that assigns the variable.
const VariableIndex::Flow *VariableIndex::ownerOf(const Flow &flow, std::string_view name) const {
  const Flow *owner = nullptr;
  for (const Flow *each = &flow; each; each = each->outer)
    if (assigns(*each->machine, name))
      owner = each;
  return owner;
}

void VariableIndex::reads(const Flow &flow) {
  const source::Tree &tree = *root_->tree;
  for (const ast::State &state : flow.machine->states)
    ast::forEachExpression(state, [&](const ast::ExpressionField &field) {
      const ast::Expression &expression = field.expression;
      if (!expression.node || !expression.parsed())
        return;
      std::optional<Locals> locals;
      if (expression.kind == ast::Expression::Kind::Jsonata)
        locals.emplace(expression.text);
      auto local = [&](const sema::VariableRead &read) {
        return locals && locals->find(read.name, read.offset);
      };
      for (const sema::VariableRead &read : sema::variableUsesIn(expression)) {
        size_t begin = expression.offset + read.offset + 1;
        source::Range range = tree.within(*expression.node, begin, begin + read.name.size());
        if (range == expression.node->range || local(read))
          continue; // its place is not known, or it is a name of the expression's own
        const Flow *owner = ownerOf(flow, read.name);
        if (!owner && jsonata::findLibraryFunction(read.name))
          continue;
        uses_.push_back({read.name, range, nullptr, false, owner ? owner->machine : nullptr, &state,
                         &expression, read.offset});
      }
    });
}

namespace {

/// The local name of `expression` at `offset` of the file.
std::optional<LocalName> localIn(const source::Tree &tree, const ast::Expression &expression,
                                 uint32_t offset) {
  std::vector<Locals::Use> uses = Locals(expression.text).uses();
  auto rangeOf = [&](const Locals::Use &use) {
    size_t begin = expression.offset + use.begin + 1;
    return tree.within(*expression.node, begin, begin + use.name.size());
  };
  auto asked = std::find_if(uses.begin(), uses.end(), [&](const Locals::Use &use) {
    source::Range range = rangeOf(use);
    return range != expression.node->range && offset + 1 >= range.begin && offset <= range.end;
  });
  if (asked == uses.end() || asked->scope == Locals::unbound)
    return std::nullopt;
  LocalName found{asked->name, &expression, {}, {}, {}, rangeOf(*asked)};
  for (const Locals::Use &use : uses) {
    if (use.name != asked->name || use.scope != asked->scope)
      continue;
    source::Range range = rangeOf(use);
    if (range == expression.node->range)
      return std::nullopt;
    found.offsets.push_back(use.begin);
    (use.binds ? found.definitions : found.uses).push_back(range);
  }
  return found;
}

} // namespace

std::optional<LocalName> VariableIndex::localAt(uint32_t offset) const {
  std::optional<LocalName> found;
  for (const auto &flow : flows_)
    for (const ast::State &state : flow->machine->states)
      ast::forEachExpression(state, [&](const ast::ExpressionField &field) {
        const ast::Expression &expression = field.expression;
        bool isAround =
            !found && expression.node && expression.kind == ast::Expression::Kind::Jsonata &&
            offset >= expression.node->range.begin && offset <= expression.node->range.end;
        if (isAround)
          found = localIn(*root_->tree, expression, offset);
      });
  return found;
}

const VariableUse *VariableIndex::at(uint32_t offset) const {
  for (const VariableUse &use : uses_) {
    uint32_t begin = use.assigns ? use.range.begin : use.range.begin - 1;
    if (offset >= begin && offset <= use.range.end)
      return &use;
  }
  return nullptr;
}

std::vector<const VariableUse *> VariableIndex::sameAs(const VariableUse &use) const {
  std::set<const ast::Machine *> owners = {use.owner};
  std::set<std::pair<uint32_t, uint32_t>> places;
  std::vector<const VariableUse *> same;
  for (size_t before = 0; before != owners.size();) {
    before = owners.size();
    for (const VariableUse &each : uses_)
      if (each.name == use.name && owners.contains(each.owner) &&
          places.emplace(each.range.begin, each.range.end).second)
        same.push_back(&each);
    for (const VariableUse &each : uses_)
      if (each.name == use.name && places.contains({each.range.begin, each.range.end}))
        owners.insert(each.owner);
  }
  std::sort(same.begin(), same.end(), [](const VariableUse *a, const VariableUse *b) {
    return a->range.begin < b->range.begin;
  });
  return same;
}

} // namespace aslc::editor
