// Runs a definition or its tests with `aslc`, and tells which states a run has entered.
"use strict";
const vscode = require("vscode");
const fs = require("fs");
const os = require("os");
const path = require("path");
const { spawn } = require("child_process");

let output;

/// The names of the states that a history has entered.
function enteredStates(history) {
  const events = Array.isArray(history) ? history : history.events ?? [];
  const names = events.map((event) => event.stateEnteredEventDetails?.name).filter((name) => name !== undefined);
  return [...new Set(names)];
}

/// Saves the document, and shows what `aslc` says in its folder. Resolves when it has ended.
async function execute(document, options) {
  await document.save();
  output ??= vscode.window.createOutputChannel("aslc");
  output.show(true);
  const program = vscode.workspace.getConfiguration("aslc", document.uri).get("path");
  output.appendLine(`$ ${program} ${options.join(" ")}`);
  const child = spawn(program, options, { cwd: path.dirname(document.uri.fsPath) });
  child.stdout.on("data", (data) => output.append(data.toString()));
  child.stderr.on("data", (data) => output.append(data.toString()));
  return new Promise((done) => {
    child.on("error", (error) => done(output.appendLine(error.message)));
    child.on("close", (status) => done(output.appendLine(`exit status ${status}`)));
  });
}

/// `machine` names one of a template. Returns the names of the states that were entered; none when it did not start.
async function run(document, machine) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "aslc-"));
  const history = path.join(folder, "history.json");
  const configured = vscode.workspace.getConfiguration("aslc", document.uri).get("runArguments");
  const chosen = machine ? ["--machine", machine] : [];
  try {
    await execute(document, ["run", document.uri.fsPath, ...chosen, ...configured, "--history", history]);
    return fs.existsSync(history) ? enteredStates(JSON.parse(fs.readFileSync(history, "utf8"))) : [];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/// The tests in the folder of the document.
async function test(document) {
  await execute(document, ["test", path.dirname(document.uri.fsPath)]);
}

module.exports = { run, test };
