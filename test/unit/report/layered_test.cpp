#include "compiler/report/graph/layered.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

using namespace aslc::report;

namespace {

LayeredGraph randomGraph(unsigned seed, size_t nodes, size_t edges) {
  std::mt19937 random(seed);
  auto below = [&](size_t limit) { return random() % limit; };
  LayeredGraph graph;
  for (size_t i = 0; i < nodes; ++i)
    graph.nodes.push_back(
        {40.0 + static_cast<double>(below(200)), 20.0 + static_cast<double>(below(90))});
  for (size_t i = 0; i < edges; ++i) {
    bool labelled = below(3) == 0;
    graph.edges.push_back({below(nodes), below(nodes), labelled ? Size{60, 16} : Size{}, {50, 16}});
  }
  return graph;
}

bool overlap(const LayeredGraph &graph, const LayeredDrawing &drawing, size_t a, size_t b) {
  double x = std::abs(drawing.centers[a].x - drawing.centers[b].x);
  double y = std::abs(drawing.centers[a].y - drawing.centers[b].y);
  return x < (graph.nodes[a].width + graph.nodes[b].width) / 2 - 0.01 &&
         y < (graph.nodes[a].height + graph.nodes[b].height) / 2 - 0.01;
}

/// True when `point` is on the border of the node, up to rounding.
bool onBorder(const LayeredGraph &graph, const LayeredDrawing &drawing, size_t node, Point point) {
  double x = std::abs(point.x - drawing.centers[node].x);
  double y = std::abs(point.y - drawing.centers[node].y);
  double width = graph.nodes[node].width / 2, height = graph.nodes[node].height / 2;
  return (std::abs(y - height) < 0.01 && x <= width + 0.01) ||
         (std::abs(x - width) < 0.01 && y <= height + 0.01);
}

TEST(Layered, NodesNeverOverlap) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    LayeredGraph graph = randomGraph(seed, 2 + seed % 30, seed % 70);
    LayeredDrawing drawing = drawLayered(graph);
    for (size_t a = 0; a < graph.nodes.size(); ++a)
      for (size_t b = a + 1; b < graph.nodes.size(); ++b)
        EXPECT_FALSE(overlap(graph, drawing, a, b)) << "seed " << seed << ": " << a << ", " << b;
  }
}

TEST(Layered, EverythingLiesInsideTheDrawing) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    LayeredGraph graph = randomGraph(seed, 2 + seed % 30, seed % 70);
    LayeredDrawing drawing = drawLayered(graph);
    auto inside = [&](Point point) {
      return point.x >= -0.01 && point.y >= -0.01 && point.x <= drawing.size.width + 0.01 &&
             point.y <= drawing.size.height + 0.01;
    };
    for (const Route &route : drawing.routes)
      for (Point point : route.points)
        EXPECT_TRUE(inside(point)) << "seed " << seed;
  }
}

TEST(Layered, EdgesRunFromBorderToBorder) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    LayeredGraph graph = randomGraph(seed, 2 + seed % 30, seed % 70);
    LayeredDrawing drawing = drawLayered(graph);
    for (size_t i = 0; i < graph.edges.size(); ++i) {
      const Route &route = drawing.routes[i];
      ASSERT_GE(route.points.size(), 2u);
      EXPECT_TRUE(onBorder(graph, drawing, graph.edges[i].from, route.points.front()))
          << "seed " << seed;
      EXPECT_TRUE(onBorder(graph, drawing, graph.edges[i].to, route.points.back()))
          << "seed " << seed;
    }
  }
}

TEST(Layered, AnAcyclicGraphRunsDownwards) {
  std::mt19937 random(7);
  LayeredGraph graph;
  graph.nodes.resize(25, {80, 40});
  for (size_t i = 0; i < 60; ++i) {
    size_t to = 1 + random() % 24;
    graph.edges.push_back({random() % to, to, {}, {}});
  }
  LayeredDrawing drawing = drawLayered(graph);
  for (const Route &route : drawing.routes)
    EXPECT_LT(route.points.front().y, route.points.back().y);
}

TEST(Layered, OneEdgeOfACycleRunsUpwards) {
  LayeredGraph graph;
  graph.nodes.resize(4, {80, 40});
  graph.edges = {{0, 1, {}, {}}, {1, 2, {}, {}}, {2, 3, {}, {}}, {3, 1, {}, {}}};
  LayeredDrawing drawing = drawLayered(graph);
  size_t upwards = 0;
  for (const Route &route : drawing.routes)
    upwards += route.points.front().y > route.points.back().y;
  EXPECT_EQ(upwards, 1u);
}

TEST(Layered, AChainIsStraight) {
  LayeredGraph graph;
  graph.nodes = {{80, 40}, {160, 40}, {60, 90}};
  graph.edges = {{0, 1, {}, {}}, {1, 2, {60, 16}, {}}};
  LayeredDrawing drawing = drawLayered(graph);
  EXPECT_DOUBLE_EQ(drawing.centers[0].x, drawing.centers[1].x);
  EXPECT_DOUBLE_EQ(drawing.centers[1].x, drawing.centers[2].x);
}

TEST(Layered, AnEdgeToItselfStaysBesideItsNode) {
  LayeredGraph graph;
  graph.nodes = {{80, 40}};
  graph.edges = {{0, 0, {}, {}}};
  LayeredDrawing drawing = drawLayered(graph);
  ASSERT_EQ(drawing.routes[0].points.size(), 3u);
  EXPECT_GT(drawing.routes[0].points[1].x, drawing.centers[0].x + 40);
  EXPECT_LE(drawing.routes[0].points[1].x, drawing.size.width);
}

TEST(Layered, AnEmptyGraphIsAnEmptyDrawing) {
  LayeredDrawing drawing = drawLayered({});
  EXPECT_EQ(drawing.size.width, 0);
  EXPECT_EQ(drawing.size.height, 0);
}

TEST(Layered, LongEdgesOfALargeGraphAreAbridged) {
  LayeredGraph graph;
  constexpr size_t count = 5000;
  graph.nodes.resize(count, {80, 40});
  for (size_t i = 0; i + 1 < count; ++i) {
    graph.edges.push_back({i, i + 1, {}, {}});
    graph.edges.push_back({i, count - 1, {}, {70, 16}});
  }
  LayeredDrawing drawing = drawLayered(graph);
  size_t points = 0, abridged = 0;
  for (const Route &route : drawing.routes) {
    points += route.points.size();
    abridged += route.abridged;
  }
  EXPECT_GT(abridged, count - 100);
  EXPECT_LT(points, 20 * count);
}

TEST(Layered, TheSameGraphGivesTheSameDrawing) {
  LayeredGraph graph = randomGraph(3, 40, 90);
  LayeredDrawing one = drawLayered(graph), other = drawLayered(graph);
  for (size_t i = 0; i < one.centers.size(); ++i)
    EXPECT_EQ(one.centers[i].x, other.centers[i].x);
}

} // namespace
