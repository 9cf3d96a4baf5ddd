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
const CORPORA = ["tests/corpus", "tests/data/certificates", "tests/data/encryption-configs", "tests/data/kubeadm/configurations"];

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

/** The files of the corpora, one below the other. */
function files() {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(yaml|json|crt|key|service|sh)$|^crontab$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

const textOf = (name) => readFileSync(join(folder, name), "utf8");

/** What both say of a finding. The command line counts bytes and leaves out the new text of edits. */
const told = ({ rule, file, line, column, severity, message, fix }) => ({
  place: `${rule} ${file}:${line ?? 0}:${column ?? 0} ${severity}`,
  message,
  ...(fix && { fix: { title: fix.title, applicability: fix.applicability, edits: fix.edits } }),
});

function byCommandLine(...names) {
  const isScript = (name) => name.endsWith("crontab");
  const args = names.flatMap((name) => (isScript(name) ? ["--script", name] : [name]));
  const time = `--now=${new Date(now * 1000).toISOString()}`;
  const { stdout, stderr } = spawnSync(etcdlint, ["--format=json", time, ...args], { cwd: folder, encoding: "utf8", maxBuffer: 1e8 });
  assert.ok(stdout, stderr);
  return JSON.parse(stdout).findings.map(told);
}

/** Asks the worker of the page itself. */
async function byPage(...names) {
  const argument = JSON.stringify({ files: names.map((name) => ({ name, text: textOf(name) })), now });
  const answer = await page.workers()[0].evaluate((request) => wasm_bindgen.lint(request), argument);
  const bytes = (file, units) => Buffer.byteLength(textOf(file).slice(0, units));
  const edit = ({ file, from, to }) => ({ file, start: bytes(file, from), end: bytes(file, to) });
  return JSON.parse(answer).ok.findings.map((finding) =>
    told(finding.fix ? { ...finding, fix: { ...finding.fix, edits: finding.fix.edits.map(edit) } } : finding),
  );
}

test("the same findings, places, messages and fixes for every file", async () => {
  const names = files();
  for (const ending of [".yaml", ".crt", ".key", ".service", ".sh", "crontab"]) {
    assert.ok(names.some((name) => name.endsWith(ending)), `no file ends in ${ending}`);
  }
  let [findings, fixes] = [0, 0];
  for (const name of names) {
    const expected = byCommandLine(name);
    assert.deepEqual(await byPage(name), expected, name);
    findings += expected.length;
    fixes += expected.filter(({ fix }) => fix?.edits.length > 0).length;
  }
  assert.ok(findings > 200, `${findings} findings`);
  assert.ok(fixes > 50, `${fixes} fixes`);
});

for (const run of ["good", "broken"]) {
  test(`the same findings for the files of a ${run} control plane together`, async () => {
    const names = files().filter((name) => name.startsWith(`tests/corpus/control-plane/${run}/`));
    assert.ok(names.length > 5, `${names.length} files`);
    assert.deepEqual(await byPage(...names), byCommandLine(...names));
  });
}
