// Horizontal coordinates after Brandes and Köpf, "Fast and Simple Horizontal Coordinate
// Assignment": vertices are aligned with a middle neighbour above or below, once from each of the
// four corners, and each gets the mean of the two middle results.
#include "compiler/report/graph/layers.h"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_set>

namespace aslc::report {

namespace {

using Coordinates = std::vector<double>;

/// Edges that cross the inner part of a long edge: the long edge is to stay straight.
class Conflicts {
public:
  explicit Conflicts(const Layers &layers) : count_(layers.vertices.size()) {
    for (size_t i = 1; i < layers.layers.size(); ++i)
      markBetween(layers, layers.layers[i - 1], layers.layers[i]);
  }
  bool has(size_t upper, size_t lower) const { return marked_.contains(upper * count_ + lower); }

private:
  /// The other end, above, of the inner part of a long edge that ends in `vertex`.
  static size_t innerEnd(const Layers &layers, size_t vertex) {
    const Vertex &v = layers.vertices[vertex];
    if (v.bend && v.up.size() == 1 && layers.vertices[v.up[0]].bend)
      return v.up[0];
    return Chain::none;
  }

  void markBetween(const Layers &layers, const std::vector<size_t> &above,
                   const std::vector<size_t> &below) {
    size_t left = 0, scanned = 0;
    for (size_t i = 0; i < below.size(); ++i) {
      size_t inner = innerEnd(layers, below[i]);
      if (inner == Chain::none && i + 1 != below.size())
        continue;
      size_t right = inner == Chain::none ? above.size() : layers.vertices[inner].position;
      for (; scanned <= i; ++scanned) {
        size_t vertex = below[scanned];
        for (size_t neighbour : layers.vertices[vertex].up) {
          size_t at = layers.vertices[neighbour].position;
          bool isInner = layers.vertices[vertex].bend && layers.vertices[neighbour].bend;
          if ((at < left || at > right) && !isInner)
            marked_.insert(neighbour * count_ + vertex);
        }
      }
      left = right;
    }
  }

  size_t count_;
  std::unordered_set<size_t> marked_;
};

/// One of the four runs, on layers that are turned so that it begins at the top left.
class PlacementRun {
public:
  PlacementRun(const Layers &layers, const Conflicts &conflicts, bool fromBelow, bool fromRight)
      : layers_(layers), conflicts_(conflicts), fromBelow_(fromBelow), order_(layers.layers),
        position_(layers.vertices.size()), root_(layers.vertices.size()),
        align_(layers.vertices.size()) {
    if (fromBelow)
      std::reverse(order_.begin(), order_.end());
    for (std::vector<size_t> &layer : order_) {
      if (fromRight)
        std::reverse(layer.begin(), layer.end());
      for (size_t i = 0; i < layer.size(); ++i)
        position_[layer[i]] = i;
    }
  }

  Coordinates place() {
    alignVertically();
    return compact();
  }

private:
  void alignVertically() {
    for (size_t v = 0; v < root_.size(); ++v)
      root_[v] = align_[v] = v;
    for (const std::vector<size_t> &layer : order_) {
      size_t next = 0; // positions left of this one are taken
      for (size_t vertex : layer)
        alignOne(vertex, next);
    }
  }

  void alignOne(size_t vertex, size_t &next) {
    const Vertex &v = layers_.vertices[vertex];
    std::vector<size_t> neighbours = fromBelow_ ? v.down : v.up;
    if (neighbours.empty())
      return;
    std::sort(neighbours.begin(), neighbours.end(),
              [&](size_t a, size_t b) { return position_[a] < position_[b]; });
    for (size_t i = (neighbours.size() - 1) / 2; i <= neighbours.size() / 2; ++i) {
      size_t middle = neighbours[i];
      bool conflict = fromBelow_ ? conflicts_.has(vertex, middle) : conflicts_.has(middle, vertex);
      if (align_[vertex] != vertex || position_[middle] < next || conflict)
        continue;
      align_[middle] = vertex;
      align_[vertex] = root_[vertex] = root_[middle];
      next = position_[middle] + 1;
    }
  }

