// In the panel: shows the picture, and tells the editor which state was clicked.
"use strict";
(() => {
  const host = acquireVsCodeApi();
  const graph = document.getElementById("graph");
  const note = document.getElementById("note");

  /// The element of the state around what was clicked.
  const stateOf = (target) => target?.closest?.("[data-state]");

  /// The names of the states around it and its own.
  const pathOf = (state) => {
    const names = [];
    for (let each = state; each; each = stateOf(each.parentElement)) names.unshift(each.getAttribute("data-state"));
    return names;
  };

  graph.addEventListener("click", (event) => {
    const state = stateOf(event.target);
    if (state) host.postMessage({ type: "open", path: pathOf(state) });
  });
  graph.addEventListener("keydown", (event) => {
    const state = event.key === "Enter" && stateOf(event.target);
    if (state) host.postMessage({ type: "open", path: pathOf(state) });
  });

  window.addEventListener("message", ({ data }) => {
    if (data.type !== "graph") return;
    note.textContent = data.svg ? "" : "The definition cannot be read yet.";
    if (!data.svg) return;
    const picture = new DOMParser().parseFromString(data.svg, "image/svg+xml").documentElement;
    graph.replaceChildren(document.importNode(picture, true));
    const taken = new Set(data.taken);
    for (const state of graph.querySelectorAll("[data-state]")) {
      state.setAttribute("tabindex", "0");
      state.classList.toggle("taken", taken.has(state.getAttribute("data-state")));
    }
  });

  host.postMessage({ type: "ready" });
})();
