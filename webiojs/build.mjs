// Build the page into ../pywebio/html: index.html, assets/ (flat, hashed names, compressed copies),
// manifest.json and the licences of what is bundled.
//
// Each chunk is self-contained: it imports no other one, so that all of them can be asked for by
// name at whatever address the page is mounted. What they share with the main script they find in
// the window (see src/shared.ts). The lazy chunks come first; the main script is told their names.
// The same sources give the same bytes.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { minifySync } from "rolldown/utils";
import { build } from "vite";

const root = dirname(fileURLToPath(import.meta.url));
const out = join(root, "..", "pywebio", "html");
const assets = join(out, "assets");
const modules = join(root, "node_modules");

const TARGET = "es2020";
/** For earlier browsers each `:is()` would stand twice, and the direction would be that of `lang`. */
const CSS_TARGET = ["chrome89", "edge89", "firefox78", "safari15"];
/** Smaller files are not worth a compressed copy. */
const COMPRESS_FROM = 1000;

const read = (...path) => readFileSync(join(...path), "utf8");

/** A bundle of one entry: its script and its style sheet as text. */
async function bundle(entry, { format = "es", define = {}, code, shares = false } = {}) {
  const plugins = [];
  if (code !== undefined) plugins.push(entryOf(entry, code));
  if (shares) plugins.push(sharedModules());
  const result = await build({
    root,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    define,
    plugins,
    build: {
      write: false,
      target: TARGET,
      cssTarget: CSS_TARGET,
      modulePreload: false,
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: entry,
        preserveEntrySignatures: format === "es" ? "strict" : false,
        output: { format, codeSplitting: false, entryFileNames: "entry.js" },
      },
    },
  });
  const { output } = Array.isArray(result) ? result[0] : result;
  const scripts = output.filter((item) => item.type === "chunk");
  const styles = output.filter((item) => item.fileName.endsWith(".css"));
  if (scripts.length !== 1 || output.length !== scripts.length + styles.length) {
    throw new Error(`${entry}: more than one script and style sheets came out`);
  }
  const css = styles.map((item) => String(item.source)).join("");
  const own = scripts[0].moduleIds.filter((id) => id.startsWith(join(root, "src")));
  return { js: scripts[0].code, own, css: withoutOldNames(css) };
}

/** Bootstrap writes these names for browsers of 2018 beside the plain ones. */
function withoutOldNames(css) {
  return css.replace(/(?<=[{;])-(?:webkit-text-decoration-color|moz-column-gap):[^;{}]*;/g, "");
}

/** An entry that stands in no file. */
function entryOf(name, code) {
  return {
    name: "entry",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? code : undefined),
  };
}

/** What the main script gives to the parts that come later: its names by the module they are of. */
const SHARED = new Map(
  [...read(root, "src", "shared.ts").matchAll(/^import \{([^}]+)\} from "(.+)";$/gm)].map(
    ([, names, file]) => [
      join(root, "src", `${file}.ts`),
      names.split(",").flatMap((name) => name.trim() || []),
    ],
  ),
);

/** Lets imports of these modules lead to the main script. */
function sharedModules() {
  return {
    name: "shared",
    enforce: "pre",
    resolveId(name, importer) {
      if (importer === undefined || !name.startsWith(".")) return undefined;
      const file = join(dirname(importer), `${name}.ts`);
      return SHARED.has(file) ? `\0shared:${file}` : undefined;
    },
    load(id) {
      if (!id.startsWith("\0shared:")) return undefined;
      const names = SHARED.get(id.slice("\0shared:".length)).join(", ");
      return `export const { ${names} } = window[Symbol.for("pywebio")];`;
    },
  };
}

/** What has a home in the main script is not to be in a part once more, with a state of its own. */
function checkParts(main, parts) {
  for (const [name, { own }] of Object.entries(parts)) {
    const twice = own.filter((file) => main.own.includes(file));
    if (twice.length > 0) {
      throw new Error(`${name}: share these modules (src/shared.ts): ${twice.join(", ")}`);
    }
  }
}

