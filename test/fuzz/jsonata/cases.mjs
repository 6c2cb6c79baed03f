// Generates expressions and data, computes their results with the reference implementation, and prints a suite of
// `jsonata` cases for asl-conformance.
//
//   node cases.mjs SEED COUNT [SECONDS] > generated.json
//
// JSONATA_MODULE names the package's folder. The same seed gives the same cases. Expressions
// that make the reference fail without an error code, or take long, are omitted. Stops after SECONDS.
import { Worker } from 'node:worker_threads';
import { failing } from './errors.mjs';

let state = 0;
function random() { // mulberry32
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = n => Math.floor(random() * n);
const chance = p => random() < p;
const pick = list => list[below(list.length)];
const some = (least, most, make) => Array.from({ length: least + below(most - least + 1) }, make);

// ---- Data

const names = ['a', 'b', 'c', 'd', '1'];
function datum(depth) {
  const leaf = [() => below(5), () => pick([-1, 0.5, 12345, 12.75, 100]), () => pick(['', 'x', 'ab', 'b c', '3', 'äö', '😀z']),
    () => chance(0.5), () => null];
  if (depth <= 0 || chance(0.3)) return pick(leaf)();
  if (chance(0.5)) return some(0, 3, () => datum(depth - 1));
  return Object.fromEntries(some(0, 4, () => [pick(names), datum(depth - 1)]));
}
function rows() {
  return { a: some(0, 4, () => ({ b: below(4), c: pick(['x', 'y', 'z']), d: some(0, 3, () => ({ b: below(9), a: pick(['p', 'q']) })) })),
    b: { c: below(10), d: ['x', 'yy'] }, c: 'a-b-c' };
}

// ---- Expressions

let variables = ['v'];
function scoped(added, make) {
  const before = variables;
  variables = [...variables, ...added];
  const made = make();
  variables = before;
  return made;
}

const literalNumber = () => pick(['0', '1', '2', '3', '-1', '0.5', '10', '2.5', '1e3', '7']);
const literalString = () => pick(['""', '"a"', '"b c"', '"x"', '"ab"', '"3"', '"a-b-c"', '"äö"', '"\\u00e9"', '"😀"', "'q'"]);
const name = () => pick([...names.slice(0, 4), ...names.slice(0, 4), '`1`', 'zz']);
const variable = () => '$' + pick(variables);
const regex = () => pick(['/a/', '/[a-c]+/', '/(x)(y)?/', '/B/i', '/^a/m', '/\\s/', '/b|c/', '/(.)-(.)/', '/z+/']);

function step(depth) {
  const kinds = [() => name(), () => name(), () => name(), () => '*', () => '**', () => '$', () => `(${any(depth - 1)})`,
    () => `{${literalString()}: ${any(depth - 1)}}`, () => `[${any(depth - 1)}]`, () => '%', () => `$string(${chance(0.5) ? '$' : ''})`];
  return pick(depth > 0 ? kinds : kinds.slice(0, 6))();
}
function predicate(depth) {
  return pick([() => `[${literalNumber()}]`, () => `[${boolean(depth - 1)}]`, () => '[]', () => `[${any(depth - 1)}]`,
    () => `[[${literalNumber()}..${literalNumber()}]]`, () => `[${name()}=${literalNumber()}]`, () => '[-1]', () => `[[0,1]]`])();
}
function path(depth) {
  let out = pick([() => name(), () => name(), () => '$', () => '$$', () => variable(), () => `(${any(depth - 1)})`, () => `[${any(depth - 1)}]`, () => '*', () => '**'])();
  // Avoids paths that begin with an array constructor in parentheses: the reference has faults there.
  if (out.startsWith('([')) out = 'a';
  // Also avoids predicates that select a single item of an array constructor, and wildcards in it that find the
  // context item itself.
  if (out.startsWith('[') && out.includes('*')) return out;
  if (out.startsWith('[')) return out + '.' + step(depth);
  const added = [];
  const before = variables;
  for (let i = below(4); i > 0; --i) {
    if (chance(0.25)) out += predicate(depth);
    if (chance(0.06)) { const n = pick(['i', 'j']); out += '#$' + n; added.push(n); variables = [...variables, n]; }
    if (chance(0.06)) { const n = pick(['f', 'g']); out += '@$' + n; added.push(n); variables = [...variables, n]; }
    if (chance(0.08)) out += orderBy(depth);
    if (chance(0.1)) out += predicate(depth);
    out += '.' + step(depth);
  }
  if (chance(0.2)) out += predicate(depth);
  if (chance(0.07)) out += orderBy(depth);
  if (chance(0.07)) out += `{${text(depth - 1)}: ${any(depth - 1)}}`;
  variables = before;
  return out;
}
/// A path that binds names, also in parentheses, and uses them.
function joined(depth) {
  const before = variables;
  let out = pick([name, name, () => '$', () => '$$', variable])();
  for (let i = 1 + below(3); i > 0; --i) {
    out += '.' + (depth > 0 && chance(0.3) ? `(${joined(depth - 1)})` : pick([name, name, () => '*', () => '%'])());
    if (chance(0.15)) out += `[${bound()}]`;
    for (const [mark, n] of [['#$', 'i'], ['@$', 'f']])
      if (chance(0.2)) { out += mark + n; variables = [...variables, n]; }
    if (chance(0.3)) out += `[${bound()}]`;
    if (chance(0.1)) out += `^(${pick(['', '>'])}${bound()})`;
  }
  if (chance(0.3)) out = `(${out})[${bound()}].${pick([name, () => '%', () => `{"n": ${bound()}}`])()}`;
  else if (chance(0.5)) out += `.${pick([() => `(${bound()})`, () => `{"n": ${bound()}}`, () => `[${bound()}]`])()}`;
  // The reference loses bindings when it groups after sorting.
  else if (!out.includes('^') && chance(0.2)) out += `{$string(${bound()}): ${bound()}}`;
  variables = before;
  return out;
}
function bound() {
  return pick([name, variable, literalNumber, () => `%.${name()}`, () => `%.%.${name()}`, () => `%.${name()} = ${literalNumber()}`,
    () => `${variable()} = ${literalNumber()}`, () => `${variable()}.${name()}`, () => `$exists(%.${name()})`, () => `$string(%) & $string(${variable()})`])();
}
function orderBy(depth) {
  return `^(${some(1, 2, () => pick(['', '>', '<']) + (chance(0.7) ? name() : any(depth - 1))).join(', ')})`;
}

function number(depth) {
  if (depth <= 0) return chance(0.7) ? literalNumber() : variable();
  const n = () => number(depth - 1), s = () => text(depth - 1), l = () => list(depth - 1);
  return pick([literalNumber, literalNumber, () => path(depth - 1), () => `(${n()} ${pick(['+', '-', '*', '/', '%'])} ${n()})`, () => `-${n()}`,
    () => `$${pick(['sum', 'max', 'min', 'average', 'count'])}(${l()})`, () => `$length(${s()})`, () => `$${pick(['abs', 'floor', 'ceil', 'sqrt'])}(${n()})`,
    () => `$round(${n()}${chance(0.5) ? ', ' + pick(['0', '1', '-1', '2']) : ''})`, () => `$power(${n()}, ${pick(['2', '0', '-1', '0.5'])})`,
    () => `$number(${any(depth - 1)})`, () => `$parseInteger(${pick(['"12", "0"', '"1,200", "#,##0"', '"XII", "I"', '"twelve", "w"', '"xl", "i"', '"3rd", "0;o"', '"az", "a"'])})`,
    () => `$toMillis(${pick(['"2020-02-29T12:34:56.789Z"', '"2017-11-07"', '"13:45 1 Mar 2001"', s()])}${chance(0.4) ? ', ' + datePicture() : ''})`,
    () => `$reduce(${l()}, function($x, $y){${scoped(['x', 'y'], n)}}${chance(0.4) ? ', ' + n() : ''})`])();
}
const datePicture = () => pick(['"[Y0001]-[M01]-[D01]"', '"[H01]:[m01] [D1] [MNn,*-3] [Y]"', '"[FNn], [D1o] of [MNn] [Y]"', '"[h]:[m01][P] [Z]"', '"[W01] [d] [E]"', '"[Yi] [YI] [Dwo]"', '"[Y]-[M]-[D]"', '"[X0001]-W[W01]-[F1]"', '"[bad"']);
const numberPicture = () => pick(['"#,##0.00"', '"0.0#e0"', '"00%"', '"#0.###;(#0.0)"', '"#"', '"0,0"', '".00"', '"abc0def"', '"0.0.0"', '"0‰"']);
function text(depth) {
  if (depth <= 0) return chance(0.8) ? literalString() : variable();
  const n = () => number(depth - 1), s = () => text(depth - 1), l = () => list(depth - 1);
  return pick([literalString, literalString, () => path(depth - 1), () => `(${any(depth - 1)} & ${any(depth - 1)})`, () => `$string(${any(depth - 1)}${chance(0.2) ? ', true' : ''})`,
    () => `$${pick(['uppercase', 'lowercase', 'trim', 'base64encode', 'encodeUrl', 'encodeUrlComponent', 'decodeUrlComponent'])}(${s()})`,
    () => `$substring(${s()}, ${n()}${chance(0.5) ? ', ' + n() : ''})`, () => `$${pick(['substringBefore', 'substringAfter'])}(${s()}, ${s()})`,
    () => `$pad(${s()}, ${pick(['3', '-5', '0', '8', n()])}${chance(0.5) ? ', ' + pick(['"#"', '"xy"', '""', s()]) : ''})`,
    () => `$join(${l()}${chance(0.6) ? ', ' + s() : ''})`, () => `$replace(${s()}, ${pick([() => `${regex()}, function($m){${scoped(['m'], s)}}`, () => `${chance(0.5) ? regex() : s()}, ${pick([s, () => '"[$1$0$$]"'])()}`])()}${chance(0.2) ? ', ' + literalNumber() : ''})`,
    () => `$type(${any(depth - 1)})`, () => `$formatNumber(${n()}, ${numberPicture()})`, () => `$formatBase(${n()}${chance(0.6) ? ', ' + pick(['2', '16', '36', '1']) : ''})`,
    () => `$formatInteger(${literalNumber()}, "I")`, () => `$formatInteger(${n()}, ${pick(['"0"', '"#,##0"', '"w"', '"Ww"', '"W;o"', '"a"', '"1;o"', '"α"'])})`,
    () => `$fromMillis(${pick(['0', '1510067557121', '-1', '951782400000', n()])}${chance(0.7) ? ', ' + datePicture() + (chance(0.4) ? ', ' + pick(['"-0500"', '"+0130"']) : '') : ''})`])();
}
function boolean(depth) {
  if (depth <= 0) return pick(['true', 'false', variable()]);
  const a = () => any(depth - 1), b = () => boolean(depth - 1);
  return pick([() => `${a()} ${pick(['=', '!='])} ${a()}`, () => `(${number(depth - 1)} ${pick(['<', '>', '<=', '>='])} ${number(depth - 1)})`,
    () => `(${text(depth - 1)} < ${text(depth - 1)})`, () => `(${b()} ${pick(['and', 'or'])} ${b()})`, () => `$not(${a()})`, () => `$exists(${a()})`,
    () => `$boolean(${a()})`, () => `(${pick([literalNumber, literalString, () => `$string(${a()})`, () => `($string(${a()}) = "1")`])()} in ${list(depth - 1)})`, () => `$contains(${text(depth - 1)}, ${chance(0.5) ? regex() : text(depth - 1)})`])();
}
function list(depth) {
  if (depth <= 0) return pick(['[]', '[1,2,3]', '["a","b"]', '[1..3]', variable(), name()]);
  const a = () => any(depth - 1), l = () => list(depth - 1), n = () => number(depth - 1);
  return pick([() => `[${some(0, 3, a).join(', ')}]`, () => path(depth - 1), () => `[${n()}..${literalNumber()}]`, () => `$append(${a()}, ${a()})`, () => `$reverse(${l()})`,
    () => `$sort(${l()}${chance(0.5) ? ', function($x, $y){' + scoped(['x', 'y'], () => boolean(depth - 1)) + '}' : ''})`, () => `$distinct(${a()})`, () => `$zip(${some(1, 3, l).join(', ')})`,
    () => `$map(${l()}, ${lambda(depth, pick([1, 1, 2, 3]))})`, () => `$filter(${l()}, ${lambda(depth, pick([1, 1, 2, 3]))})`, () => `$keys(${a()})`, () => `$each(${object(depth - 1)}, ${lambda(depth, pick([1, 2]))})`,
    () => `$split(${text(depth - 1)}, ${chance(0.4) ? regex() : text(depth - 1)}${chance(0.3) ? ', ' + literalNumber() : ''})`, () => `$match(${text(depth - 1)}, ${regex()}${chance(0.3) ? ', ' + literalNumber() : ''})`,
    () => `$spread(${a()})`, () => `$single(${l()}, ${lambda(depth, 1)})`, () => `${l()}[]`, () => `(${path(depth - 1)})[]`])();
}
function object(depth) {
  if (depth <= 0) return pick(['{}', '{"a": 1}', '{"b": {"a": 2}}', '$', '$$', variable()]);
  const a = () => any(depth - 1);
  return pick([() => `{${some(0, 3, () => (chance(0.8) ? pick(['"a"', '"b"', '"c"', '"1"']) : text(depth - 1)) + ': ' + a()).join(', ')}}`, () => path(depth - 1), () => `$merge(${list(depth - 1)})`,
    () => `$sift(${object(depth - 1)}, ${lambda(depth, pick([1, 2]))})`, () => `(${object(depth - 1)} ~> |${pick(['$', 'a', '**', 'b.c', path(depth - 2)])}|{${pick(['"n"', '"a"'])}: ${a()}}${chance(0.4) ? ', ' + pick(['"a"', '["a","b"]', a()]) : ''}|)`,
    () => `$lookup(${a()}, ${text(depth - 1)})`])();
}
function lambda(depth, count = below(3)) {
  const kinds = [() => {
    const parameters = ['x', 'y', 'z'].slice(0, count);
    const signature = chance(0.1) && count ? `<${parameters.map(() => pick(['n', 's', 'x', 'a', 'n?', 's-', '(ns)', 'a<n>', 'j', 'o', 'b'])).join('')}:x>` : '';
    return `${pick(['function', 'λ'])}(${parameters.map(p => '$' + p).join(', ')})${signature}{${scoped(parameters, () => any(depth - 1))}}`;
  }];
  if (chance(0.2)) kinds.push(() => pick(['$string', '$uppercase', '$abs', '$boolean', '$not', '$length', '$count', '$type', '$keys', '$sum', '$exists']));
  // The reference does not check types when a library function is partially applied.
  if (chance(0.1)) kinds.push(() => pick(['$append(?, 1)', 'function($p,$q){$p}(?, 2)', ...['$substring(?, 1)', '$split(?, "-")', '$contains("ab", ?)'].map(partial => `function($p){${partial}($string($p))}`)]));
  if (chance(0.1)) kinds.push(() => pick(['($string ~> $length)', '($abs ~> $string)', `(${regex()})`, '($uppercase ~> $lowercase ~> $length)']));
  return pick(kinds)();
}
/// The reference loses regular expressions on the left of `?:` and `??`.
const elvis = left => (left.includes('/') ? 'a' : left);
function any(depth) {
  if (depth <= 0) return pick([literalNumber, literalString, name, variable, () => 'true', () => 'null', () => '$', () => '[]', () => '{}'])();
  const a = () => any(depth - 1);
  return pick([() => number(depth), () => text(depth), () => boolean(depth), () => list(depth), () => list(depth), () => object(depth), () => path(depth), () => path(depth), () => path(depth), () => joined(depth),
    () => `(${a()} ? ${a()}${chance(0.8) ? ' : ' + a() : ''})`, () => `(${elvis(a())} ?: ${a()})`, () => `(${elvis(a())} ?? ${a()})`,
    () => { const v = pick(['v', 'w', 'u']); return `($${v} := ${a()}; ${scoped([v], a)})`; },
    () => { const v = pick(['h', 'k']); return `($${v} := ${lambda(depth)}; ${scoped([v], () => chance(0.6) ? `$${v}(${some(0, 3, a).join(', ')})` : any(depth - 1))})`; },
    () => `${lambda(depth)}(${some(0, 3, a).join(', ')})${chance(0.1) ? '[]' : ''}`,
    () => `(${a()} ~> ${lambda(depth, 1)})`, () => `(${a()} ~> $${pick(['string', 'count', 'sum', 'keys', 'reverse', 'not'])}())`,
    () => '($r := function($n){$n <= 0 ? 0 : $n + $r($n - 1)}; $r(' + pick(['3', '5', '0']) + '))', () => '($t := function($n, $s){$n <= 0 ? $s : $t($n - 1, $s & "-")}; $t(4, ' + text(depth - 1) + '))',
    lambda.bind(null, depth)])();
}
/// Makes an expression invalid, or changes its meaning.
function spoil(expression) {
  const at = below(expression.length), what = pick(['', '(', ']', '.', ' ', '"', '[', '?', '$', '/', '%', '~>', ':=', '1', '{']);
  return expression.slice(0, at) + what + expression.slice(at + (chance(0.5) ? 1 : 0));
}

// ---- Results of the reference

// In a worker, so that endless evaluations, and those that take all memory, can be stopped.
let worker = null, answered = () => {};
function giveUp() {
  worker?.terminate();
  worker = null;
  answered(null);
}
function ask(made) {
  if (!worker) {
    const hired = worker = new Worker(new URL('reference.mjs', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 512 } });
    hired.on('message', answer => answered(answer));
    for (const event of ['error', 'exit']) hired.on(event, () => hired === worker && giveUp());
  }
  const timer = setTimeout(giveUp, 2000);
  worker.postMessage(made);
  return new Promise(resolve => { answered = resolve; }).finally(() => clearTimeout(timer));
}

async function makeCase(number) {
  let expression = any(1 + below(4));
  if (chance(0.05)) expression = spoil(expression);
  const made = { name: `generated/${number}`, expr: expression, data: chance(0.5) ? rows() : datum(3), bindings: { v: datum(2) } };
  if (/\p{Surrogate}/u.test(expression)) return null;
  const answer = await ask(made);
  return answer && !answer.unusable ? { ...made, ...answer } : null;
}

const [seed, count, seconds = 60] = process.argv.slice(2).map(Number);
const end = Date.now() + seconds * 1000;
state = seed;
const cases = [];
for (const expr of failing) {
  const answer = await ask({ name: `error/${cases.length}`, expr });
  if (answer?.error) cases.push({ name: `error/${cases.length}`, expr, ...answer });
}
for (let number = 0; cases.length < count + failing.length && Date.now() < end; ++number) {
  const made = await makeCase(`${seed}-${number}`);
  if (made) cases.push(made);
}
await worker?.terminate();
process.stdout.write('[\n' + cases.map(each => JSON.stringify(each)).join(',\n') + '\n]\n');
