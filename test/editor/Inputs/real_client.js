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

const yaml = `QueryLanguage: JSONata
StartAt: "\u{1F4E6} pack"
States:
  "\u{1F4E6} pack":
    Type: Task
    Resource: arn:aws:states:::lambda:invoke
    Arguments: {FunctionName: "{% $join(['f', $states.input.name]) %}"}
    Next: Done
  Done: {Type: Succeed}
`;

/// Asks every other question of the protocol about a second document.
async function askAll(connection) {
  const textDocument = { uri: "file:///second.asl.yaml" };
  await connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, {
    textDocument: { ...textDocument, languageId: "yaml", version: 1, text: yaml },
  });
  const lines = yaml.split("\n");
  const at = (line, text) => ({ line, character: lines[line].indexOf(text) });
  const everything = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
  const ask = (type, params) => connection.sendRequest(type, { textDocument, ...params });
  const pack = { position: at(1, "pack") };
  const uses = await ask(lsp.ReferencesRequest.type, { ...pack, context: { includeDeclaration: true } });
  // Of two units of UTF-16, where the name begins with a character outside of the basic plane.
  assert.deepStrictEqual(uses[1].range, { start: { line: 1, character: 9 }, end: { line: 1, character: 18 } });
  assert.strictEqual((await ask(lsp.DocumentHighlightRequest.type, pack)).length, 2);
  assert.strictEqual((await ask(lsp.PrepareRenameRequest.type, pack)).placeholder, "\u{1F4E6} pack");
  const symbols = await ask(lsp.DocumentSymbolRequest.type, {});
  assert.deepStrictEqual(symbols.map((symbol) => symbol.name), ["\u{1F4E6} pack", "Done"]);
  const found = await connection.sendRequest(lsp.WorkspaceSymbolRequest.type, { query: "don" });
  assert.deepStrictEqual(found.map((symbol) => symbol.location.uri), [textDocument.uri]);
  assert.ok((await ask(lsp.FoldingRangeRequest.type, {})).length >= 2);
  const [selection] = await ask(lsp.SelectionRangeRequest.type, { positions: [at(7, "Done")] });
  assert.ok(selection.parent.parent);
  assert.ok((await ask(lsp.SemanticTokensRequest.type, {})).data.length >= 15);
  const call = { line: 6, character: lines[6].indexOf("'f'") };
  const help = await ask(lsp.SignatureHelpRequest.type, { position: call });
  assert.match(help.signatures[0].label, /^\$join\(/);
  assert.strictEqual((await ask(lsp.DocumentLinkRequest.type, {})).length, 1);
  const lenses = (await ask(lsp.CodeLensRequest.type, {})).map((lens) => lens.command.title);
  assert.deepStrictEqual(lenses, ["Run", "Test", "Show graph"]);
  const [item] = await ask(lsp.CallHierarchyPrepareRequest.type, { position: at(8, "Done") });
  const callers = await connection.sendRequest(lsp.CallHierarchyIncomingCallsRequest.type, { item });
  assert.deepStrictEqual(callers.map((each) => each.from.name), ["\u{1F4E6} pack"]);
  const [first] = await ask(lsp.CallHierarchyPrepareRequest.type, pack);
  const called = await connection.sendRequest(lsp.CallHierarchyOutgoingCallsRequest.type, { item: first });
  assert.deepStrictEqual(called.map((each) => each.to.name), ["Done"]);
  const options = { tabSize: 2, insertSpaces: true };
  assert.deepStrictEqual(await ask(lsp.DocumentFormattingRequest.type, { options }), []);
  assert.ok(Array.isArray(await ask(lsp.InlayHintRequest.type, { range: everything })));
  assert.ok(Array.isArray(await ask(lsp.CodeActionRequest.type, { range: everything, context: { diagnostics: [] } })));
  await connection.sendNotification(lsp.DidCloseTextDocumentNotification.type, { textDocument });
}

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
  await askAll(connection);
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
