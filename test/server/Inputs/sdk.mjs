// What people do with AWS's SDK for JavaScript. Usage: node sdk.mjs FOLDER_OF_PACKAGE ENDPOINT
import assert from "node:assert/strict";
import {createRequire} from "node:module";
import {setTimeout as sleep} from "node:timers/promises";
import {pathToFileURL} from "node:url";

const [folder, endpoint] = process.argv.slice(2);
const sdk = createRequire(pathToFileURL(`${folder}/`))("@aws-sdk/client-sfn");
const client = new sdk.SFNClient({
  endpoint, region: "us-east-1", credentials: {accessKeyId: "test", secretAccessKey: "test"}, maxAttempts: 1,
  disableHostPrefix: true,
});
const call = (name, input = {}) => client.send(new sdk[`${name}Command`](input));
const roleArn = "arn:aws:iam::123456789012:role/r";

let count = 0;
async function create(States, more = {}) {
  const definition = JSON.stringify({StartAt: Object.keys(States)[0], States});
  const made = await call("CreateStateMachine", {name: `js-${process.pid}-${++count}`, definition, roleArn, ...more});
  return made.stateMachineArn;
}
async function ended(executionArn) {
  for (let i = 0; i < 1000; ++i) {
    const described = await call("DescribeExecution", {executionArn});
    if (described.status !== "RUNNING") return described;
    await sleep(20);
  }
  assert.fail("the execution does not end");
}
async function start(stateMachineArn, input = {}) {
  return (await call("StartExecution", {stateMachineArn, input: JSON.stringify(input)})).executionArn;
}

const tests = {
  async "create, start, wait, history in pages"() {
    const machine = await create({A: {Type: "Pass", Next: "B"}, B: {Type: "Pass", Result: [1, "ü"], End: true}});
    const execution = await start(machine);
    const result = await ended(execution);
    assert.deepEqual([result.status, JSON.parse(result.output)], ["SUCCEEDED", [1, "ü"]]);
    assert(result.startDate instanceof Date && result.stopDate >= result.startDate);
    const types = [];
    for await (const page of sdk.paginateGetExecutionHistory({client, pageSize: 2}, {executionArn: execution}))
      types.push(...page.events.map((event) => event.type));
    assert.deepEqual(types, ["ExecutionStarted", "PassStateEntered", "PassStateExited", "PassStateEntered",
      "PassStateExited", "ExecutionSucceeded"]);
  },
  async "activities and their errors"() {
    const {activityArn} = await call("CreateActivity", {name: `js-${process.pid}`});
    const execution = await start(await create({A: {Type: "Task", Resource: activityArn, End: true}}), {x: 1});
    const task = await call("GetActivityTask", {activityArn});
    assert.deepEqual(JSON.parse(task.input), {x: 1});
    await call("SendTaskHeartbeat", {taskToken: task.taskToken});
    await call("SendTaskFailure", {taskToken: task.taskToken, error: "Out", cause: "none left"});
    const result = await ended(execution);
    assert.deepEqual([result.status, result.error, result.cause], ["FAILED", "Out", "none left"]);
    await assert.rejects(call("SendTaskSuccess", {taskToken: task.taskToken, output: "1"}), sdk.TaskTimedOut);

    await call("RedriveExecution", {executionArn: execution});
    const again = await call("GetActivityTask", {activityArn});
    await call("SendTaskSuccess", {taskToken: again.taskToken, output: "2"});
    const redriven = await ended(execution);
    assert.deepEqual([redriven.status, redriven.output, redriven.redriveCount], ["SUCCEEDED", "2", 1]);
  },
  async "callbacks"() {
    const execution = await start(await create({A: {Type: "Task", End: true,
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Parameters: {QueueUrl: "q", MessageBody: {"token.$": "$$.Task.Token"}}}}));
    let scheduled;
    for (let i = 0; i < 500 && !scheduled; ++i, await sleep(10)) {
      const {events} = await call("GetExecutionHistory", {executionArn: execution});
      if (events.some((event) => event.type === "TaskSubmitted"))
        scheduled = events.find((event) => event.type === "TaskScheduled");
    }
    const {MessageBody} = JSON.parse(scheduled.taskScheduledEventDetails.parameters);
    await call("SendTaskSuccess", {taskToken: MessageBody.token, output: '{"answer":42}'});
    assert.deepEqual(JSON.parse((await ended(execution)).output), {answer: 42});
  },
  async "express"() {
    const stateMachineArn = await create({A: {Type: "Pass", End: true}}, {type: "EXPRESS"});
    const result = await call("StartSyncExecution", {stateMachineArn, input: '{"a":1}'});
    assert.deepEqual([result.status, result.output], ["SUCCEEDED", '{"a":1}']);
  },
  async "TestState, with a mock too"() {
    const pass = await call("TestState", {definition: '{"Type":"Pass","Next":"B"}', roleArn, input: "{}"});
    assert.deepEqual([pass.status, pass.nextState], ["SUCCEEDED", "B"]);
    const task = {Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: {FunctionName: "f"}, End: true};
    const mocked = await call("TestState", {definition: JSON.stringify(task), input: "{}",
      mock: {result: JSON.stringify({StatusCode: 200, Payload: {a: 1}})}, inspectionLevel: "DEBUG"});
    assert.equal(mocked.status, "SUCCEEDED");
    assert.deepEqual(JSON.parse(mocked.output).Payload, {a: 1});
  },
  async "errors are of the model's classes"() {
    await assert.rejects(create({A: {Type: "Pass", Next: "Nowhere"}}), sdk.InvalidDefinition);
    await assert.rejects(call("DescribeStateMachine", {stateMachineArn: "nothing"}), sdk.InvalidArn);
    const machine = await create({A: {Type: "Pass", End: true}});
    await assert.rejects(call("StartExecution", {stateMachineArn: machine, input: "{"}), sdk.InvalidExecutionInput);
    await assert.rejects(call("ListExecutions", {}), (error) => error.name === "ValidationException");
  },
};

let failures = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    console.log(`ok: ${name}`);
  } catch (error) {
    ++failures;
    console.log(`failed: ${name}\n${error.stack}`);
  }
}
process.exit(failures === 0 ? 0 : 1);
