// Sessions of an editor with `aslc dap`. Usage: node dap_client.js FOLDER_OF_PACKAGE ASLC INPUTS
const assert = require("node:assert/strict");
const path = require("node:path");
const [folder, aslc, inputs] = process.argv.slice(2);
const { DebugClient } = require(path.join(folder, "node_modules/@vscode/debugadapter-testsupport"));

const program = path.join(inputs, "order.asl.json");
const launch = {
  program, input: { lines: [{ price: 1 }, { price: 2 }] }, tasks: path.join(inputs, "tasks.yaml"), clock: "virtual",
};

class Client extends DebugClient {
  // The class starts programs of node; ours is none.
  static async begin() {
    const client = new Client("node", path.join(inputs, "aslc_dap.js"), "asl", { env: { ...process.env, ASLC: aslc } });
    client.defaultTimeout = 30000;
    await client.start();
    const started = await client.initializeRequest({ adapterID: "asl", pathFormat: "path" });
    assert.equal(started.body.supportsConfigurationDoneRequest, true);
    return client;
  }
  async values(reference) {
    const { variables } = (await this.variablesRequest({ variablesReference: reference })).body;
    return Object.fromEntries(variables.map((each) => [each.name, each]));
  }
  async scopes() {
    const { stackFrames } = (await this.stackTraceRequest({ threadId: 1 })).body;
    const { scopes } = (await this.scopesRequest({ frameId: stackFrames[0].id })).body;
    return { stackFrames, ...Object.fromEntries(scopes.map((each) => [each.name, each.variablesReference])) };
  }
  async stop(reason, act) {
    const [event] = await Promise.all([this.waitForEvent("stopped"), act()]);
    assert.equal(event.body.reason, reason);
    return event;
  }
}

const tests = {
  async "breakpoints, stack, data and changes"() {
    const client = await Client.begin();
    await Promise.all([client.waitForEvent("initialized"), client.launchRequest(launch)]);
    const set = await client.setBreakpointsRequest({ source: { path: program }, breakpoints: [{ line: 18 }, { line: 1 }] });
    assert.deepEqual(set.body.breakpoints.map((each) => [each.verified, each.line]), [[true, 17], [false, undefined]]);
    await client.stop("breakpoint", () => client.configurationDoneRequest());
    const { stackFrames, Input, Variables } = await client.scopes();
    assert.deepEqual(stackFrames.map((each) => [each.name, each.line]), [["Pack (Pass)", 17], ["Each line (Map)", 10]]);
    const input = await client.values(Input);
    assert.equal(input.price.value, "1");
    assert.equal((await client.values(Variables)).total.value, "3");
    const changed = await client.setVariableRequest({ variablesReference: Input, name: "price", value: "50" });
    assert.equal(changed.body.value, "50");
    await client.setVariableRequest({ variablesReference: Variables, name: "total", value: "8" });
    assert.equal((await client.evaluateRequest({ expression: "$total" })).body.result, "8");
    await assert.rejects(client.evaluateRequest({ expression: "$nothing" }), /no variable/);
    await client.stop("step", () => client.stepInRequest({ threadId: 1 }));
    const { Output } = await client.scopes();
    assert.equal((await client.values(Output)).output.value, "100");
    await client.setBreakpointsRequest({ source: { path: program }, breakpoints: [] });
    await client.stop("step", () => client.stepOutRequest({ threadId: 1 }));
    await client.stop("step", () => client.nextRequest({ threadId: 1 }));
    assert.equal((await client.scopes()).stackFrames[0].name, "Pay (Task)");
    const [output, exited] = await Promise.all([
      client.assertOutput("stdout", '{"refused":8}'), client.waitForEvent("exited"), client.waitForEvent("terminated"),
      client.continueRequest({ threadId: 1 }),
    ]);
    assert.equal(exited.body.exitCode, 0, output);
    await client.disconnectRequest({});
  },
  async "the definition that a template names"() {
    const client = await Client.begin();
    const template = { ...launch, program: path.join(inputs, "template.yaml"), workflowType: "express" };
    await Promise.all([client.waitForEvent("initialized"), client.launchRequest(template)]);
    const set = await client.setBreakpointsRequest({ source: { path: program }, breakpoints: [{ line: 18 }] });
    assert.deepEqual(set.body.breakpoints.map((each) => [each.verified, each.line]), [[true, 17]]);
    await client.stop("breakpoint", () => client.configurationDoneRequest());
    const { stackFrames } = await client.scopes();
    assert.deepEqual([stackFrames[0].source.path, stackFrames[0].line], [program, 17]);
    await client.disconnectRequest({});
  },
  async "a part with mocks, and a recording of it"() {
    const mock = path.join(inputs, "mocks.yaml"), record = path.join(folder, "calls.json");
    const part = { program, from: "Pay", variables: { total: 4 }, input: [1], clock: "virtual" };
    for (const source of [{ mock, record }, { replay: record }]) {
      const client = await Client.begin();
      await Promise.all([client.waitForEvent("initialized"), client.launchRequest({ ...part, ...source })]);
      await client.setFunctionBreakpointsRequest({ breakpoints: [{ name: "Pay" }] });
      await client.stop("breakpoint", () => client.configurationDoneRequest());
      assert.equal((await client.values((await client.scopes()).Variables)).total.value, "4");
      await Promise.all([
        client.assertOutput("stdout", '{"refused":4}'), client.waitForEvent("terminated"),
        client.continueRequest({ threadId: 1 }),
      ]);
      await client.disconnectRequest({});
    }
    const client = await Client.begin();
    await assert.rejects(client.launchRequest({ ...part, from: "Pya" }), /did you mean `Pay`/);
    await client.disconnectRequest({});
  },
  async "stops on entry, at names and at errors"() {
    const client = await Client.begin();
    await Promise.all([client.waitForEvent("initialized"), client.launchRequest({ ...launch, stopOnEntry: true })]);
    const named = await client.setFunctionBreakpointsRequest({ breakpoints: [{ name: "Refused" }, { name: "Refusd" }] });
    assert.equal(named.body.breakpoints[0].verified, true);
    assert.match(named.body.breakpoints[1].message, /did you mean `Refused`/);
    await client.setExceptionBreakpointsRequest({ filters: ["errors"] });
    await client.stop("entry", () => client.configurationDoneRequest());
    const error = await client.stop("exception", () => client.continueRequest({ threadId: 1 }));
    assert.equal(error.body.text, "Declined");
    await client.stop("breakpoint", () => client.continueRequest({ threadId: 1 }));
    await Promise.all([client.waitForEvent("terminated"), client.terminateRequest({})]);
    await client.disconnectRequest({});
  },
  async "what is wrong with a launch is said"() {
    const client = await Client.begin();
    await assert.rejects(client.launchRequest({}), /`program` should be the path/);
    await assert.rejects(client.launchRequest({ program: "nothing.asl.json" }), /cannot be read/);
    await assert.rejects(client.launchRequest({ program, args: "x" }), /list of texts/);
    await assert.rejects(client.launchRequest({ program, workflowType: "fast" }), /standard or express/);
    await assert.rejects(client.configurationDoneRequest(), /nothing is launched/);
    await assert.rejects(client.continueRequest({ threadId: 1 }), /not stopped/);
    await assert.rejects(client.send("fly"), /not supported/);
    await client.disconnectRequest({});
  },
};

(async () => {
  for (const [name, test] of Object.entries(tests)) {
    await test();
    console.log(`ok: ${name}`);
  }
  process.exit(0);
})().catch((error) => {
  console.log(error.stack);
  process.exit(1);
});
