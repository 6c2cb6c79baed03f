// Runs the handler of a Lambda function: asks the Runtime API for invocations and answers them.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { types } from 'node:util';
import { pathToFileURL } from 'node:url';

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

/** A request to the Runtime API. */
function call(method, name, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const options = { host, port, method, agent, path: `/2018-06-01/runtime/${name}`, headers };
    if (body !== undefined)
      Object.assign(headers, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
    const request = http.request(options, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts).toString() }));
    });
    request.setNoDelay(true);
    request.on('error', reject);
    request.end(body);
  });
}

/** An error in Lambda's form. */
function errorOf(error) {
  if (types.isNativeError(error) || (error && error.name && error.message && error.stack))
    return { errorType: String(error.name), errorMessage: String(error.message), trace: String(error.stack).split('\n') };
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

function report(error) {
  console.error(`${error.trace.join('\n') || `${error.errorType}: ${error.errorMessage}`}`);
}

function problem(errorType, errorMessage, trace = []) {
  return { isProblem: true, errorType, errorMessage, trace };
}

/** The handler; throws a problem when it cannot be had. */
async function load(root, name) {
  const base = path.basename(name);
  const match = /^([^.]*)\.(.*)$/.exec(base);
  if (!match || name.includes('..'))
    throw problem('Runtime.MalformedHandlerName', `Bad handler`);
  const stem = path.resolve(root, path.dirname(name), match[1]);
  const file = ['', '.js', '.mjs', '.cjs'].map((suffix) => stem + suffix)
    .find((each) => fs.existsSync(each) && fs.statSync(each).isFile());
  const shown = path.join(path.dirname(name), match[1]);
  if (!file && fs.existsSync(`${stem}.ts`))
    throw problem('Runtime.ImportModuleError',
      `Error: Cannot find module '${shown}'. There is ${shown}.ts, which has to be compiled first, such as by \`sam build\``);
  if (!file)
    throw problem('Runtime.ImportModuleError', `Error: Cannot find module '${shown}'`);
  let module;
  try {
    module = await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw problem('Runtime.UserCodeSyntaxError', String(error), String(error.stack).split('\n'));
    if (error && (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND'))
      throw problem('Runtime.ImportModuleError', String(error), String(error.stack).split('\n'));
    throw Object.assign(errorOf(error), { isProblem: true });
  }
  const find = (from) => match[2].split('.').reduce((at, key) => at?.[key], from);
  const handler = find(module) ?? find(module.default);
  if (handler === undefined)
    throw problem('Runtime.HandlerNotFound', `${shown}.${match[2]} is undefined or not exported`);
  if (typeof handler !== 'function')
    throw problem('Runtime.HandlerNotFound', `${shown}.${match[2]} is not a function`);
  return handler;
}

/** What AWS documents at https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html. */
function contextOf(headers, answer) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const environment = process.env;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: undefined,
    identity: undefined,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => Math.max(deadline - Date.now(), 0),
    succeed: (result) => answer(null, result),
    fail: (error) => answer(error ?? new Error('fail was called without an error')),
    done: answer,
  };
}

/** Runs the handler, which answers by its promise, its callback or its context. */
function invoke(handler, event, headers) {
  return new Promise((resolve, reject) => {
    const answer = (error, result) => (error === null || error === undefined ? resolve(result) : reject(error));
    const given = handler(event, contextOf(headers, answer), answer);
    if (given && typeof given.then === 'function')
      given.then(resolve, reject);
    else if (given !== undefined && handler.length < 3)
      resolve(given);
    else // when nothing is left to be done, there will be no answer
      process.once('beforeExit', () => resolve(undefined));
  }).finally(() => process.removeAllListeners('beforeExit'));
}

let current; // the path of the invocation in progress

async function sendError(error, name) {
  const type = error.errorType.replace(/[^\x20-\x7e]/g, '?');
  const body = { errorType: error.errorType, errorMessage: error.errorMessage, trace: error.trace };
  await call('POST', name, JSON.stringify(body), { 'Lambda-Runtime-Function-Error-Type': type });
}

/** An error that nobody catches ends the invocation and the process. */
async function fatal(error) {
  try {
    report(error);
    if (current)
      await sendError(error, `${current}/error`);
  } finally {
    process.exit(129);
  }
}

async function next(handler) {
  const { status, headers, body } = await call('GET', 'invocation/next');
  if (status !== 200)
    process.exit(); // this is the end
  current = `invocation/${headers['lambda-runtime-aws-request-id']}`;
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'] ?? '';
  let result, error;
  try {
    const value = await invoke(handler, JSON.parse(body || 'null'), headers);
    try {
      result = JSON.stringify(value === undefined ? null : value) ?? 'null';
    } catch (why) {
      error = { errorType: 'Runtime.MarshalError', errorMessage: `Unable to marshal response: ${why.message}`, trace: [] };
    }
  } catch (why) {
    error = errorOf(why);
  }
  if (error) {
    report(error);
    await sendError(error, `${current}/error`);
  } else {
    await call('POST', `${current}/response`, result);
  }
  current = undefined;
}

process.on('uncaughtException', (error) => fatal(errorOf(error)));
process.on('unhandledRejection', (reason) => {
  const of = errorOf(reason);
  fatal({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: of.errorMessage, trace: of.trace });
});

let handler;
try {
  handler = await load(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
} catch (error) {
  const shown = error.isProblem ? error : errorOf(error);
  report(shown);
  await sendError(shown, 'init/error');
  process.exit(1);
}
for (;;)
  await next(handler);
