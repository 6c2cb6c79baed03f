// From a graph to layers: cycles, the layer of each node, the bends of long edges.
#include "compiler/report/graph/layers.h"

#include <algorithm>
#include <cstdint>

namespace aslc::report {

namespace {

class LayerBuilder {
public:
  explicit LayerBuilder(const LayeredGraph &graph)
      : graph_(graph), outgoing_(graph.nodes.size()), chains_(graph.edges.size()) {
    for (size_t edge = 0; edge < graph.edges.size(); ++edge)
      outgoing_[graph.edges[edge].from].push_back(edge);
  }

  Layers build() {
    reverseCycles();
    assignLayers();
    abridge();
    result_.vertices.resize(graph_.nodes.size());
    for (size_t node = 0; node < graph_.nodes.size(); ++node) {
      result_.vertices[node].size = graph_.nodes[node];
      result_.vertices[node].layer = layer_[node];
    }
    for (const LayeredGraph::Edge &edge : graph_.edges)
      if (edge.from == edge.to) // on both sides, so that the node stays in the middle
        result_.vertices[edge.from].size.width += 2 * (loopWidth + edge.label.width);
    for (size_t edge = 0; edge < graph_.edges.size(); ++edge)
      addChain(edge);
    collectLayers();
    return std::move(result_);
  }

private:
  const LayeredGraph::Edge &edge(size_t index) const { return graph_.edges[index]; }
  bool isLoop(size_t index) const { return edge(index).from == edge(index).to; }
  size_t upper(size_t index) const {
    return chains_[index].reversed ? edge(index).to : edge(index).from;
  }
  size_t lower(size_t index) const {
    return chains_[index].reversed ? edge(index).from : edge(index).to;
  }
  bool hasLabel(size_t index) const { return edge(index).label.width > 0; }
  /// Layers that the edge spans at least: a label takes one for itself.
  size_t length(size_t index) const { return hasLabel(index) ? 2 : 1; }

  /// Marks the edges that lead back to a node that is being visited, from node 0 in depth.
  void reverseCycles() {
    enum class Progress : uint8_t { New, Open, Done };
    std::vector<Progress> marks(graph_.nodes.size(), Progress::New);
    struct Visit {
      size_t node, next;
    };
    for (size_t root = 0; root < graph_.nodes.size(); ++root) {
      if (marks[root] != Progress::New)
        continue;
      std::vector<Visit> visits{{root, 0}};
      marks[root] = Progress::Open;
      while (!visits.empty()) {
        Visit &visit = visits.back();
        if (visit.next == outgoing_[visit.node].size()) {
          marks[visit.node] = Progress::Done;
          visits.pop_back();
          continue;
        }
        size_t index = outgoing_[visit.node][visit.next++];
        size_t target = edge(index).to;
        if (marks[target] == Progress::Open) {
          chains_[index].reversed = !isLoop(index);
        } else if (marks[target] == Progress::New) {
          marks[target] = Progress::Open;
          visits.push_back({target, 0});
        }
      }
    }
  }

  /// The longest way from a source decides.
  void assignLayers() {
    layer_.assign(graph_.nodes.size(), 0);
    std::vector<std::vector<size_t>> below(graph_.nodes.size());
    std::vector<size_t> waiting(graph_.nodes.size(), 0);
    for (size_t index = 0; index < graph_.edges.size(); ++index) {
      if (isLoop(index))
        continue;
      below[upper(index)].push_back(index);
      ++waiting[lower(index)];
    }
    std::vector<size_t> ready;
    for (size_t node = 0; node < graph_.nodes.size(); ++node)
      if (waiting[node] == 0)
        ready.push_back(node);
    for (size_t next = 0; next < ready.size(); ++next) {
      for (size_t index : below[ready[next]]) {
        size_t target = lower(index);
        layer_[target] = std::max(layer_[target], layer_[ready[next]] + length(index));
        if (--waiting[target] == 0)
          ready.push_back(target);
      }
    }
  }

  /// Bends cost time and memory: past a bound the long edges become stubs.
  void abridge() {
    constexpr size_t freeBends = 2000, bendsForNode = 12, longEdge = 16;
    size_t bends = 0;
    for (size_t index = 0; index < graph_.edges.size(); ++index)
      bends += layer_[lower(index)] - layer_[upper(index)];
    if (bends <= freeBends + bendsForNode * graph_.nodes.size())
      return;
    for (size_t index = 0; index < graph_.edges.size(); ++index)
      chains_[index].abridged = layer_[lower(index)] - layer_[upper(index)] > longEdge;
  }

  size_t addBend(Size size, size_t layer) {
    Vertex bend;
    bend.size = size;
    bend.bend = true;
    bend.layer = layer;
    result_.vertices.push_back(std::move(bend));
    return result_.vertices.size() - 1;
  }

  void connect(Chain &chain) {
    for (size_t i = 1; i < chain.vertices.size(); ++i) {
      result_.vertices[chain.vertices[i - 1]].down.push_back(chain.vertices[i]);
      result_.vertices[chain.vertices[i]].up.push_back(chain.vertices[i - 1]);
    }
  }

  void addChain(size_t index) {
    Chain &chain = chains_[index];
    if (chain.abridged) {
      size_t from = edge(index).from;
      chain.reversed = false;
      chain.label = addBend(edge(index).stub, layer_[from] + 1);
      chain.vertices = {from, chain.label};
    } else if (!isLoop(index)) {
      size_t top = layer_[upper(index)], bottom = layer_[lower(index)];
      size_t middle = hasLabel(index) ? (top + bottom) / 2 : 0;
      chain.vertices.push_back(upper(index));
      for (size_t layer = top + 1; layer < bottom; ++layer) {
        bool labelled = hasLabel(index) && layer == middle;
        chain.vertices.push_back(addBend(labelled ? edge(index).label : Size{}, layer));
        if (labelled)
          chain.label = chain.vertices.back();
      }
      chain.vertices.push_back(lower(index));
    }
    connect(chain);
  }

  /// In each layer first come those that a walk from the top meets first: a good order to begin
  /// with.
  void collectLayers() {
    size_t count = 0;
    for (const Vertex &vertex : result_.vertices)
      count = std::max(count, vertex.layer + 1);
    result_.layers.resize(count);
    std::vector<bool> seen(result_.vertices.size());
    for (size_t root = 0; root < result_.vertices.size(); ++root) {
      std::vector<size_t> stack{root};
      while (!stack.empty()) {
        size_t vertex = stack.back();
        stack.pop_back();
        if (seen[vertex])
          continue;
        seen[vertex] = true;
        std::vector<size_t> &layer = result_.layers[result_.vertices[vertex].layer];
        result_.vertices[vertex].position = layer.size();
        layer.push_back(vertex);
        const std::vector<size_t> &down = result_.vertices[vertex].down;
        stack.insert(stack.end(), down.rbegin(), down.rend());
      }
    }
    result_.chains = std::move(chains_);
  }

  const LayeredGraph &graph_;
  std::vector<std::vector<size_t>> outgoing_; ///< edges of each node
  std::vector<Chain> chains_;
  std::vector<size_t> layer_; ///< of each node
  Layers result_;
};

} // namespace

Layers makeLayers(const LayeredGraph &graph) { return LayerBuilder(graph).build(); }

} // namespace aslc::report
