// The worker that runs the reference implementation: gets { expr, data, bindings } and answers with the outcome in the
// form of a case of the suite, or with { unusable: true } for an outcome that must not be compared.
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';

const jsonata = createRequire(import.meta.url)(process.env.JSONATA_MODULE || 'jsonata');
const unusable = { unusable: true };
// When several parts that are evaluated concurrently fail, the error is that of the first in the expression.
Promise.all = async promises => {
  const outcomes = await Promise.allSettled(promises);
  const failed = outcomes.find(each => each.status === 'rejected');
  if (failed) throw failed.reason;
  return outcomes.map(each => each.value);
};
// Of keys that look like numbers, values are evaluated first, and a key that stands twice is found before later keys are
// evaluated: where an object has such keys and more, it is not compared which of several errors is told.
function isOrderOpen(node) {
  if (!node || typeof node !== 'object') return false;
  const pairs = node.type === 'unary' && node.value === '{' ? node.lhs : node.group?.lhs ?? [];
  const keys = pairs.filter(([key]) => key.type === 'string').map(([key]) => key.value);
  const isOpen = pairs.length > 1 && (keys.some(key => /^\d+$/.test(key)) || new Set(keys).size < keys.length);
  return isOpen || Object.values(node).some(isOrderOpen);
}
// Messages that show the internals of a function are not compared, nor are those of errors on the right of `and` and
// `or`, which name these operators instead of the one that failed.
function failure({ code, message, token }, phase) {
  if (!code) return unusable;
  const isOwn = message?.includes('_jsonata_') || token === 'and' || token === 'or';
  return { error: isOwn ? { code } : { code, message }, phase };
}

// A library function keeps the name by which it was called last, even across expressions.
const library = await jsonata(`[${[...'abs append average base64decode base64encode boolean ceil contains count distinct each encodeUrl encodeUrlComponent decodeUrl decodeUrlComponent exists filter floor formatBase formatInteger formatNumber fromMillis join keys length lookup lowercase map match max merge min not number pad parseInteger power reduce replace reverse round shuffle sift single sort split spread sqrt string substring substringAfter substringBefore sum toMillis trim type uppercase zip'.split(' ')].map(name => '$' + name)}]`).evaluate({});
const forgetNames = () => library.forEach(each => { delete each.token; delete each.position; });

async function outcome({ expr, data, bindings }) {
  let compiled;
  try {
    compiled = jsonata(expr, { RegexEngine: RegExp });
  } catch (error) {
    return failure(error, 'compile');
  }
  forgetNames();
  try {
    const deadline = Date.now() + 200;
    let depth = 0;
    compiled.assign(Symbol.for('jsonata.__evaluate_entry'), () => {
      if (++depth > 60 || Date.now() > deadline) throw new Error('takes long');
    });
    compiled.assign(Symbol.for('jsonata.__evaluate_exit'), () => --depth);
    const json = JSON.stringify(await compiled.evaluate(data, bindings));
    if (json === undefined) return { undefined: true };
    const huge = json.length > 20000, opaque = json.includes('_jsonata_') || /\\ud[89a-f]/.test(json);
    return huge || opaque ? unusable : { result: JSON.parse(json) };
  } catch (error) {
    return error.code && isOrderOpen(compiled.ast()) ? { error: {}, phase: 'evaluate' } : failure(error, 'evaluate');
  }
}

// Outcomes are not compared when the reference has changed its input.
async function unlessChanged(made) {
  const given = ({ data, bindings }) => JSON.stringify([data, bindings]);
  const before = given(made), answer = await outcome(made);
  return given(made) === before ? answer : unusable;
}

parentPort.on('message', async made => parentPort.postMessage(await unlessChanged(made)));
