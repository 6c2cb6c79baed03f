// What npm `jsonata` makes of the expressions that jsonata_bench evaluates, one JSON text a line.
//
//   node results.mjs FILE     JSONATA_MODULE may name the package's folder
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const jsonata = createRequire(import.meta.url)(process.env.JSONATA_MODULE || 'jsonata');
const { document, expressions } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const text of Object.values(expressions))
  console.log(JSON.stringify(await jsonata(text).evaluate(document)));
