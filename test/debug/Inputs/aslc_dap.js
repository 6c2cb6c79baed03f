// Starts the adapter in the place of a program of node.
const { spawn } = require("node:child_process");
const child = spawn(process.env.ASLC, ["dap"], { stdio: "inherit" });
child.on("exit", (status) => process.exit(status ?? 1));
