// Which states can be entered and which rules can hold, by the facts about data.
#pragma once

#include "compiler/ast/machine.h"

#include <map>
#include <set>
#include <vector>

namespace aslc::analysis {

/// What a Choice state did by all ways to it.
struct ChoiceFacts {
  struct Rule {
    bool mayHold = false;
    bool isTried = false;
    bool mayFail = false; ///< to hold, whatever the rules before it take
  };
  std::vector<Rule> rules;
  bool mayMatchNone = false;
  bool bySwitch = false; ///< a rule tests a switch, a boolean that is written in the definition
};

struct Feasible {
  std::set<const ast::State *> entered; ///< all that may be entered
  std::map<const ast::State *, ChoiceFacts> choices;

  bool mayTake(const ast::State &choice, size_t rule) const {
    auto facts = choices.find(&choice);
    return facts != choices.end() && rule < facts->second.rules.size() &&
           facts->second.rules[rule].mayHold;
  }
  /// Whether no rule may hold.
  bool mayMatchNone(const ast::State &choice) const {
    auto facts = choices.find(&choice);
    return facts != choices.end() && facts->second.mayMatchNone;
  }
};

} // namespace aslc::analysis
