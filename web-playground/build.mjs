/**
 * Builds the page twice: `dist/` for a server, with files that are named by their content, and
 * `dist/etcdlint-playground.html`, one file that works from a disk.
 *
 *   node build.mjs GLUE.js MODULE.wasm VERSION
 */

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");
const [glueFile, moduleFile, version] = process.argv.slice(2);

const options = {
  bundle: true,
  minify: true,
  write: false,
  target: "es2022",
  legalComments: "none",
  loader: { ".yaml": "text", ".crt": "text" },
};

/** Bundles one file of the page. */
async function bundle(name, more = {}) {
  const result = await build({ ...options, entryPoints: [join(here, "page", name)], ...more });
  return result.outputFiles[0].text.trim();
}

/** The page's script for a linter and pages at addresses, or for those that the page holds. */
async function script(worker, { linterUrl = "", pagesUrl = "" } = {}) {
  const define = {
    WORKER_SOURCE: JSON.stringify(worker),
    LINTER_URL: JSON.stringify(linterUrl),
    PAGES_URL: JSON.stringify(pagesUrl),
    ETCDLINT_VERSION: JSON.stringify(version),
  };
  const text = await bundle("main.ts", { format: "esm", define });
  // Within a script element this would end it.
  return text.replaceAll(/<\/(script)/gi, "<\\/$1");
}

/** The pages of the rules by their ids, without their titles, as JSON. */
function rulePages() {
  const folder = join(here, "../lint-core/src/rules");
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".md")).sort();
  const pages = files.map((name) => {
    const [, id, body] = /^# (\S+).*\n([^]*)$/.exec(readFileSync(join(folder, name), "utf8"));
    return [id, body.trim()];
  });
  return JSON.stringify(Object.fromEntries(pages));
}

/** As an element of the single file holds it. */
function packed(id, content) {
  return `<script type="application/octet-stream" id="${id}">${gzipSync(content, { level: 9 }).toString("base64")}</script>`;
}

function digest(content, algorithm = "sha256") {
  return `${algorithm}-${createHash(algorithm).update(content).digest("base64")}`;
}

/** `name.1a2b3c4d.js` */
function named(name, content, ending) {
  return `${name}.${createHash("sha256").update(content).digest("hex").slice(0, 10)}.${ending}`;
}

/** What the page may do; all else is forbidden. A module of WebAssembly needs the odd keyword. */
function policy({ scripts, styles, connect }) {
  return [
    "default-src 'none'",
    `script-src ${scripts.join(" ")} 'wasm-unsafe-eval'`,
    `style-src ${styles.join(" ")}`,
    "img-src data:",
    "worker-src blob:",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function fill(template, values) {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
}

const template = readFileSync(join(here, "page/index.html"), "utf8");
const wasm = readFileSync(moduleFile);
const pages = rulePages();
const worker = `${readFileSync(glueFile, "utf8")}\n${await bundle("worker.ts", { format: "iife" })}`;
const smallWorker = (await build({ ...options, bundle: false, stdin: { contents: worker } })).outputFiles[0].text;
const early = await bundle("theme-early.ts", { format: "iife" });
const style = (await build({ ...options, entryPoints: [join(here, "page/style.css")] })).outputFiles[0].text.trim();

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

async function buildHosted() {
  const wasmName = named("linter", wasm, "wasm");
  const pagesName = named("rules", pages, "json");
  const main = await script(smallWorker, { linterUrl: wasmName, pagesUrl: pagesName });
  const mainName = named("playground", main, "js");
  const styleName = named("playground", style, "css");
  const page = fill(template, {
    // The hash of an external script counts where the element has the same integrity; 'self' is for
    // browsers that do not know that.
    policy: policy({
      scripts: [`'${digest(early)}'`, `'${digest(main)}'`, "'self'"],
      styles: ["'self'"],
      connect: "'self'",
    }),
    head: [
      `<script>${early}</script>`,
      `<link rel="stylesheet" href="${styleName}" integrity="${digest(style)}">`,
      `<link rel="modulepreload" href="${mainName}" integrity="${digest(main)}">`,
    ].join("\n"),
    promise: "The policy of this page stops requests to any server but its own; of that it asks for the files of the page only.",
    version,
    body: `<script type="module" src="${mainName}" integrity="${digest(main)}"></script>`,
  });
  writeFileSync(join(dist, "index.html"), page);
  writeFileSync(join(dist, wasmName), wasm);
  writeFileSync(join(dist, pagesName), pages);
  writeFileSync(join(dist, mainName), main);
  writeFileSync(join(dist, styleName), style);
}

async function buildSingleFile() {
  const main = await script(smallWorker);
  const page = fill(template, {
    policy: policy({
      scripts: [`'${digest(early)}'`, `'${digest(main)}'`],
      styles: [`'${digest(style)}'`],
      connect: "'none'",
    }),
    head: `<script>${early}</script>\n<style>${style}</style>`,
    promise: "The policy of this page stops all network requests of its scripts.",
    version,
    body: [packed("linter-module", wasm), packed("rule-pages", pages), `<script type="module">${main}</script>`].join("\n"),
  });
  writeFileSync(join(dist, "etcdlint-playground.html"), page);
}

await buildHosted();
await buildSingleFile();
