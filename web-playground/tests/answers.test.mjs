/** What the linter answers is what `page/protocol.ts` says that it answers: the compiler compares real answers. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, open, SINGLE_FILE } from "./browser.mjs";
import { COURSE, ROTATION, WITH_KEY } from "./manifests.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const here = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "target/playground/answers");
let browser;
let worker;

before(async () => {
  browser = await launch();
  const { page } = await open(browser, SINGLE_FILE);
  worker = page.workers()[0];
});

after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(question, argument) {
  const answer = await worker.evaluate(([name, text]) => wasm_bindgen[name](text), [question, argument]);
  return JSON.parse(answer).ok;
}

/** Files that make the linter say all it can say. */
function samples() {
  const corpus = join(root, "tests/corpus");
  const files = readdirSync(corpus, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(yaml|crt|sh|service)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return files.map((name) => ({ name: name.slice(root.length), text: readFileSync(name, "utf8") }));
}

/** Types check literals more closely than values: a property that no type has is an error, too. */
function check(name, type, value) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.ts`);
  writeFileSync(
    file,
    `import type { Report, Rule, Shared } from "${join(here, "page/protocol.ts")}";\nexport const answer: ${type} = ${JSON.stringify(value)};\n`,
  );
  const options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--module", "esnext", "--moduleResolution", "bundler", "--allowImportingTsExtensions", "--target", "es2022", "--skipLibCheck"];
  try {
    execFileSync("npx", ["--no-install", "tsc", ...options, "--ignoreConfig", file], { cwd: here, encoding: "utf8" });
  } catch (error) {
    assert.fail(`${name}: ${error.stdout.slice(0, 2000)}`);
  }
}

test("reports", async () => {
  const reports = [];
  for (const file of samples()) {
    reports.push(await ask("lint", JSON.stringify({ files: [file], now: 1 })));
  }
  for (const previous of [ROTATION.before, COURSE]) {
    reports.push(await ask("lint", JSON.stringify({ files: [{ name: "a.yaml", text: ROTATION.losing, previous }], now: 1 })));
  }
  const subjects = new Set(reports.flatMap((report) => report.subjects.map(({ what }) => what)));
  assert.deepEqual([...subjects].sort(), ["apiserver", "backup", "certificates", "encryption", "etcd", "kubeadm"]);
  check("reports", "Report[]", reports);
});

test("rules", async () => {
  check("rules", "Rule[]", await ask("rules", ""));
});

test("files to share", async () => {
  check("shared", "Shared[]", await ask("share", JSON.stringify([{ name: "a.yaml", text: WITH_KEY }])));
});
