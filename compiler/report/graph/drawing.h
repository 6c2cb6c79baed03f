// A graph with its places: every state a box, the flows of Parallel and Map inside the box of their
// state.
#pragma once

#include "compiler/report/graph/graph.h"
#include "compiler/report/graph/layered.h"

namespace aslc::report {

struct PlacedFlow;

struct PlacedNode {
  const Node *node = nullptr;
  Point corner; ///< top left, in the coordinates of the whole drawing
  Size size;
  std::string name, detail; ///< the texts of the node, shortened to what fits
  std::vector<PlacedFlow> flows;
};

struct PlacedEdge {
  const Edge *edge = nullptr;
  Route route;
  std::string label; ///< shortened to what fits; of an abridged edge the name of its target
  Size labelSize;
};

struct PlacedFlow {
  Point corner;
  Size size;
  std::vector<PlacedNode> nodes;
  std::vector<PlacedEdge> edges;
};

/// Font sizes in pixels, and the height of the head of a box with flows inside.
inline constexpr double nameSize = 13, detailSize = 11, headHeight = 44;

/// Places `flow`, which must outlive the result. The top left corner is at 0, 0.
PlacedFlow place(const Flow &flow);

} // namespace aslc::report
