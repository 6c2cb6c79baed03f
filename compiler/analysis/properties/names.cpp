#include "compiler/analysis/properties/names.h"

#include "compiler/ast/walk.h"
#include "runtime/support/closest.h"

namespace aslc::analysis::properties {

StateNames::StateNames(const ast::Machine &machine) {
  add(machine, "");
  for (size_t i = 0; i < paths_.size(); ++i)
    byName_.emplace(paths_[i].second->name, i);
}

void StateNames::add(const ast::Machine &machine, const std::string &path) {
  for (const ast::State &state : machine.states) {
    paths_.emplace_back(path + "/" + state.name, &state);
    names_.push_back(state.name);
    ast::forEachInner(
        state, [&](const ast::Machine &inner, bool) { add(inner, path + "/" + state.name); });
  }
}

std::vector<const ast::State *> StateNames::find(std::string_view name) const {
  std::vector<const ast::State *> found;
  auto [begin, end] = byName_.equal_range(name);
  for (auto each = begin; each != end; ++each)
    found.push_back(paths_[each->second].second);
  if (!found.empty() || name.find('/') == name.npos)
    return found;
  std::string suffix = "/" + std::string(name);
  for (const auto &[path, state] : paths_)
    if (path.ends_with(suffix))
      found.push_back(state);
  return found;
}

std::optional<std::string> StateNames::meantBy(std::string_view name) const {
  return asl::closest(name, names_);
}

const StepName *StateNames::firstUnknown(const Property &property) const {
  for (const auto *list : {&property.steps, &property.others})
    for (const StepName &step : *list)
      if (find(step.name).empty())
        return &step;
  return nullptr;
}

} // namespace aslc::analysis::properties
