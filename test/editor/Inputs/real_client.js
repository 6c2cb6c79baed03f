// Talks to `aslc lsp` as editors do. Usage: node real_client.js FOLDER_OF_NODE_MODULES ASLC
"use strict";
const assert = require("assert");
const path = require("path");
const { spawn } = require("child_process");
const [folder, aslc] = process.argv.slice(2);
const lsp = require(path.join(folder, "node_modules/vscode-languageserver-protocol/node"));

const uri = "file:///real.asl.json";
const text = `{
  "StartAt": "A",
  "States": {
    "A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Bee"},
    "B": {"Type": "Succeed"}
  }
}
`;

async function main() {
  const server = spawn(aslc, ["lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((done) => server.on("exit", done));
  const connection = lsp.createProtocolConnection(
    new lsp.StreamMessageReader(server.stdout),
    new lsp.StreamMessageWriter(server.stdin),
  );
  const shown = [];
  const waiting = [];
  connection.onNotification(lsp.PublishDiagnosticsNotification.type, (params) => {
    shown.push(params);
    waiting.forEach((check) => check());
  });
  const diagnosticsOf = (version) =>
    new Promise((done) => {
      const check = () => {
        const found = shown.find((params) => params.version === version);
        if (found) done(found.diagnostics);
      };
      waiting.push(check);
      check();
    });
  connection.listen();
  const started = await connection.sendRequest(lsp.InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
  });
  assert.strictEqual(started.capabilities.positionEncoding, "utf-16");
  await connection.sendNotification(lsp.InitializedNotification.type, {});
  await connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: "asl", version: 1, text },
  });
  const found = await diagnosticsOf(1);
  assert.deepStrictEqual(found.map((each) => each.code).slice(0, 2), ["unknown-target", "unreachable-state"]);

  const target = { line: 3, character: text.split("\n")[3].indexOf("Bee") };
  await connection.sendNotification(lsp.DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: { start: target, end: { ...target, character: target.character + 3 } }, text: "B" }],
  });
  assert.ok((await diagnosticsOf(2)).every((each) => each.severity !== 1));

  const place = { textDocument: { uri }, position: target };
  const completion = await connection.sendRequest(lsp.CompletionRequest.type, place);
  assert.ok(completion.items.some((item) => item.label === "B"));
  const hover = await connection.sendRequest(lsp.HoverRequest.type, place);
  assert.match(hover.contents.value, /\*\*B\*\* \(Succeed\)/);
  const definition = await connection.sendRequest(lsp.DefinitionRequest.type, place);
  assert.strictEqual(definition[0].range.start.line, 4);
  const edit = await connection.sendRequest(lsp.RenameRequest.type, { ...place, newName: "End" });
  assert.strictEqual(edit.changes[uri].length, 2);
  await assert.rejects(connection.sendRequest(lsp.RenameRequest.type, { ...place, newName: "A" }), /already/);
  const source = new lsp.CancellationTokenSource();
  const cancelled = connection.sendRequest(lsp.DocumentSymbolRequest.type, { textDocument: { uri } }, source.token);
  source.cancel();
  await cancelled.catch((error) => assert.strictEqual(error.code, lsp.LSPErrorCodes.RequestCancelled));

  await connection.sendRequest(lsp.ShutdownRequest.type);
  await connection.sendNotification(lsp.ExitNotification.type);
  assert.strictEqual(await ended, 0);
  console.log("the client and the server understand each other");
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
