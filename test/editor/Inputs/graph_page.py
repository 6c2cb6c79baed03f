"""A page that is the host of the extension's panel. Usage: graph_page.py SVG MEDIA OUTPUT"""
import json
import pathlib
import sys

svg, media, output = map(pathlib.Path, sys.argv[1:])
drawing = json.dumps(svg.read_text()).replace("</", "<\\/")
output.write_text(f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><style>{(media / "graph.css").read_text()}</style></head>
<body><output></output><p id="taken"></p><div id="graph"></div><p id="note"></p>
<script>
const messages = [];
const acquireVsCodeApi = () => ({{ postMessage: (message) => {{
  messages.push(message);
  document.querySelector("output").textContent = JSON.stringify(messages);
}} }});
</script>
<script>{(media / "graph.js").read_text()}</script>
<script>
addEventListener("message", () => setTimeout(() => {{
  document.querySelector('[data-state="Price/1"] rect').dispatchEvent(new MouseEvent("click", {{ bubbles: true }}));
  const taken = [...document.querySelectorAll(".taken")].map((each) => each.getAttribute("data-state"));
  document.getElementById("taken").textContent = "taken: " + taken.join(", ");
}}));
postMessage({{ type: "graph", svg: {drawing}, taken: ["Prices", "Done/2"] }}, "*");
</script></body></html>
""", encoding="utf-8")
