// Graphviz and Mermaid: other programs lay the graph out.
#include "compiler/report/graph/render.h"
#include "compiler/report/graph/words.h"

namespace aslc::report {

namespace {

constexpr size_t textLimit = 60;

std::string caption(const Node &node) {
  if (node.kind == GraphNodeKind::Start)
    return "Start";
  if (node.kind == GraphNodeKind::End)
    return "End";
  std::string detail = shortened(node.detail, textLimit);
  std::string name = shortened(node.name, textLimit);
  return detail.empty() ? name : name + "\n" + detail;
}

std::string quotedDot(std::string_view text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      result += '\\';
    result += c == '\n' ? "\\n" : std::string(1, c);
  }
  return result + "\"";
}

/// Mermaid reads entities by number in quoted texts, and nothing else is special to it there.
std::string quotedMermaid(std::string_view text) {
  constexpr std::string_view special = "\"#<>&`|[]{}()\\";
  std::string result = "\"";
  for (char c : text) {
    if (c == '\n')
      result += "<br/>";
    else if (special.find(c) != special.npos)
      result += "#" + std::to_string(static_cast<unsigned char>(c)) + ";";
    else
      result += c;
  }
  return result + "\"";
}

class DotWriter {
public:
  std::string write(const Flow &flow, const std::string &title) {
    out_ = "digraph " + quotedDot(title) +
           " {\n  compound=true;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n"
           "  edge [fontname=\"sans-serif\", fontsize=10];\n";
    writeFlow(flow, "n", 1);
    return out_ + "}\n";
  }

private:
  static std::string shapeOf(GraphNodeKind kind) {
    switch (kind) {
    case GraphNodeKind::Start:
    case GraphNodeKind::End:
      return ", shape=circle, style=solid";
    case GraphNodeKind::Choice:
      return ", shape=diamond, style=solid";
    default:
      return "";
    }
  }
  /// A node that edges can lead to: of a state with flows inside, the head of its cluster.
  void writeFlow(const Flow &flow, const std::string &prefix, unsigned depth) {
    std::string indent(2 * static_cast<size_t>(depth), ' ');
    for (size_t i = 0; i < flow.nodes.size(); ++i) {
      const Node &node = flow.nodes[i];
      std::string id = prefix + std::to_string(i);
      if (!node.flows.empty())
        out_ += indent + "subgraph cluster_" + id + " {\n" + indent + "  style=rounded;\n";
      out_ += indent + (node.flows.empty() ? "" : "  ") + id +
              " [label=" + quotedDot(caption(node)) + shapeOf(node.kind) + "];\n";
      for (size_t branch = 0; branch < node.flows.size(); ++branch)
        writeInner(node.flows[branch], id, branch, depth + 1);
      if (!node.flows.empty())
        out_ += indent + "}\n";
    }
    for (const Edge &edge : flow.edges) {
      out_ +=
          indent + prefix + std::to_string(edge.from) + " -> " + prefix + std::to_string(edge.to);
      std::string label =
          edge.label.empty() ? "" : "label=" + quotedDot(shortened(edge.label, textLimit));
      std::string dashed = edge.kind == EdgeKind::Catch ? "style=dashed, color=red" : "";
      if (!label.empty() || !dashed.empty())
        out_ += " [" + label + (label.empty() || dashed.empty() ? "" : ", ") + dashed + "]";
      out_ += ";\n";
    }
  }
  void writeInner(const Flow &flow, const std::string &id, size_t branch, unsigned depth) {
    std::string prefix = id + "_" + std::to_string(branch) + "_";
    std::string indent(2 * static_cast<size_t>(depth), ' ');
    out_ += indent + "subgraph cluster_" + prefix + " {\n" + indent + "  style=dashed;\n";
    writeFlow(flow, prefix, depth + 1);
    out_ += indent + "}\n";
  }

  std::string out_;
};

class MermaidWriter {
public:
  std::string write(const Flow &flow) {
    out_ = "flowchart TD\n";
    writeFlow(flow, "n", 1);
    return std::move(out_);
  }

private:
  static std::string shaped(const Node &node) {
    std::string text = quotedMermaid(caption(node));
    switch (node.kind) {
    case GraphNodeKind::Start:
    case GraphNodeKind::End:
      return "((" + text + "))";
    case GraphNodeKind::Choice:
      return "{" + text + "}";
    case GraphNodeKind::Succeed:
    case GraphNodeKind::Fail:
      return "([" + text + "])";
    default:
      return "[" + text + "]";
    }
  }
  void writeFlow(const Flow &flow, const std::string &prefix, unsigned depth) {
    std::string indent(2 * static_cast<size_t>(depth), ' ');
    for (size_t i = 0; i < flow.nodes.size(); ++i) {
      const Node &node = flow.nodes[i];
      std::string id = prefix + std::to_string(i);
      if (node.flows.empty()) {
        out_ += indent + id + shaped(node) + "\n";
        continue;
      }
      out_ += indent + "subgraph " + id + "[" + quotedMermaid(caption(node)) + "]\n";
      for (size_t branch = 0; branch < node.flows.size(); ++branch)
        writeInner(node.flows[branch], id, branch, depth + 1, node.flows.size() > 1);
      out_ += indent + "end\n";
    }
    for (const Edge &edge : flow.edges) {
      std::string label =
          edge.label.empty() ? "" : "|" + quotedMermaid(shortened(edge.label, textLimit)) + "|";
      out_ += indent + prefix + std::to_string(edge.from) +
              (edge.kind == EdgeKind::Catch ? " -.->" : " -->") + label + " " + prefix +
              std::to_string(edge.to) + "\n";
    }
  }
  void writeInner(const Flow &flow, const std::string &id, size_t branch, unsigned depth,
                  bool framed) {
    std::string prefix = id + "_" + std::to_string(branch) + "_";
    std::string indent(2 * static_cast<size_t>(depth), ' ');
    if (framed)
      out_ += indent + "subgraph " + prefix + "[\" \"]\n";
    writeFlow(flow, prefix, framed ? depth + 1 : depth);
    if (framed)
      out_ += indent + "end\n";
  }

  std::string out_;
};

} // namespace

std::string renderDot(const Flow &flow, const std::string &title) {
  return DotWriter().write(flow, title);
}

std::string renderMermaid(const Flow &flow) { return MermaidWriter().write(flow); }

} // namespace aslc::report
