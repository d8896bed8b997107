// What a visitor downloads before the first output must stay within the budget, and so must each part
// that comes later.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

/** In bytes; the page, its style sheet and its script together. */
const BUDGET = { brotli: 64_000, gzip: 80_000, plain: 405_000 };

/** Bytes of script and style sheet of each later part, compressed with brotli. */
const PARTS = {
  aggrid: 270_000,
  compat: 54_000,
  custom: 4_000,
  editor: 80_000,
  file: 5_000,
  markdown: 26_000,
  polling: 2_500,
  prism: 7_500,
  require: 8_000,
  select: 18_000,
  widgets: 5_000,
};
/** The same of what there are many of: languages of the page, languages of code, themes. */
const LANGUAGE = 3_500;
const COLOURS = 8_000;
const THEME = 1_500;

const html = join(dirname(fileURLToPath(import.meta.url)), "..", "pywebio", "html");
const {
  main,
  themes,
  icons: _,
  ...parts
} = JSON.parse(readFileSync(join(html, "manifest.json"), "utf8"));
const over = [];

function sizesOf(file) {
  const bytes = readFileSync(join(html, file));
  return {
    brotli: brotliCompressSync(bytes).length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    plain: bytes.length,
  };
}

function check(name, size, most) {
  if (!(size <= most)) over.push(`${name}: ${size} bytes are more than the ${most} allowed`);
}

const total = { brotli: 0, gzip: 0, plain: 0 };
for (const file of ["index.html", `assets/${main.css}`, `assets/${main.js}`]) {
  const sizes = sizesOf(file);
  for (const kind of Object.keys(total)) total[kind] += sizes[kind];
  console.log(`${file}: ${sizes.brotli} br, ${sizes.gzip} gz, ${sizes.plain}`);
}
console.log(`together: ${total.brotli} br, ${total.gzip} gz, ${total.plain}`);
for (const [kind, most] of Object.entries(BUDGET)) check(kind, total[kind], most);

function mostOf(name) {
  if (name.startsWith("lang-")) return LANGUAGE;
  return name.startsWith("prism-") ? COLOURS : PARTS[name];
}

for (const [name, files] of Object.entries(parts)) {
  const sizes = Object.values(files).map((file) => sizesOf(`assets/${file}`).brotli);
  const size = sizes.reduce((sum, one) => sum + one, 0);
  if (name in PARTS) console.log(`${name}: ${size} br`);
  check(name, size, mostOf(name));
}
for (const [name, file] of Object.entries(themes)) {
  check(`theme ${name}`, sizesOf(`assets/${file}`).brotli, THEME);
}

for (const line of over) console.error(line);
process.exitCode = over.length > 0 ? 1 : 0;
