/** The page says of every file of the corpus what the command line says. */

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, open, SINGLE_FILE } from "./browser.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const CORPORA = ["tests/corpus", "tests/data/encryption-configs", "tests/data/kubeadm/configurations"];

/** The target folder of Cargo, wherever it is. */
function commandLine() {
  const metadata = execFileSync("cargo", ["metadata", "--no-deps", "--offline", "--format-version=1"], { cwd: root });
  return join(JSON.parse(metadata).target_directory, "debug/etcdlint");
}

/** A copy outside of Git: the command line says more of keys that are committed, and the page cannot know. */
const folder = mkdtempSync(join(tmpdir(), "etcdlint-corpus-"));
const etcdlint = commandLine();
const now = Math.floor(Date.now() / 1000);
let browser;
let page;

before(async () => {
  for (const corpus of CORPORA) {
    cpSync(join(root, corpus), join(folder, corpus), { recursive: true });
  }
  browser = await launch();
  ({ page } = await open(browser, SINGLE_FILE));
});

after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

function files() {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(yaml|json)$|^crontab$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/** What a finding is and where, as one line. */
const line = ({ rule, file, line: at, column, severity }) => `${rule} ${file}:${at ?? 0}:${column ?? 0} ${severity}`;

function byCommandLine(name) {
  const script = name.endsWith("crontab") ? ["--script"] : [];
  const time = `--now=${new Date(now * 1000).toISOString()}`;
  const { stdout, stderr } = spawnSync(etcdlint, ["--format=json", time, ...script, name], { cwd: folder, encoding: "utf8" });
  assert.ok(stdout, stderr);
  return JSON.parse(stdout).findings.map(line);
}

/** Asks the worker of the page itself. */
async function byPage(name) {
  const argument = JSON.stringify({ files: [{ name, text: readFileSync(join(folder, name), "utf8") }], now });
  const answer = await page.workers()[0].evaluate((request) => wasm_bindgen.lint(request), argument);
  return JSON.parse(answer).ok.findings.map(line);
}

test("same rule, line, column and severity for every file", async () => {
  const names = files();
  assert.ok(names.length > 100, `${names.length} files`);
  let findings = 0;
  for (const name of names) {
    const expected = byCommandLine(name);
    assert.deepEqual(await byPage(name), expected, name);
    findings += expected.length;
  }
  assert.ok(findings > 200, `${findings} findings`);
});
