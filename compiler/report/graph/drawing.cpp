#include "compiler/report/graph/drawing.h"

#include "compiler/report/graph/words.h"
#include "runtime/support/utf8.h"

#include <algorithm>

namespace aslc::report {

namespace {

constexpr double padding = 14;    ///< between a box and what is inside
constexpr double flowGap = 26;    ///< between the branches of a Parallel
constexpr double leastWidth = 96; ///< of a state's box
constexpr double circle = 44;     ///< diameter of Start and End
constexpr size_t nameLimit = 34, detailLimit = 40, labelLimit = 30; ///< in characters

/// An estimate, a little on the generous side: which font a viewer has is not known.
double widthOf(std::string_view text, double fontSize) {
  constexpr std::string_view narrow = "iljI.,:;'|!()[]{}ftr /-\"", wide = "mwMW@%&";
  double width = 0;
  while (!text.empty()) {
    unsigned length = std::max(1u, asl::utf8::sequenceLength(text));
    char c = text[0];
    if (length > 1)
      width += length == 2 ? 0.65 : 1.05;
    else if (narrow.find(c) != narrow.npos)
      width += 0.38;
    else if (wide.find(c) != wide.npos)
      width += 0.95;
    else
      width += c >= 'A' && c <= 'Z' ? 0.72 : 0.62;
    text.remove_prefix(length);
  }
  return width * fontSize;
}

bool isCircle(GraphNodeKind kind) {
  return kind == GraphNodeKind::Start || kind == GraphNodeKind::End;
}

PlacedFlow placeAtOrigin(const Flow &flow);

/// A node with its size; flows inside stand relative to its corner.
PlacedNode measure(const Node &node) {
  PlacedNode placed;
  placed.node = &node;
  if (isCircle(node.kind)) {
    placed.size = {circle, circle};
    return placed;
  }
  placed.name = shortened(node.name, nameLimit);
  placed.detail = shortened(node.detail, detailLimit);
  double text = std::max(widthOf(placed.name, nameSize), widthOf(placed.detail, detailSize));
  placed.size = {std::max(leastWidth, text + 2 * padding), headHeight};
  double x = padding, height = 0;
  for (const Flow &flow : node.flows) {
    PlacedFlow inner = placeAtOrigin(flow);
    inner.corner = {x, headHeight};
    x += inner.size.width + flowGap;
    height = std::max(height, inner.size.height);
    placed.flows.push_back(std::move(inner));
  }
  if (!node.flows.empty()) {
    double width = x - flowGap + padding;
    double spare = std::max(0.0, placed.size.width - width) / 2;
    for (PlacedFlow &inner : placed.flows)
      inner.corner.x += spare;
    placed.size = {std::max(placed.size.width, width), headHeight + height + padding};
  }
  return placed;
}

Size sizeOfText(const std::string &text) {
  return text.empty() ? Size{} : Size{widthOf(text, detailSize) + 10, detailSize + 7};
}

PlacedFlow placeAtOrigin(const Flow &flow) {
  PlacedFlow placed;
  LayeredGraph graph;
  for (const Node &node : flow.nodes) {
    placed.nodes.push_back(measure(node));
    graph.nodes.push_back(placed.nodes.back().size);
  }
  for (const Edge &edge : flow.edges) {
    std::string label = shortened(edge.label, labelLimit);
    const Node &target = flow.nodes[edge.to];
    std::string stub =
        target.kind == GraphNodeKind::End ? "End" : shortened(target.name, labelLimit);
    Size size = sizeOfText(label);
    graph.edges.push_back({edge.from, edge.to, size, sizeOfText("→ " + stub)});
    placed.edges.push_back({&edge, {}, std::move(label), size});
  }
  LayeredDrawing drawing = drawLayered(graph);
  placed.size = drawing.size;
  for (size_t i = 0; i < placed.nodes.size(); ++i) {
    PlacedNode &node = placed.nodes[i];
    node.corner = {drawing.centers[i].x - node.size.width / 2,
                   drawing.centers[i].y - node.size.height / 2};
  }
  for (size_t i = 0; i < placed.edges.size(); ++i) {
    placed.edges[i].route = std::move(drawing.routes[i]);
    if (placed.edges[i].route.abridged) {
      const Node &target = flow.nodes[flow.edges[i].to];
      placed.edges[i].label =
          target.kind == GraphNodeKind::End ? "End" : shortened(target.name, labelLimit);
    }
  }
  return placed;
}

/// Moves `flow`, whose contents stand relative to its corner, so that they stand relative to the
/// whole drawing.
void settle(PlacedFlow &flow) {
  for (PlacedNode &node : flow.nodes) {
    node.corner.x += flow.corner.x;
    node.corner.y += flow.corner.y;
    for (PlacedFlow &inner : node.flows) {
      inner.corner.x += node.corner.x;
      inner.corner.y += node.corner.y;
      settle(inner);
    }
  }
  for (PlacedEdge &edge : flow.edges) {
    for (Point &point : edge.route.points) {
      point.x += flow.corner.x;
      point.y += flow.corner.y;
    }
    edge.route.label.x += flow.corner.x;
    edge.route.label.y += flow.corner.y;
  }
}

} // namespace

PlacedFlow place(const Flow &flow) {
  PlacedFlow placed = placeAtOrigin(flow);
  settle(placed);
  return placed;
}

} // namespace aslc::report