/** The files of this build; others go at its end, so that a server may serve while it runs. */
const written = new Set();

function writeFile(file, bytes) {
  written.add(file);
  writeFileSync(join(assets, file), bytes);
}

function removeOthers() {
  for (const file of readdirSync(assets)) {
    if (!written.has(file)) rmSync(join(assets, file));
  }
}

/** Write a text under a name with its hash, and its compressed copies; gives the name back. */
function writeAsset(name, extension, text) {
  const bytes = Buffer.from(text);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const file = `${name}-${hash}.${extension}`;
  writeFile(file, bytes);
  if (bytes.length > COMPRESS_FROM) {
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    };
    writeFile(`${file}.br`, brotliCompressSync(bytes, { params }));
    const zipped = gzipSync(bytes, { level: 9 });
    zipped[9] = 255; // The byte that names the operating system: unknown, wherever this runs.
    writeFile(`${file}.gz`, zipped);
  }
  return file;
}

function writeChunk(name, { js, css }) {
  const files = { js: writeAsset(name, "js", js) };
  if (css) files.css = writeAsset(name, "css", css);
  return files;
}

/** The script that stands in the page. */
async function headScript() {
  const { js } = await bundle(join(root, "src", "head.ts"), { format: "iife" });
  if (/<|%/.test(js)) throw new Error("head.ts: this would be read as a part of the page");
  return js.trim().replaceAll("$", "$$$$");
}

/** RequireJS as a classic script that takes the place of the page's stub (see globals.ts). */
function requireScript() {
  const source = read(modules, "requirejs", "require.js");
  const { code, errors } = minifySync("require.js", source, { module: false });
  if (errors.length > 0) throw new Error(`require.js: ${errors[0].message}`);
  return `window.require=window.requirejs=window.define=undefined;${code.trim()}\ndispatchEvent(new Event("pywebio-require"));\n`;
}

/** The languages that have colours of their own. */
async function languages() {
  const { js } = await bundle(join(root, "src", "lazy", "languages.ts"));
  const module = await import(`data:text/javascript,${encodeURIComponent(js)}`);
  return Object.keys(module.LANGUAGES).sort();
}

/** A file of the code editor that expects a loader of modules, as a script that wants none. */
function editorScript(file, source) {
  const plain = source.replace(/^[\s\S]*?\(function\s*\(mod\)/, "(function(mod)");
  const code = `(function (CodeMirror, exports, module, define) {${plain}\n})(window.CodeMirror);`;
  const { code: small, errors } = minifySync(file, code, { module: false });
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  return `${small.trim()}\n`;
}

/** The modes and themes of the code editor, each a file of its own, which only the editor knows. */
function editorFiles() {
  const folder = join(modules, "codemirror");
  const modes = {};
  for (const name of readdirSync(join(folder, "mode")).sort()) {
    if (!existsSync(join(folder, "mode", name, `${name}.js`))) continue;
    const source = read(folder, "mode", name, `${name}.js`);
    const needs = [...source.matchAll(/require\("\.\.\/([^"/]+)\/[^"]+"\)/g)].map(
      ([, mode]) => mode,
    );
    const script = editorScript(`${name}.js`, source);
    modes[name] = { js: writeAsset(`editor-mode-${name}`, "js", script), needs };
  }
  const themes = {};
  for (const file of readdirSync(join(folder, "theme")).sort()) {
    const name = file.replace(/\.css$/, "");
    const text = read(folder, "theme", file);
    const small = text
      .replace(/\/\*[\s\S]*?\*\//g, "")
      .replace(/\s+/g, " ")
      .trim();
    themes[name] = writeAsset(`editor-theme-${name}`, "css", `${small}\n`);
  }
  return { modes, themes };
}

/** The languages of the page that are not in the main script. */
async function texts() {
  const folder = join(root, "src", "lazy", "lang");
  const chunks = {};
  for (const file of readdirSync(folder).sort()) {
    const name = `lang-${file.replace(/\.ts$/, "")}`;
    chunks[name] = writeChunk(name, await bundle(join(folder, file)));
  }
  return chunks;
}

/** The style sheets of the themes, which the server names too. */
async function themes() {
  const folder = join(root, "src", "styles", "themes");
  const found = {};
  for (const file of readdirSync(folder).sort()) {
    const name = file.replace(/\.css$/, "");
    const code = `import ${JSON.stringify(join(folder, file))};`;
    const { css } = await bundle(`theme-${name}`, { code });
    found[name] = writeAsset(`theme-${name}`, "css", css);
  }
  return found;
}

/** The icons of an installed page, drawn by tools/draw_icons.py. */
function icons() {
  const folder = join(root, "icons");
  const found = {};
  for (const file of readdirSync(folder).sort()) {
    const name = file.replace(/^icon-(.*)\.png$/, "$1");
    const bytes = readFileSync(join(folder, file));
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
    found[name] = `icon-${name}-${hash}.png`;
    writeFile(found[name], bytes);
  }
  return found;
}

/** Scripts of src/lazy/ that are parts of their own without more ado. */
const PARTS = ["aggrid", "custom", "file", "markdown", "polling", "prism", "select", "widgets"];

async function lazyChunks() {
  const editor = { __EDITOR__: JSON.stringify(editorFiles()) };
  const lazy = (name) => join(root, "src", "lazy", `${name}.ts`);
  const parts = { editor: await bundle(lazy("editor"), { define: editor, shares: true }) };
  for (const name of PARTS) parts[name] = await bundle(lazy(name), { shares: true });
  parts.compat = await bundle(lazy("compat"), { format: "iife", shares: true });
  const chunks = {
    ...Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, writeChunk(name, part)]),
    ),
    require: writeChunk("require", { js: requireScript() }),
    ...(await texts()),
  };
  for (const language of await languages()) {
    const name = `prism-${language}`;
    const js = read(modules, "prismjs", "components", `${name}.min.js`);
    chunks[name] = writeChunk(name, { js: `${js.trim()}\n` });
  }
  return { chunks, parts };
}

