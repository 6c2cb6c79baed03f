// Runs a definition or its tests with `aslc`, and tells which path a run has taken.
"use strict";
const vscode = require("vscode");
const fs = require("fs");
const os = require("os");
const path = require("path");
const { spawn } = require("child_process");

let output;

/// The names of the states that a history has entered, and the transitions between them as pairs of names. The name of the
/// beginning and of the end is empty.
function pathOf(history) {
  const events = Array.isArray(history) ? history : history.events ?? [];
  const exits = new Map();
  const states = new Set();
  const transitions = new Map();
  const add = (event, to) => {
    const pair = [exits.get(event.previousEventId) ?? "", to];
    transitions.set(JSON.stringify(pair), pair);
  };
  for (const event of events) {
    const entered = event.stateEnteredEventDetails?.name;
    if (entered !== undefined) {
      states.add(entered);
      add(event, entered);
    }
    if (event.stateExitedEventDetails) exits.set(event.id, event.stateExitedEventDetails.name);
    if (event.type === "ExecutionSucceeded") add(event, "");
  }
  return { states: [...states], transitions: [...transitions.values()] };
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

/// `machine` names one of a template. Returns the path of the run, which is empty when it did not start.
async function run(document, machine) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "aslc-"));
  const history = path.join(folder, "history.json");
  const configured = vscode.workspace.getConfiguration("aslc", document.uri).get("runArguments");
  const chosen = machine ? ["--machine", machine] : [];
  try {
    await execute(document, ["run", document.uri.fsPath, ...chosen, ...configured, "--history", history]);
    return pathOf(fs.existsSync(history) ? JSON.parse(fs.readFileSync(history, "utf8")) : []);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/// The tests in the folder of the document.
async function test(document) {
  await execute(document, ["test", path.dirname(document.uri.fsPath)]);
}

module.exports = { run, test };