  double distance(size_t left, size_t right) const {
    const Vertex &a = layers_.vertices[left], &b = layers_.vertices[right];
    return (a.size.width + b.size.width) / 2 +
           ((a.bend ? edgeGap : nodeGap) + (b.bend ? edgeGap : nodeGap)) / 2;
  }

  /// Blocks of aligned vertices move as one: each as far left as those left of it allow, then as
  /// far right as does not push another block.
  Coordinates compact() const {
    struct Gap {
      size_t to;
      double distance;
    };
    size_t count = root_.size();
    std::vector<std::vector<Gap>> rightOf(count);
    std::vector<size_t> waiting(count, 0);
    for (const std::vector<size_t> &layer : order_) {
      for (size_t i = 1; i < layer.size(); ++i) {
        rightOf[root_[layer[i - 1]]].push_back({root_[layer[i]], distance(layer[i - 1], layer[i])});
        ++waiting[root_[layer[i]]];
      }
    }
    std::vector<size_t> sorted;
    for (size_t v = 0; v < count; ++v)
      if (root_[v] == v && waiting[v] == 0)
        sorted.push_back(v);
    Coordinates x(count, 0);
    for (size_t next = 0; next < sorted.size(); ++next) {
      for (const Gap &edge : rightOf[sorted[next]]) {
        x[edge.to] = std::max(x[edge.to], x[sorted[next]] + edge.distance);
        if (--waiting[edge.to] == 0)
          sorted.push_back(edge.to);
      }
    }
    for (size_t i = sorted.size(); i-- > 0;) {
      double limit = std::numeric_limits<double>::infinity();
      for (const Gap &edge : rightOf[sorted[i]])
        limit = std::min(limit, x[edge.to] - edge.distance);
      if (limit != std::numeric_limits<double>::infinity())
        x[sorted[i]] = std::max(x[sorted[i]], limit);
    }
    for (size_t v = 0; v < count; ++v)
      x[v] = x[root_[v]];
    return x;
  }

  const Layers &layers_;
  const Conflicts &conflicts_;
  bool fromBelow_;
  std::vector<std::vector<size_t>> order_;
  std::vector<size_t> position_, root_, align_;
};

struct Extent {
  double left = std::numeric_limits<double>::infinity(), right = -left;
  double width() const { return right - left; }
};

Extent extentOf(const Layers &layers, const Coordinates &x) {
  Extent extent;
  for (size_t v = 0; v < x.size(); ++v) {
    extent.left = std::min(extent.left, x[v] - layers.vertices[v].size.width / 2);
    extent.right = std::max(extent.right, x[v] + layers.vertices[v].size.width / 2);
  }
  return extent;
}

} // namespace

void placeVertices(Layers &layers) {
  if (layers.vertices.empty())
    return;
  Conflicts conflicts(layers);
  std::array<Coordinates, 4> runs;
  std::array<Extent, 4> extents;
  size_t narrowest = 0;
  for (size_t i = 0; i < 4; ++i) {
    bool fromRight = i % 2 != 0;
    runs[i] = PlacementRun(layers, conflicts, i / 2 != 0, fromRight).place();
    if (fromRight)
      for (double &x : runs[i])
        x = -x;
    extents[i] = extentOf(layers, runs[i]);
    if (extents[i].width() < extents[narrowest].width())
      narrowest = i;
  }
  for (size_t i = 0; i < 4; ++i) {
    double shift = i % 2 == 0 ? extents[narrowest].left - extents[i].left
                              : extents[narrowest].right - extents[i].right;
    for (double &x : runs[i])
      x += shift;
  }
  for (size_t v = 0; v < layers.vertices.size(); ++v) {
    std::array<double, 4> four{runs[0][v], runs[1][v], runs[2][v], runs[3][v]};
    std::sort(four.begin(), four.end());
    layers.vertices[v].x = (four[1] + four[2]) / 2;
  }
}

} // namespace aslc::report
