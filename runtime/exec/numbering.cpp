// Numbers of definitions, and their names.
#include "runtime/exec/numbering.h"

#include "runtime/record/bytes.h"
#include "runtime/value/value.h"

#include <algorithm>

namespace asl::exec {
namespace {

constexpr uint32_t kDistributed = 256; ///< of Numbering::State::kind

Numbering::State stateOf(const asl_state_info &info) {
  Numbering::State state;
  state.name = text(info.name);
  state.kind = info.kind;
  state.flows = info.map ? 1 : info.branch_count;
  if (info.map && info.map->distributed)
    state.kind += kDistributed;
  return state;
}

const asl_flow *partOf(const asl_state_info &info, uint32_t part) {
  if (info.map)
    return part == 0 ? info.map->processor : nullptr;
  return part < info.branch_count ? info.branches[part] : nullptr;
}

std::optional<uint32_t> find(const asl_flow &flow, std::string_view name) {
  for (uint32_t i = 0; i < flow.state_count; ++i)
    if (text(flow.states[i].name) == name)
      return i;
  return std::nullopt;
}

} // namespace

Numbering::Numbering(const asl_module &module) { add(*module.flow, 0, 0, 0); }

/// In the order of FlowNumbers.
void Numbering::add(const asl_flow &flow, uint32_t parent, uint32_t state, uint32_t part) {
  auto number = static_cast<uint32_t>(flows.size());
  Flow &added = flows.emplace_back();
  added.parent = parent;
  added.state = state;
  added.part = part;
  added.retriers = flow.max_retriers;
  for (uint32_t i = 0; i < flow.variable_count; ++i)
    added.variables.emplace_back(text(flow.variables[i]));
  for (uint32_t i = 0; i < flow.state_count; ++i)
    added.states.push_back(stateOf(flow.states[i]));
  for (uint32_t i = 0; i < flow.state_count; ++i)
    for (uint32_t k = 0; const asl_flow *inner = partOf(flow.states[i], k); ++k)
      add(*inner, number, i, k);
}

std::string Numbering::write() const {
  record::ByteWriter out;
  out.number(flows.size());
  for (const Flow &flow : flows) {
    out.number(flow.parent);
    out.number(flow.state);
    out.number(flow.part);
    out.number(flow.retriers);
    out.number(flow.states.size());
    for (const State &state : flow.states) {
      out.text(state.name);
      out.number(state.kind);
      out.number(state.flows);
    }
    out.number(flow.variables.size());
    for (const std::string &variable : flow.variables)
      out.text(variable);
  }
  return std::string(out.bytes());
}

std::optional<Numbering> Numbering::read(std::string_view bytes) {
  record::ByteReader in(bytes);
  auto number = [&in] { return static_cast<uint32_t>(in.number()); };
  Numbering numbering;
  for (uint32_t flows = in.count(); flows > 0 && !in.failed(); --flows) {
    Flow &flow = numbering.flows.emplace_back();
    flow.parent = number();
    flow.state = number();
    flow.part = number();
    flow.retriers = number();
    for (uint32_t states = in.count(); states > 0 && !in.failed(); --states) {
      State &state = flow.states.emplace_back();
      state.name = in.text();
      state.kind = number();
      state.flows = number();
    }
    for (uint32_t variables = in.count(); variables > 0 && !in.failed(); --variables)
      flow.variables.emplace_back(in.text());
  }
  if (in.failed() || !in.atEnd() || numbering.flows.empty())
    return std::nullopt;
  return numbering;
}

Renumbering::Renumbering(Numbering old, const asl_module &module) : old_(std::move(old)) {
  for (size_t i = 0; i < old_.flows.size(); ++i) {
    const Numbering::Flow &flow = old_.flows[i];
    const asl_flow *found = i == 0 ? module.flow : nullptr;
    if (i > 0 && flow.parent < i && new_[flow.parent] != nullptr &&
        flow.state < old_.flows[flow.parent].states.size()) {
      const asl_flow &parent = *new_[flow.parent];
      if (auto state = find(parent, old_.flows[flow.parent].states[flow.state].name))
        found = partOf(parent.states[*state], flow.part);
    }
    new_.push_back(found);
  }
}

std::optional<uint32_t> Renumbering::state(uint64_t flow, uint32_t state,
                                           std::string &problem) const {
  const Numbering::Flow *from = old(flow);
  const asl_flow *to = this->flow(flow);
  if (from == nullptr || state >= from->states.size())
    return std::nullopt;
  const Numbering::State &wanted = from->states[state];
  auto refuse = [&](const char *why) {
    problem = "it stopped in the state `" + wanted.name + "`, which " + why;
    return std::nullopt;
  };
  std::optional<uint32_t> found = to ? find(*to, wanted.name) : std::nullopt;
  if (!found)
    return refuse("the definition does not have any more");
  Numbering::State now = stateOf(to->states[*found]);
  if (now.kind != wanted.kind)
    return refuse("is of another type in the definition now");
  if (now.flows != wanted.flows)
    return refuse("has another number of branches in the definition now");
  return found;
}

} // namespace asl::exec
