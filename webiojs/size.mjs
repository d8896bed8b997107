// What a visitor downloads before the first output must stay within the budget.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

/** In bytes; the page, its style sheet and its script together. */
const BUDGET = { brotli: 75_000, gzip: 90_000, plain: 420_000 };

const html = join(dirname(fileURLToPath(import.meta.url)), "..", "pywebio", "html");
const { main } = JSON.parse(readFileSync(join(html, "manifest.json"), "utf8"));
const files = ["index.html", `assets/${main.css}`, `assets/${main.js}`];

const total = { brotli: 0, gzip: 0, plain: 0 };
for (const file of files) {
  const bytes = readFileSync(join(html, file));
  const sizes = {
    brotli: brotliCompressSync(bytes).length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    plain: bytes.length,
  };
  for (const kind of Object.keys(total)) total[kind] += sizes[kind];
  console.log(`${file}: ${sizes.brotli} br, ${sizes.gzip} gz, ${sizes.plain}`);
}

console.log(`together: ${total.brotli} br, ${total.gzip} gz, ${total.plain}`);
const over = Object.keys(BUDGET).filter((kind) => total[kind] > BUDGET[kind]);
for (const kind of over) {
  console.error(`${kind}: ${total[kind]} bytes are more than the ${BUDGET[kind]} allowed`);
}
process.exitCode = over.length > 0 ? 1 : 0;
