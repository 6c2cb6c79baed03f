// The order of the vertices in each layer: sweeps that put each vertex at the mean of its
// neighbours, and swaps of two that stand side by side.
#include "compiler/report/graph/layers.h"

#include <algorithm>
#include <cstdint>

namespace aslc::report {

namespace {

class Orderer {
public:
  explicit Orderer(Layers &layers) : layers_(layers) {}

  void run() {
    size_t size = layers_.vertices.size();
    unsigned sweeps = size < 2000 ? 24 : size < 20000 ? 8 : 3;
    uint64_t best = crossings();
    std::vector<std::vector<size_t>> bestOrder = layers_.layers;
    for (unsigned sweep = 0, worse = 0; sweep < sweeps && worse < 4 && best > 0; ++sweep, ++worse) {
      sweep % 2 == 0 ? sweepDown() : sweepUp();
      if (size < 2000)
        swapNeighbours();
      uint64_t count = crossings();
      if (count < best) {
        best = count;
        bestOrder = layers_.layers;
        worse = 0;
      }
    }
    layers_.layers = std::move(bestOrder);
    for (const std::vector<size_t> &layer : layers_.layers)
      number(layer);
  }

private:
  void number(const std::vector<size_t> &layer) {
    for (size_t i = 0; i < layer.size(); ++i)
      layers_.vertices[layer[i]].position = i;
  }

  double meanOf(const std::vector<size_t> &neighbours, double otherwise) const {
    if (neighbours.empty())
      return otherwise;
    double sum = 0;
    for (size_t vertex : neighbours)
      sum += static_cast<double>(layers_.vertices[vertex].position);
    return sum / static_cast<double>(neighbours.size());
  }

  void sortBy(std::vector<size_t> &layer, std::vector<size_t> Vertex::*neighbours) {
    struct Keyed {
      double mean;
      size_t position, vertex;
    };
    std::vector<Keyed> keyed;
    for (size_t vertex : layer) {
      const Vertex &v = layers_.vertices[vertex];
      keyed.push_back({meanOf(v.*neighbours, static_cast<double>(v.position)), v.position, vertex});
    }
    std::sort(keyed.begin(), keyed.end(), [](const Keyed &a, const Keyed &b) {
      return a.mean != b.mean ? a.mean < b.mean : a.position < b.position;
    });
    for (size_t i = 0; i < layer.size(); ++i)
      layer[i] = keyed[i].vertex;
    number(layer);
  }

  void sweepDown() {
    for (size_t i = 1; i < layers_.layers.size(); ++i)
      sortBy(layers_.layers[i], &Vertex::up);
  }
  void sweepUp() {
    for (size_t i = layers_.layers.size(); i-- > 1;)
      sortBy(layers_.layers[i - 1], &Vertex::down);
  }

  /// How many pairs of edges to `neighbours` cross when `left` stands left of `right`.
  size_t crossingsOf(size_t left, size_t right, std::vector<size_t> Vertex::*neighbours) const {
    size_t count = 0;
    for (size_t a : layers_.vertices[left].*neighbours)
      for (size_t b : layers_.vertices[right].*neighbours)
        count += layers_.vertices[a].position > layers_.vertices[b].position;
    return count;
  }

  void swapNeighbours() {
    for (std::vector<size_t> &layer : layers_.layers) {
      for (size_t i = 1; i < layer.size(); ++i) {
        size_t a = layer[i - 1], b = layer[i];
        size_t kept = crossingsOf(a, b, &Vertex::up) + crossingsOf(a, b, &Vertex::down);
        size_t swapped = crossingsOf(b, a, &Vertex::up) + crossingsOf(b, a, &Vertex::down);
        if (swapped < kept) {
          std::swap(layer[i - 1], layer[i]);
          number(layer);
        }
      }
    }
  }

  /// Crossings of all edges, counted with a tree of sums over the positions of the lower layer.
  uint64_t crossings() const {
    uint64_t total = 0;
    for (size_t i = 0; i + 1 < layers_.layers.size(); ++i)
      total += crossingsBelow(layers_.layers[i], layers_.layers[i + 1].size());
    return total;
  }

  uint64_t crossingsBelow(const std::vector<size_t> &layer, size_t width) const {
    std::vector<uint32_t> sums(width + 1);
    uint64_t total = 0, inserted = 0;
    std::vector<size_t> ends;
    for (size_t vertex : layer) {
      ends.clear();
      for (size_t end : layers_.vertices[vertex].down)
        ends.push_back(layers_.vertices[end].position);
      for (size_t end : ends) {
        uint64_t before = 0; // edges seen so far that end at or left of `end`
        for (size_t at = end + 1; at > 0; at -= at & (~at + 1))
          before += sums[at];
        total += inserted - before;
      }
      for (size_t end : ends) {
        ++inserted;
        for (size_t at = end + 1; at <= width; at += at & (~at + 1))
          ++sums[at];
      }
    }
    return total;
  }

  Layers &layers_;
};

} // namespace

void orderLayers(Layers &layers) { Orderer(layers).run(); }

} // namespace aslc::report
