// Starts `aslc lsp`, and shows the graph of a definition beside its text.
"use strict";
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");
const { GraphViews } = require("./graph_views");
const { run, test } = require("./run");

const languages = ["asl", "asl-jsonc", "asl-yaml"];
// Those without a state machine have no findings.
const templates = [
  "**/template.{yaml,yml,json}",
  "**/*.template.{yaml,yml,json}", // also what the CDK writes to `cdk.out`
  "**/serverless.{yaml,yml,json}",
];
let client;

async function start(context) {
  const configuration = vscode.workspace.getConfiguration("aslc");
  const command = configuration.get("path");
  const options = {
    documentSelector: [
      ...languages.map((language) => ({ language })),
      ...templates.map((pattern) => ({ scheme: "file", pattern })),
    ],
    outputChannelName: "aslc",
  };
  client = new LanguageClient("aslc", "aslc", { command, args: ["lsp", ...configuration.get("arguments")] }, options);
  try {
    await client.start();
  } catch (error) {
    vscode.window.showErrorMessage(`aslc cannot be started as \`${command}\`: ${error.message}. Set \`aslc.path\`.`);
  }
}

/// The document that a command is about: that of its lens, or the one in front.
async function documentOf(uri) {
  if (uri) return vscode.workspace.openTextDocument(vscode.Uri.parse(uri.toString()));
  return vscode.window.activeTextEditor?.document;
}

async function activate(context) {
  const views = new GraphViews(context.extensionUri, (uri, machine, transitions) =>
    client.sendRequest("aslc/graph", { textDocument: { uri }, machine, transitions }),
  );
  const add = (name, action) => context.subscriptions.push(vscode.commands.registerCommand(name, action));
  // A lens says which document it is about, and in a template which machine; a menu says where the mouse was.
  const named = (machine) => (typeof machine === "string" ? machine : undefined);
  add("aslc.showGraph", async (uri, machine) => views.show(await documentOf(uri), named(machine)));
  add("aslc.check", async () => vscode.commands.executeCommand("workbench.actions.view.problems"));
  add("aslc.run", async (uri, machine) => {
    const document = await documentOf(uri);
    if (!document) return;
    await document.save(); // which may format it
    const { version } = document;
    const path = await run(document, named(machine));
    if (document.version === version) await views.showRun(document.uri, named(machine), path);
  });
  add("aslc.test", async (uri) => {
    const document = await documentOf(uri);
    if (document) await test(document);
  });
  add("aslc.restart", async () => {
    await client?.stop();
    await start(context);
  });
  add("aslc.showReferences", async (uri, position) => {
    const place = new vscode.Position(position.line, position.character);
    const target = vscode.Uri.parse(uri);
    const found = await vscode.commands.executeCommand("vscode.executeReferenceProvider", target, place);
    await vscode.commands.executeCommand("editor.action.showReferences", target, place, found);
  });
  const adapter = () => new vscode.DebugAdapterExecutable(vscode.workspace.getConfiguration("aslc").get("path"), ["dap"]);
  context.subscriptions.push(
    vscode.debug.registerDebugAdapterDescriptorFactory("asl", { createDebugAdapterDescriptor: adapter }),
    vscode.workspace.onDidChangeTextDocument((event) => views.changed(event.document)),
    vscode.languages.onDidChangeDiagnostics((event) => event.uris.forEach((uri) => views.refresh(uri))),
    { dispose: () => views.dispose() },
  );
  await start(context);
}

function deactivate() {
  return client?.stop();
}

module.exports = { activate, deactivate };
