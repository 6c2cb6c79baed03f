// The data passed between the steps of a layered drawing.
#pragma once

#include "compiler/report/graph/layered.h"

namespace aslc::report {

/// A node, or a bend of an edge in a layer that the edge crosses.
struct Vertex {
  Size size;
  bool bend = false;
  size_t layer = 0;
  size_t position = 0;      ///< among the vertices of its layer, from the left
  double x = 0;             ///< of its centre
  std::vector<size_t> up;   ///< neighbours in the layer above
  std::vector<size_t> down; ///< neighbours in the layer below
};

/// The way of an edge through the layers.
struct Chain {
  static constexpr size_t none = static_cast<size_t>(-1);
  std::vector<size_t> vertices; ///< from the upper to the lower end; empty for an edge to itself
  bool reversed = false;        ///< the edge goes upwards
  bool abridged = false;        ///< the lower end is the text that names the target
  size_t label = none;          ///< the vertex that keeps space for the label
};

struct Layers {
  std::vector<Vertex> vertices; ///< the nodes of the graph first, in their order
  std::vector<std::vector<size_t>> layers;
  std::vector<Chain> chains; ///< of the edges, in their order
};

/// The distance between two nodes of a layer, between two edges, and between layers.
inline constexpr double nodeGap = 36, edgeGap = 16, layerGap = 34;

/// An edge from a node to itself bows out so far.
inline constexpr double loopWidth = 28;

/// Gives every node its layer and every edge its bends. Vertices are in no good order yet.
Layers makeLayers(const LayeredGraph &graph);

/// Orders the vertices of each layer so that few edges cross.
void orderLayers(Layers &layers);

/// Sets `x` of every vertex: edges run straight down where they can, and vertices of a layer keep
/// their distance.
void placeVertices(Layers &layers);

} // namespace aslc::report
