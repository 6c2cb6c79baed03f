// Bundles src/ and writes it as a C++ source. Usage: node build.mjs FOLDER OUTPUT, where FOLDER holds node_modules.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const MOST_BYTES = 300_000;
const [folder, output] = process.argv.slice(2);
const source = join(dirname(fileURLToPath(import.meta.url)), 'src');
const { build } = createRequire(join(folder, 'package.json'))('esbuild');

const TYPES = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' };

// What is imported where it is needed becomes a file of its own, which is loaded then.
async function bundle() {
  const built = await build({
    entryPoints: [join(source, 'main.tsx'), join(source, 'style.css')],
    nodePaths: [join(folder, 'node_modules')],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    write: false,
    legalComments: 'none',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfigRaw: '{}',
  });
  const made = built.outputFiles.map((file) => ({
    path: `/console/${basename(file.path)}`,
    type: TYPES[extname(file.path)],
    bytes: file.contents,
    isGzip: true,
  }));
  const page = { path: '/', type: 'text/html; charset=utf-8', bytes: readFileSync(join(source, 'index.html')), isGzip: false };
  return [page, ...made];
}

// Bytes as a string literal, in lines. Octal escapes of three digits end where they should.
function literal(bytes) {
  const lines = [];
  for (let i = 0; i < bytes.length; i += 64)
    lines.push('"' + Array.from(bytes.subarray(i, i + 64), (b) => '\\' + b.toString(8).padStart(3, '0')).join('') + '"');
  return lines.join('\n');
}

const files = await bundle();
let total = 0;
let text = '// The console, bundled.\n#include "tools/serve/console_bundle.h"\n\n';
text += '#include <array>\n\n#pragma GCC diagnostic ignored "-Woverlength-strings"\n\nnamespace aslc::serve {\n\nnamespace {\n\n';
files.forEach((file, i) => {
  file.body = file.isGzip ? gzipSync(file.bytes, { level: 9 }) : file.bytes;
  file.etag = '\\"' + createHash('sha256').update(file.body).digest('hex').slice(0, 20) + '\\"';
  total += file.body.length;
  text += `constexpr char body${i}[] =\n${literal(file.body)};\n\n`;
});
text += `constexpr std::array<BundleFile, ${files.length}> files = {{\n`;
files.forEach((file, i) => {
  text += `    {"${file.path}", "${file.type}", "${file.etag}", {body${i}, sizeof body${i} - 1}, ${file.isGzip}},\n`;
});
text += '}};\n\n} // namespace\n\nstd::span<const BundleFile> consoleBundle() { return files; }\n\n} // namespace aslc::serve\n';
writeFileSync(output, text);
console.log(`The console has ${total} bytes compressed: ` + files.map((f) => `${f.path} ${f.body.length}`).join(', '));
if (total > MOST_BYTES) {
  console.error(`that is more than ${MOST_BYTES}`);
  process.exit(1);
}
