#include "compiler/report/graph/drawing.h"
#include "compiler/report/graph/render.h"
#include "compiler/report/xml.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace aslc::report {

namespace {

constexpr double margin = 16;

/// Colours are properties, so that a page around the picture can set them.
constexpr const char *style = R"(
.asl-graph { --ink: #1f2933; --soft: #66727f; --line: #7b8794; --fill: #ffffff; --inside: #f5f7fa;
  --task: #c05621; --choice: #2b6cb0; --wait: #6b46c1; --flow: #2c7a7b; --good: #2f855a; --bad: #c53030;
  font-family: system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; }
@media (prefers-color-scheme: dark) { .asl-graph { --ink: #e4e7eb; --soft: #9aa5b1; --line: #7b8794;
  --fill: #1f2933; --inside: #273440; --task: #f6ad55; --choice: #63b3ed; --wait: #b794f4; --flow: #4fd1c5;
  --good: #68d391; --bad: #fc8181; } }
.asl-graph .box { fill: var(--fill); stroke: var(--accent, var(--line)); stroke-width: 1.5; }
.asl-graph .nested > .box { fill: var(--inside); }
.asl-graph .name { font-size: 13px; font-weight: 600; fill: var(--ink); text-anchor: middle; }
.asl-graph .detail, .asl-graph .label { font-size: 11px; fill: var(--soft); text-anchor: middle; }
.asl-graph .edge { fill: none; stroke: var(--line); stroke-width: 1.4; }
.asl-graph .edge.catch { stroke: var(--bad); stroke-dasharray: 5 4; }
.asl-graph .edge.default { stroke-dasharray: 2 3; }
.asl-graph .arrow { fill: var(--line); }
.asl-graph .back { fill: var(--fill); fill-opacity: .85; }
.asl-graph .nested .back { fill: var(--inside); }
.asl-graph .frame { fill: none; stroke: var(--line); stroke-dasharray: 3 4; }
.asl-graph .task { --accent: var(--task); }
.asl-graph .choice { --accent: var(--choice); }
.asl-graph .wait { --accent: var(--wait); }
.asl-graph .parallel, .asl-graph .map { --accent: var(--flow); }
.asl-graph .succeed { --accent: var(--good); }
.asl-graph .fail { --accent: var(--bad); }
.asl-graph .mark circle { fill: var(--choice); }
.asl-graph .mark.error circle { fill: var(--bad); }
.asl-graph .mark.warning circle { fill: var(--task); }
.asl-graph .mark text { font-size: 11px; font-weight: 700; fill: var(--fill); text-anchor: middle; }
.asl-graph .marked > a > .box { stroke-width: 2.5; }
.asl-graph .has-error > a > .box { stroke: var(--bad); }
.asl-graph a { text-decoration: none; }
.asl-graph .pass, .asl-graph .start, .asl-graph .end { --accent: var(--line); }
)";

/// A length with at most one digit after the point.
std::string length(double value) {
  char text[32];
  double rounded = std::round(value * 10) / 10;
  std::snprintf(text, sizeof text, "%.1f", rounded == 0 ? 0 : rounded);
  std::string result = text;
  if (result.ends_with(".0"))
    result.resize(result.size() - 2);
  return result;
}

std::string attribute(std::string_view name, double value) {
  return " " + std::string(name) + "=\"" + length(value) + "\"";
}

std::string text(std::string_view kind, double x, double y, std::string_view words) {
  return "<text class=\"" + std::string(kind) + "\"" + attribute("x", x) + attribute("y", y) + ">" +
         escapeXml(words) + "</text>";
}

std::string pathOf(const Route &route) {
  const std::vector<Point> &points = route.points;
  std::string path = "M" + length(points[0].x) + " " + length(points[0].y);
  for (size_t i = 1; i < points.size(); ++i) {
    const Point &from = points[i - 1], &to = points[i];
    if (std::abs(from.x - to.x) < 0.05) {
      path += "V" + length(to.y);
      continue;
    }
    std::string middle = length((from.y + to.y) / 2);
    path += "C" + length(from.x) + " " + middle + " " + length(to.x) + " " + middle + " " +
            length(to.x) + " " + length(to.y);
  }
  return path;
}

/// An edge from a node to itself: out to the right and back.
std::string loopOf(const Route &route) {
  const std::vector<Point> &p = route.points;
  return "M" + length(p[0].x) + " " + length(p[0].y) + "C" + length(p[1].x) + " " +
         length(p[0].y - 6) + " " + length(p[1].x) + " " + length(p[2].y + 6) + " " +
         length(p[2].x) + " " + length(p[2].y);
}

class SvgWriter {
public:
  SvgWriter(const Marks &marks, const Taken &taken) : marks_(marks), taken_(taken) {}

  void writeFlow(const PlacedFlow &flow) {
    for (const PlacedEdge &edge : flow.edges)
      writeEdge(edge, isTaken(flow, *edge.edge));
    for (const PlacedNode &node : flow.nodes)
      writeNode(node);
    for (const PlacedEdge &edge : flow.edges)
      writeLabel(edge);
  }
  std::string take() { return std::move(out_); }

private:
  bool isTaken(const PlacedFlow &flow, const Edge &edge) const {
    return taken_ && taken_(*flow.nodes[edge.from].node, *flow.nodes[edge.to].node, edge.kind);
  }

  void writeEdge(const PlacedEdge &edge, bool taken) {
    const Edge &e = *edge.edge;
    std::string path =
        e.from == e.to && !edge.route.abridged ? loopOf(edge.route) : pathOf(edge.route);
    out_ += "<path class=\"edge " + std::string(nameOf(e.kind)) + (taken ? " taken" : "") +
            (e.style.empty() ? "" : " " + escapeXml(e.style)) +
            "\" marker-end=\"url(#asl-arrow)\" d=\"" + path + "\"/>\n";
  }

  void writeLabel(const PlacedEdge &edge) {
    if (edge.label.empty())
      return;
    Point at = edge.route.label;
    out_ += "<g class=\"caption\">";
    if (edge.label != edge.edge->label && !edge.route.abridged)
      out_ += "<title>" + escapeXml(edge.edge->label) + "</title>";
    if (!edge.route.abridged)
      out_ += "<rect class=\"back\"" + attribute("x", at.x - edge.labelSize.width / 2) +
              attribute("y", at.y - edge.labelSize.height / 2) +
              attribute("width", edge.labelSize.width) +
              attribute("height", edge.labelSize.height) + "/>";
    out_ +=
        text("label", at.x, at.y + 4, (edge.route.abridged ? "→ " : "") + edge.label) + "</g>\n";
  }

  void writeNode(const PlacedNode &node) {
    const Node &n = *node.node;
    std::string kind(nameOf(n.kind));
    bool nested = !node.flows.empty();
    auto found = marks_.find(n.path);
    const Mark *mark = n.name.empty() || found == marks_.end() ? nullptr : &found->second;
    out_ += "<g class=\"state " + kind + (nested ? " nested" : "") +
            (mark ? " marked has-" + mark->style : "") + "\"";
    if (mark && !mark->id.empty())
      out_ += " id=\"" + escapeXml(mark->id) + "\"";
    if (!n.name.empty())
      out_ += " data-state=\"" + escapeXml(n.name) + "\"";
    out_ += ">";
    double x = node.corner.x + node.size.width / 2;
    if (n.kind == GraphNodeKind::Start || n.kind == GraphNodeKind::End) {
      double y = node.corner.y + node.size.height / 2;
      out_ += "<circle class=\"box\"" + attribute("cx", x) + attribute("cy", y) +
              attribute("r", node.size.height / 2) + "/>" +
              text("detail", x, y + 4, n.kind == GraphNodeKind::Start ? "Start" : "End") + "</g>\n";
      return;
    }
    out_ += "<title>" +
            escapeXml(n.name + " (" + kind + ")" + (n.detail.empty() ? "" : "\n" + n.detail) +
                      (n.hover.empty() ? "" : "\n" + n.hover)) +
            "</title>";
    if (mark && !mark->link.empty())
      out_ += "<a href=\"" + escapeXml(mark->link) + "\">";
    out_ += "<rect class=\"box\"" + attribute("x", node.corner.x) + attribute("y", node.corner.y) +
            attribute("width", node.size.width) + attribute("height", node.size.height) +
            " rx=\"7\"/>";
    double y = node.corner.y;
    out_ += text("name", x, y + (node.detail.empty() ? 27 : 20), node.name);
    if (!node.detail.empty())
      out_ += text("detail", x, y + 35, node.detail);
    if (mark)
      writeMark(*mark, {node.corner.x + node.size.width, node.corner.y});
    if (mark && !mark->link.empty())
      out_ += "</a>";
    out_ += "\n";
    for (const PlacedFlow &flow : node.flows)
      writeInner(flow, node.flows.size() > 1);
    out_ += "</g>\n";
  }

  void writeMark(const Mark &mark, Point center) {
    out_ += "<g class=\"mark " + escapeXml(mark.style) + "\"><title>" + escapeXml(mark.title) +
            "</title><circle" + attribute("cx", center.x) + attribute("cy", center.y) +
            " r=\"10\"/>" + text("", center.x, center.y + 4, mark.text) + "</g>";
  }

  void writeInner(const PlacedFlow &flow, bool framed) {
    if (framed)
      out_ += "<rect class=\"frame\"" + attribute("x", flow.corner.x - 7) +
              attribute("y", flow.corner.y - 4) + attribute("width", flow.size.width + 14) +
              attribute("height", flow.size.height + 10) + " rx=\"5\"/>\n";
    writeFlow(flow);
  }

  const Marks &marks_;
  const Taken &taken_;
  std::string out_;
};

} // namespace

std::string renderSvg(const Flow &flow, const std::string &title, const Marks &marks,
                      const Taken &taken) {
  PlacedFlow placed = place(flow);
  SvgWriter writer(marks, taken);
  writer.writeFlow(placed);
  double width = placed.size.width + 2 * margin, height = placed.size.height + 2 * margin;
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"asl-graph\" role=\"img\"" +
         attribute("width", width) + attribute("height", height) + " viewBox=\"" + length(-margin) +
         " " + length(-margin) + " " + length(width) + " " + length(height) + "\">\n<title>" +
         escapeXml(title) + "</title>\n<style>" + style +
         "</style>\n<defs><marker id=\"asl-arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" "
         "markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path class=\"arrow\" "
         "d=\"M0 0L8 4L0 8z\"/></marker></defs>\n" +
         writer.take() + "</svg>\n";
}

} // namespace aslc::report
