// A fake VS Code that runs the extension with the real server: the graph, a click in it, a run, the tests, the debugger.
// Usage: node extension_host.js FOLDER_OF_EXTENSION ASLC
"use strict";
const assert = require("assert");
const fs = require("fs");
const os = require("os");
const path = require("path");
const Module = require("module");
const { spawn } = require("child_process");
const { pathToFileURL, fileURLToPath } = require("url");
const [folder, aslc] = process.argv.slice(2);
const lsp = require(path.join(folder, "node_modules/vscode-languageserver-protocol/node"));

const seen = { commands: new Map(), panels: [], shown: [], output: "", factories: new Map() };
const disposable = { dispose: () => {} };

class Uri {
  constructor(text) {
    this.text = text;
  }
  get fsPath() {
    return fileURLToPath(this.text);
  }
  get path() {
    return new URL(this.text).pathname;
  }
  toString() {
    return this.text;
  }
  static parse(text) {
    return new Uri(text);
  }
  static joinPath(base, ...names) {
    return new Uri([base.text, ...names].join("/"));
  }
}

const documentOf = (uri) => ({
  uri,
  getText: () => fs.readFileSync(uri.fsPath, "utf8"),
  save: async () => true,
});

const settings = { path: aslc, arguments: [], runArguments: ["--clock", "virtual"] };
const vscode = {
  Uri,
  ViewColumn: { One: 1, Beside: -2 },
  Range: class {
    constructor(...numbers) {
      this.numbers = numbers;
    }
  },
  Position: class {},
  DebugAdapterExecutable: class {
    constructor(command, args) {
      Object.assign(this, { command, args });
    }
  },
  commands: {
    registerCommand: (name, action) => (seen.commands.set(name, action), disposable),
    executeCommand: async () => [],
  },
  debug: { registerDebugAdapterDescriptorFactory: (type, factory) => (seen.factories.set(type, factory), disposable) },
  languages: { onDidChangeDiagnostics: () => disposable },
  workspace: {
    getConfiguration: () => ({ get: (name) => settings[name] }),
    openTextDocument: async (uri) => documentOf(uri),
    onDidChangeTextDocument: (listener) => (seen.changed = listener, disposable),
  },
  window: {
    createOutputChannel: () => ({
      show: () => {},
      append: (text) => (seen.output += text),
      appendLine: (text) => (seen.output += text + "\n"),
    }),
    showErrorMessage: (message) => assert.fail(message),
    showTextDocument: async (document, options) => seen.shown.push({ document, options }),
    createWebviewPanel: (type, title) => {
      const panel = { title, posted: [], onDidDispose: (listener) => (panel.dispose = listener, disposable) };
      panel.webview = {
        cspSource: "https://host",
        asWebviewUri: (uri) => uri,
        onDidReceiveMessage: (listener) => (panel.send = listener, disposable),
        postMessage: (message) => panel.posted.push(message),
      };
      seen.panels.push(panel);
      return panel;
    },
  },
};

/// Starts the server as the real client of the extension does.
class LanguageClient {
  constructor(id, name, { command, args }, { documentSelector }) {
    Object.assign(this, { command, args, documentSelector });
  }
  async start() {
    this.server = spawn(this.command, this.args, { stdio: ["pipe", "pipe", "inherit"] });
    this.connection = lsp.createProtocolConnection(
      new lsp.StreamMessageReader(this.server.stdout),
      new lsp.StreamMessageWriter(this.server.stdin),
    );
    this.connection.listen();
    await this.connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities: {} });
    await this.connection.sendNotification("initialized", {});
    seen.client = this;
  }
  open(uri, languageId) {
    const text = documentOf(uri).getText();
    return this.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri: uri.toString(), languageId, version: 1, text },
    });
  }
  sendRequest(method, params) {
    return this.connection.sendRequest(method, params);
  }
  async stop() {
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
  }
}

const load = Module._load;
Module._load = (name, ...others) =>
  name === "vscode" ? vscode : name === "vscode-languageclient/node" ? { LanguageClient } : load(name, ...others);

const template = `Resources:
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: A
        States:
          A:
            Type: Choice
            Choices: [{Variable: $.x, IsPresent: true, Next: C}]
            Default: B/2
          B/2: {Type: Succeed}
          C: {Type: Succeed}
`;

async function main() {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "aslc-host-"));
  const uri = new Uri(pathToFileURL(path.join(work, "template.yaml")).toString());
  fs.writeFileSync(uri.fsPath, template);
  const extension = require(path.join(folder, "extension.js"));
  const context = { subscriptions: [], extensionUri: new Uri(pathToFileURL(folder).toString()) };
  await extension.activate(context);
  await seen.client.open(uri, "yaml");

  const lenses = await seen.client.sendRequest("textDocument/codeLens", { textDocument: { uri: uri.toString() } });
  const lens = (title) => lenses.map((each) => each.command).find((command) => command.title === title);
  const press = ({ command, arguments: given }) => seen.commands.get(command)(...given);
  await press(lens("Show graph"));
  let [panel] = seen.panels;
  assert.match(panel.webview.html, /media\/graph\.js/);
  await panel.send({ type: "ready" });
  while (!panel.posted.length) await new Promise(setImmediate);
  assert.match(panel.posted[0].svg, /data-state="B\/2"/);
  await panel.send({ type: "open", path: ["B/2"] });
  while (!seen.shown.length) await new Promise(setImmediate);
  assert.deepStrictEqual(seen.shown[0].options.selection.numbers, [11, 10, 11, 13]);

  await press(lens("Run"));
  assert.deepStrictEqual(panel.posted.at(-1).taken, ["A", "B/2"], seen.output);
  const takenEdges = (svg) => svg.match(/class="edge [a-z ]*taken"/g)?.length ?? 0;
  assert.deepStrictEqual(panel.posted.map((each) => takenEdges(each.svg)).slice(-2), [0, 3]);

  // A graph that is opened after the run shows it, until the text is changed.
  panel.dispose();
  await press(lens("Run"));
  await press(lens("Show graph"));
  panel = seen.panels[1];
  await panel.send({ type: "ready" });
  while (!panel.posted.length) await new Promise(setImmediate);
  assert.deepStrictEqual([panel.posted[0].taken, takenEdges(panel.posted[0].svg)], [["A", "B/2"], 3]);
  seen.changed({ document: documentOf(uri) });
  while (panel.posted.length < 2) await new Promise(setImmediate);
  assert.deepStrictEqual([panel.posted[1].taken, takenEdges(panel.posted[1].svg)], [undefined, 0]);

  await press(lens("Test"));
  assert.match(seen.output, /\$ .* test /);

  const adapter = seen.factories.get("asl").createDebugAdapterDescriptor();
  assert.deepStrictEqual([adapter.command, adapter.args], [aslc, ["dap"]]);
  await extension.deactivate();
  fs.rmSync(work, { recursive: true });
  console.log("the extension shows the graph and the run of a machine in a template");
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
