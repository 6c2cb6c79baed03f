// Drawing a directed graph in layers: sources at the top, edges downwards where that is possible.
//
// The method is Sugiyama's: reverse the edges that close cycles, give each node a layer, order the
// nodes of each layer so that few edges cross, then choose coordinates (Brandes and Köpf). The same
// graph always gives the same drawing.
#pragma once

#include <cstddef>
#include <vector>

namespace aslc::report {

/// All lengths are in pixels.
struct Size {
  double width = 0, height = 0;
};

/// `y` grows downwards.
struct Point {
  double x = 0, y = 0;
};

struct LayeredGraph {
  struct Edge {
    size_t from = 0, to = 0; ///< indexes of `nodes`
    Size label;              ///< space kept free on the edge; 0 by 0 for none
    Size stub;               ///< size of the text that stands for the edge when it is abridged
  };
  std::vector<Size> nodes;
  std::vector<Edge> edges;
};

/// Where an edge runs.
struct Route {
  /// From the border of its first node to that of its last. Between two points the edge leaves and
  /// arrives vertically.
  std::vector<Point> points;
  Point label; ///< centre of the space for the label, or for the stub's text
  /// A long edge of a large graph: only a stub is drawn, and it ends at the text that names its
  /// target.
  bool abridged = false;
};

struct LayeredDrawing {
  Size size;
  std::vector<Point> centers; ///< of the nodes, in their order
  std::vector<Route> routes;  ///< of the edges, in their order
};

/// Draws `graph`. Node 0 is drawn at the top; cycles are entered from it. Takes time and memory
/// about linear in the size of the graph, whatever its shape: long edges of large graphs are
/// abridged.
LayeredDrawing drawLayered(const LayeredGraph &graph);

} // namespace aslc::report
