// Runs a definition with `aslc run`, and tells which states it has entered.
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

async function run(document, done) {
  await document.save();
  output ??= vscode.window.createOutputChannel("aslc run");
  output.show(true);
  const configuration = vscode.workspace.getConfiguration("aslc", document.uri);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "aslc-"));
  const history = path.join(folder, "history.json");
  const file = document.uri.fsPath;
  const options = ["run", file, ...configuration.get("runArguments"), "--history", history];
  output.appendLine(`$ ${configuration.get("path")} ${options.join(" ")}`);
  const child = spawn(configuration.get("path"), options, { cwd: path.dirname(file) });
  child.stdout.on("data", (data) => output.append(data.toString()));
  child.stderr.on("data", (data) => output.append(data.toString()));
  child.on("error", (error) => output.appendLine(error.message));
  child.on("close", (status) => {
    output.appendLine(`exit status ${status}`);
    try {
      done(enteredStates(JSON.parse(fs.readFileSync(history, "utf8"))));
    } catch {
      // There is no history: it did not start.
    }
    fs.rmSync(folder, { recursive: true, force: true });
  });
}

module.exports = { run, enteredStates };
