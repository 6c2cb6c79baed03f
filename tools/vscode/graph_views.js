// The panels with graphs, one for each definition. A panel asks the server again when its document has changed.
"use strict";
const vscode = require("vscode");

const delay = 150; // milliseconds after a keystroke

class GraphViews {
  /// `ask(uri, machine, transitions)` gives the graph of a document, or of one machine of a template, with the
  /// transitions that were taken.
  constructor(extensionUri, ask) {
    this.extensionUri = extensionUri;
    this.ask = ask;
    this.views = new Map();
    this.runs = new Map(); // the last run of each definition since its text was changed, by the key of its view
  }

  static key(uri, machine) {
    return JSON.stringify([uri.toString(), machine ?? ""]);
  }

  viewsOf(uri) {
    return [...this.views.values()].filter((view) => view.uri.toString() === uri.toString());
  }

  show(document, machine) {
    if (!document) return;
    const key = GraphViews.key(document.uri, machine);
    if (this.views.has(key)) return this.views.get(key).panel.reveal();
    const panel = vscode.window.createWebviewPanel(
      "aslc.graph",
      `Graph: ${machine ?? document.uri.path.split("/").pop()}`,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(this.extensionUri, "media")] },
    );
    const view = { panel, uri: document.uri, machine, states: [], timer: undefined };
    this.views.set(key, view);
    panel.onDidDispose(() => {
      clearTimeout(view.timer);
      this.views.delete(key);
    });
    panel.webview.onDidReceiveMessage((message) => {
      if (message.type === "ready") this.draw(view);
      if (message.type === "open") this.open(view, message.path);
    });
    panel.webview.html = this.page(panel.webview);
  }

  page(webview) {
    const media = (name) => webview.asWebviewUri(vscode.Uri.joinPath(this.extensionUri, "media", name));
    const policy = `default-src 'none'; style-src ${webview.cspSource} 'unsafe-inline'; script-src ${webview.cspSource}`;
    return `<!DOCTYPE html>
<html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${media("graph.css")}"></head>
<body><div id="graph" role="img"></div><p id="note"></p><script src="${media("graph.js")}"></script></body></html>`;
  }

  changed(document) {
    for (const [key, { uri }] of this.runs) if (uri.toString() === document.uri.toString()) this.runs.delete(key);
    for (const view of this.viewsOf(document.uri)) {
      clearTimeout(view.timer);
      view.timer = setTimeout(() => this.draw(view), delay);
    }
  }

  refresh(uri) {
    return Promise.all(this.viewsOf(uri).map((view) => this.draw(view)));
  }

  async draw(view) {
    const run = this.runs.get(GraphViews.key(view.uri, view.machine));
    let graph;
    try {
      graph = await this.ask(view.uri.toString(), view.machine, run?.transitions);
    } catch {
      return; // the server has not seen the document yet, or has ended
    }
    if (graph) view.states = graph.states;
    view.panel.webview.postMessage({ type: "graph", svg: graph?.svg, taken: run?.states });
  }

  /// `run` is the path of a run, as run.js gives it. A graph that is opened later shows it too.
  async showRun(uri, machine, run) {
    const key = GraphViews.key(uri, machine);
    this.runs.set(key, { uri, ...run });
    const view = this.views.get(key);
    if (view) await this.draw(view);
  }

  /// `path` consists of the names of the states around a state and its own.
  async open(view, path) {
    const key = JSON.stringify(path);
    const state = view.states.find((each) => JSON.stringify(each.path) === key);
    if (!state) return;
    const { start, end } = state.range;
    const selection = new vscode.Range(start.line, start.character, end.line, end.character);
    const document = await vscode.workspace.openTextDocument(view.uri);
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, selection });
  }

  dispose() {
    for (const view of [...this.views.values()]) view.panel.dispose();
  }
}

module.exports = { GraphViews };
