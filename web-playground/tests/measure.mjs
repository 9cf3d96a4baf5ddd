/** Prints what the page weighs and how long it takes, against the budget of the project. */

import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, deflateRawSync, gzipSync } from "node:zlib";
import { launch, open, pages, paste } from "./browser.mjs";
import { COURSE, GOLDEN } from "./manifests.mjs";

const KB = 1000;
const THROTTLE = 4;
const LINES = 1000;
const RUNS = 25;
const FIRST_RUNS = 7;

/** An object that is none of etcd's. */
const OTHER = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1.4.2
        args:
        - --listen=:8080
        - --log-level=info
        ports:
        - containerPort: 8080
`;

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const gzip = (content) => gzipSync(content, { level: 9 }).length / KB;
const brotli = (content) =>
  brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_LGWIN]: 24 } }).length / KB;

const rows = [];
function row(what, value, unit, budget) {
  const verdict = budget === undefined ? "" : `${value <= budget ? "within" : "beyond"} ${budget} ${unit}`;
  rows.push([what, `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`, verdict]);
}

/** What a visit loads before a rule's page is looked at: the pages of the rules come with the first one. */
const isLate = (name) => name.startsWith("rules.");

function weigh() {
  const names = readdirSync(dist).filter((name) => name !== "etcdlint-playground.html");
  const contents = names.map((name) => [name, readFileSync(join(dist, name))]);
  for (const [name, content] of contents) {
    row(`  ${name.replace(/\.[0-9a-f]{10}/, "")}`, gzip(content), "kB gzip");
  }
  const total = (pack, counts = () => true) =>
    contents.filter(([name]) => counts(name)).reduce((sum, [, content]) => sum + pack(content), 0);
  row("page, hosted, all told", total(gzip), "kB gzip", 320);
  row("  up to the first findings", total(gzip, (name) => !isLate(name)), "kB gzip");
  row("  without linter and rules", total(gzip, (name) => !isLate(name) && extname(name) !== ".wasm"), "kB gzip");
  row("  all told, with brotli instead", total(brotli), "kB brotli");
  row("page, single file", gzip(readFileSync(join(dist, "etcdlint-playground.html"))), "kB gzip");
}

/** The best of several runs: what else the machine does only ever adds. */
const best = (numbers) => Math.min(...numbers);

/** From the paste to the drawn list, as the page's own thread sees it. */
async function pasteToFindings(page, text) {
  await page.evaluate(() => {
    window.drawn = new Promise((resolve) => {
      const list = document.querySelector("#findings");
      const observer = new MutationObserver(() => {
        if (list.childElementCount > 0) {
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
        }
      });
      observer.observe(list, { childList: true });
    });
    document.querySelector("#editor").shadowRoot.querySelector(".cm-content").addEventListener(
      "paste",
      () => {
        window.pasted = performance.now();
      },
      { capture: true, once: true },
    );
  });
  await paste(page, text);
  return page.evaluate(async () => (await window.drawn) - window.pasted);
}

/** Nobody pastes earlier after the page has come. */
const REACTION_MS = 1000;

/** Keeps in the worker how long its last lint took. */
async function watchLints(page) {
  await page.workers()[0].evaluate(() => {
    const { lint } = wasm_bindgen;
    wasm_bindgen.lint = (request) => {
      const start = performance.now();
      const answer = lint(request);
      self.took = performance.now() - start;
      return answer;
    };
  });
}

/**
 * The first lint of a page that was just loaded. Chromium slows pages down and refuses to do it for workers ("only
 * supported for pages, not workers"), so what this very lint took in the worker is added as often as is missing.
 */
async function firstLint(browser, url) {
  const times = [];
  for (let run = 0; run < FIRST_RUNS; run++) {
    const { page, close } = await open(browser, url);
    await page.waitForTimeout(REACTION_MS);
    await watchLints(page);
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: THROTTLE });
    const total = await pasteToFindings(page, COURSE);
    const took = await page.workers()[0].evaluate(() => self.took);
    times.push(total + took * (THROTTLE - 1));
    await close();
  }
  return best(times);
}

/** From the address to the findings of a link that holds a text: nothing is warm. */
async function sharedLink(browser, url) {
  const state = JSON.stringify({ files: [{ name: "etcd.yaml", text: COURSE }], options: {} });
  const link = `${url}#s1=${deflateRawSync(state).toString("base64url")}`;
  const times = [];
  for (let run = 0; run < FIRST_RUNS; run++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(link);
    await page.locator("#findings .card").first().waitFor();
    times.push(await page.evaluate(() => performance.now()));
    await context.close();
  }
  return best(times);
}

/** The times of lints in the worker, the first one first. */
function inWorker(page, files, runs) {
  return page.workers()[0].evaluate(
    ({ request, runs: count }) =>
      Array.from({ length: count }, () => {
        const start = performance.now();
        wasm_bindgen.lint(request);
        return performance.now() - start;
      }),
    { request: JSON.stringify({ files, now: 1 }), runs },
  );
}

/** Manifests one after the other, up to so many lines. */
function manyLines(manifest) {
  const lines = `---\n${manifest}`.split("\n").filter((line) => line !== "");
  return Array.from({ length: LINES }, (_, at) => lines[at % lines.length]).join("\n");
}

async function time() {
  const browser = await launch();
  const { builds, close: closeServer } = await pages();
  for (const [build, url] of Object.entries(builds)) {
    row(`first lint after a paste, ${build}, ${THROTTLE}x slower`, await firstLint(browser, url), "ms", 300);
    row(`findings of a shared link, ${build}, nothing loaded`, await sharedLink(browser, url), "ms");
  }
  const { page, close } = await open(browser, builds.hosted);
  await pasteToFindings(page, COURSE);
  const clean = await inWorker(page, [{ name: "many.yaml", text: manyLines(GOLDEN) }], RUNS);
  row(`${LINES} lines in the worker, etcd pods without findings`, best(clean), "ms", 5);
  const wrong = await inWorker(page, [{ name: "many.yaml", text: manyLines(COURSE) }], RUNS);
  row(`${LINES} lines in the worker, seven findings in each pod`, best(wrong), "ms", 5);
  const few = await inWorker(page, [{ name: "many.yaml", text: `${GOLDEN}---\n${manyLines(OTHER)}` }], RUNS);
  row(`${LINES} lines in the worker, one etcd among other objects`, best(few), "ms", 5);
  const one = await inWorker(page, [{ name: "etcd.yaml", text: COURSE }], RUNS);
  row("one etcd pod in the worker", best(one), "ms");
  await close();
  await browser.close();
  closeServer();
}

weigh();
await time();
const width = Math.max(...rows.map(([what]) => what.length));
for (const [what, value, verdict] of rows) {
  console.log(`${what.padEnd(width)}  ${value.padStart(14)}  ${verdict}`.trimEnd());
}
