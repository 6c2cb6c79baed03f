// From placed layers to a drawing: the height of each layer, and where each edge runs.
#include "compiler/report/graph/layered.h"

#include "compiler/report/graph/layers.h"

#include <algorithm>

namespace aslc::report {

namespace {

/// Edges that share a side of a node are this far apart, if it is wide enough.
constexpr double portGap = 18;

class Drawer {
public:
  Drawer(const LayeredGraph &graph, Layers &layers) : graph_(graph), layers_(layers) {}

  LayeredDrawing draw() {
    placeLayers();
    result_.routes.resize(graph_.edges.size());
    spreadPorts();
    for (size_t edge = 0; edge < graph_.edges.size(); ++edge)
      layers_.chains[edge].vertices.empty() ? drawLoop(edge) : drawChain(edge);
    moveToOrigin();
    return std::move(result_);
  }

private:
  struct Row {
    double top = 0, bottom = 0;
    double middle() const { return (top + bottom) / 2; }
  };

  const Vertex &vertex(size_t index) const { return layers_.vertices[index]; }
  const Row &rowOf(size_t index) const { return rows_[vertex(index).layer]; }
  double topOf(size_t index) const { return rowOf(index).middle() - vertex(index).size.height / 2; }
  double bottomOf(size_t index) const {
    return rowOf(index).middle() + vertex(index).size.height / 2;
  }

  /// Without the space that is kept beside a node for edges to itself.
  double widthOf(size_t index) const {
    return index < graph_.nodes.size() ? graph_.nodes[index].width : vertex(index).size.width;
  }

  void placeLayers() {
    double y = 0;
    for (const std::vector<size_t> &layer : layers_.layers) {
      double height = 0;
      for (size_t index : layer)
        height = std::max(height, vertex(index).size.height);
      rows_.push_back({y, y + height});
      y += height + layerGap;
    }
    for (size_t node = 0; node < graph_.nodes.size(); ++node)
      result_.centers.push_back({vertex(node).x, rowOf(node).middle()});
  }

  /// One end of an edge at a node: `other` is the x to which it leads.
  struct Port {
    size_t edge;
    double other;
  };

  /// Chooses for each edge where it leaves its upper and reaches its lower node: side by side, in
  /// the order of where they lead, so that they do not cross.
  void spreadPorts() {
    std::vector<std::vector<Port>> below(layers_.vertices.size()), above(layers_.vertices.size());
    for (size_t edge = 0; edge < layers_.chains.size(); ++edge) {
      const std::vector<size_t> &way = layers_.chains[edge].vertices;
      if (way.empty())
        continue;
      below[way.front()].push_back({edge, vertex(way[1]).x});
      above[way.back()].push_back({edge, vertex(way[way.size() - 2]).x});
    }
    leave_ = portsOf(below);
    arrive_ = portsOf(above);
  }

  std::vector<double> portsOf(std::vector<std::vector<Port>> &sides) const {
    std::vector<double> result(graph_.edges.size());
    for (size_t index = 0; index < sides.size(); ++index) {
      std::vector<Port> &ports = sides[index];
      std::sort(ports.begin(), ports.end(), [](const Port &a, const Port &b) {
        return a.other != b.other ? a.other < b.other : a.edge < b.edge;
      });
      double count = static_cast<double>(ports.size());
      double gap = std::min(portGap, widthOf(index) * 0.8 / count);
      for (size_t i = 0; i < ports.size(); ++i)
        result[ports[i].edge] = vertex(index).x + (static_cast<double>(i) - (count - 1) / 2) * gap;
    }
    return result;
  }

  void drawChain(size_t edge) {
    const Chain &chain = layers_.chains[edge];
    const std::vector<size_t> &way = chain.vertices;
    Route &route = result_.routes[edge];
    route.points.push_back({leave_[edge], bottomOf(way.front())});
    for (size_t i = 1; i + 1 < way.size(); ++i) {
      // Straight down through the whole layer, past nodes that are as high as it.
      route.points.push_back({vertex(way[i]).x, rowOf(way[i]).top});
      route.points.push_back({vertex(way[i]).x, rowOf(way[i]).bottom});
    }
    route.points.push_back({arrive_[edge], topOf(way.back())});
    if (chain.reversed)
      std::reverse(route.points.begin(), route.points.end());
    if (chain.label != Chain::none)
      route.label = {vertex(chain.label).x, rowOf(chain.label).middle()};
    route.abridged = chain.abridged;
  }

  void drawLoop(size_t edge) {
    size_t node = graph_.edges[edge].from;
    double right = vertex(node).x + widthOf(node) / 2;
    double y = rowOf(node).middle(), reach = vertex(node).size.height / 4;
    Route &route = result_.routes[edge];
    route.points = {{right, y - reach}, {right + loopWidth, y}, {right, y + reach}};
    route.label = {right + loopWidth + graph_.edges[edge].label.width / 2, y};
  }

  void moveToOrigin() {
    double left = 0, right = 0;
    for (size_t i = 0; i < layers_.vertices.size(); ++i) {
      double half = vertex(i).size.width / 2;
      left = i == 0 ? vertex(i).x - half : std::min(left, vertex(i).x - half);
      right = i == 0 ? vertex(i).x + half : std::max(right, vertex(i).x + half);
    }
    for (Point &center : result_.centers)
      center.x -= left;
    for (Route &route : result_.routes) {
      for (Point &point : route.points)
        point.x -= left;
      route.label.x -= left;
    }
    result_.size = {right - left, rows_.empty() ? 0 : rows_.back().bottom};
  }

  const LayeredGraph &graph_;
  Layers &layers_;
  std::vector<Row> rows_;
  std::vector<double> leave_, arrive_; ///< x of the ends of each edge
  LayeredDrawing result_;
};

} // namespace

LayeredDrawing drawLayered(const LayeredGraph &graph) {
  Layers layers = makeLayers(graph);
  orderLayers(layers);
  placeVertices(layers);
  return Drawer(graph, layers).draw();
}

} // namespace aslc::report
