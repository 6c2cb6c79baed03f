// The graph of a machine: its states and the transitions between them, as people draw it.
#pragma once

#include "compiler/ast/machine.h"

#include <string>
#include <vector>

namespace aslc::report {

enum class GraphNodeKind : uint8_t {
  Start,
  End,
  Pass,
  Task,
  Choice,
  Wait,
  Succeed,
  Fail,
  Parallel,
  Map
};
/// `start`, `end`, or the state's type in lower case.
std::string_view nameOf(GraphNodeKind kind);

enum class EdgeKind : uint8_t {
  Next,    ///< `Next`, `StartAt`, or the end of the flow
  Rule,    ///< a rule of Choice
  Default, ///< `Default` of Choice
  Catch    ///< a catcher
};
/// `next`, `rule`, `default`, `catch`.
std::string_view nameOf(EdgeKind kind);

struct Edge {
  size_t from = 0, to = 0; ///< indexes of the flow's nodes
  EdgeKind kind = EdgeKind::Next;
  std::string label;      ///< the rule, or the names of caught errors; may be empty
  std::string style = {}; ///< a further class of its path in a picture; may be empty
};

struct Flow;

struct Node {
  GraphNodeKind kind = GraphNodeKind::Pass;
  std::string name;        ///< of the state; empty for Start and End
  std::string detail;      ///< what it does, in a few words; may be empty
  std::vector<Flow> flows; ///< the branches of Parallel, the processor of Map
  std::string path;        ///< the names of the states that lead to it, joined by `/`
  std::string hover;       ///< further lines for those who hover or hear; may be empty
};

/// A machine, a branch, or a processor. The nodes are the states in the order of the definition;
/// those of a whole machine stand between a Start and an End. Transitions to states that do not
/// exist are left out.
struct Flow {
  std::vector<Node> nodes;
  std::vector<Edge> edges;
};

/// The graph of a whole machine.
Flow graphOf(const ast::Machine &machine);

} // namespace aslc::report