const BUNDLED = [
  "@popperjs/core",
  "@orchidjs/sifter",
  "@orchidjs/unicode-variants",
  "ag-grid-community",
  "bootstrap",
  "codemirror",
  "dompurify",
  "jquery",
  "marked",
  "mustache",
  "prismjs",
  "requirejs",
  "tom-select",
];
/** Packages that come without the text of their licence; it is that of another one. */
const SAME_LICENSE = { "@orchidjs/sifter": "@orchidjs/unicode-variants" };
const LICENSE_FILES = ["LICENSE", "LICENSE.md", "LICENSE.txt"];

function licenses() {
  const parts = BUNDLED.map((name) => {
    const { version, license } = JSON.parse(read(modules, name, "package.json"));
    const from = SAME_LICENSE[name] ?? name;
    const file = LICENSE_FILES.find((file) => existsSync(join(modules, from, file)));
    // RequireJS comes without a file: its script begins with the notice.
    const text = file
      ? read(modules, from, file)
      : read(modules, name, "require.js").split("*/")[0];
    return `${name} ${version} (${license})\n\n${text.replaceAll("\r\n", "\n").trim()}\n`;
  });
  const rule = `\n${"-".repeat(80)}\n\n`;
  return `The files in assets/ contain parts of these packages.\n${rule}${parts.join(rule)}`;
}

async function main() {
  mkdirSync(assets, { recursive: true });
  const { chunks, parts } = await lazyChunks();
  const looks = await themes();
  const define = { __CHUNKS__: JSON.stringify(chunks), __THEMES__: JSON.stringify(looks) };
  const script = await bundle(join(root, "src", "main.ts"), { define });
  checkParts(script, parts);
  const entry = writeChunk("main", script);
  const page = read(root, "index.html")
    .replace("<!-- %HEAD% -->", `<script>${await headScript()}</script>`)
    .replace("%CSS%", entry.css)
    .replace("%JS%", entry.js);
  writeFileSync(join(out, "index.html"), page);
  const manifest = { main: entry, ...chunks, themes: looks, icons: icons() };
  writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(out, "LICENSES.txt"), licenses());
  removeOthers();
}

await main();
