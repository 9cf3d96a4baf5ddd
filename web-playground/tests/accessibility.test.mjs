/** Whoever cannot see well, or has no mouse, can do the same. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, describe, test } from "node:test";
import { drop, launch, open, pages, paste, textOf, waitForRule } from "./browser.mjs";
import { COURSE, FIXABLE, GOLDEN, PASTED, ROTATION, WITH_KEY } from "./manifests.mjs";

const { builds, close: closeServer } = await pages();
const browser = await launch();
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

after(async () => {
  await browser.close();
  closeServer();
});

const VIEWS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "three columns": { viewport: { width: 1720, height: 900 } },
  "360 px": { viewport: { width: 360, height: 740 } },
  "200 % zoom": { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
  "forced colours": { forcedColors: "active" },
  "reduced motion": { reducedMotion: "reduce" },
};

/** States of the page, and how it gets there. */
const STATES = {
  empty: async () => {},
  "with etcd": async (page) => {
    await paste(page, COURSE);
    await waitForRule(page, "ETCD103");
    await page.locator("#findings .finding").first().focus();
    await page.locator("#rule h2").waitFor({ state: "attached" });
  },
  "with an EncryptionConfiguration": async (page) => {
    await paste(page, WITH_KEY);
    await waitForRule(page, "ENC201");
  },
  "comparing": async (page) => {
    await page.locator("#compare").click();
    await paste(page, ROTATION.before, "#before-editor");
    await paste(page, ROTATION.losing);
    await waitForRule(page, "ENC240");
  },
  "with a tooltip": async (page) => {
    await paste(page, COURSE);
    await waitForRule(page, "ETCD103");
    await page.locator("#before-close").click();
    const mark = page.locator("#editor .finding").first();
    await mark.scrollIntoViewIfNeeded();
    await mark.hover();
    await page.locator("#editor .cm-tooltip").waitFor();
  },
  "with lost indentation": async (page) => {
    await paste(page, PASTED);
    await page.locator("#banner button").waitFor();
  },
  "with a notice": async (page) => {
    await drop(page, [{ name: "snapshot.db", text: "a\0b" }]);
    await page.locator("#trouble button").waitFor();
  },
  clean: async (page) => {
    await page.locator("#trouble button").click();
    await paste(page, GOLDEN);
    await page.locator("#findings-summary", { hasText: "Nothing found" }).waitFor();
  },
  "sharing": async (page) => {
    await page.locator("#share").click();
    await page.locator("dialog.share").waitFor();
  },
  "making a key": async (page) => {
    await page.keyboard.press("Escape");
    await page.locator("#key").click();
  },
  "looking for an example": async (page) => {
    await page.keyboard.press("Escape");
    await page.locator("#examples").click();
  },
  "changing settings": async (page) => {
    await page.keyboard.press("Escape");
    await page.locator("#settings").click();
    await page.locator("#rule-search").fill("plaintext");
  },
};

async function violations(page) {
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate(() => window.axe.run(document));
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

describe("axe", () => {
  for (const [view, options] of Object.entries(VIEWS)) {
    test(view, async () => {
      const { page, close } = await open(browser, builds["single file"], options);
      for (const [state, reach] of Object.entries(STATES)) {
        await reach(page);
        assert.deepEqual(await violations(page), [], state);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(overflow <= 0, `${state}: ${overflow} px too wide`);
      }
      await close();
    });
  }
});

/** What has the focus, in the editor's shadow root too. */
const focused = (page) =>
  page.evaluate(() => {
    const inner = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
    return [inner.id, inner.className, inner.textContent.slice(0, 60)].join(" ");
  });

/** Presses Tab until something has the focus. */
async function tabTo(page, what, key = "Tab") {
  const passed = [];
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press(key);
    const here = await focused(page);
    if (what.test(here)) {
      return;
    }
    passed.push(here);
  }
  assert.fail(`never came to ${what}; passed ${passed.join(" | ")}`);
}

test("keyboard only: an example, its findings, a fix, and out of the editor", async () => {
  const { page, close } = await open(browser, builds.hosted);
  await tabTo(page, /^examples/);
  await page.keyboard.press("Enter");
  await tabTo(page, /An etcd manifest that serves plain http/);
  await page.keyboard.press("Enter");
  await waitForRule(page, "ETCD103");
  await page.waitForFunction(() => document.activeElement?.id === "editor");

  await page.keyboard.press("F8");
  await page.locator("#rule h2").waitFor();
  const first = await page.locator("#findings .current .place").textContent();
  await page.keyboard.press("F8");
  await page.waitForFunction((before) => document.querySelector("#findings .current .place")?.textContent !== before, first);
  await page.keyboard.press("Shift+F8");
  assert.equal(await page.locator("#findings .current .place").textContent(), first);

  await tabTo(page, /finding .*ETCD302/);
  await page.locator("#rule h2", { hasText: "ETCD302" }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "editor");
  assert.match(await page.locator("#editor .cm-activeLine").first().textContent(), /encryption-provider-config/);
  await close();
});

test("keyboard only: a fix at the cursor", async () => {
  const { page, close } = await open(browser, builds.hosted);
  await paste(page, FIXABLE);
  await waitForRule(page, "ENC130");
  await page.keyboard.press("F8");
  await page.keyboard.press("Control+.");
  await waitForRule(page, "ENC130", false);
  assert.match(await textOf(page), /identity: \{\}/);
  await close();
});

test("the editor says what its keys do", async () => {
  const { page, close } = await open(browser, builds.hosted);
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const editor = nodes.find((node) => node.role?.value === "textbox" && node.name?.value === "Manifest");
  assert.match(editor.description.value, /F8 goes to the next finding/);
  await close();
});

test("the first link skips to the results", async () => {
  const { page, close } = await open(browser, builds.hosted);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.match(await focused(page), /^results/);
  await close();
});

test("a fix is said together with what is found then", async () => {
  const { page, close } = await open(browser, builds.hosted);
  await paste(page, FIXABLE);
  await waitForRule(page, "ENC130");
  await page.locator("#findings .finding").first().focus();
  await page.getByRole("button", { name: /^Fix ENC130/ }).click();
  await waitForRule(page, "ENC130", false);
  assert.match(await page.locator("#announcer").textContent(), /^Fixed: .*\. Nothing found$/);
  await close();
});

test("closing a tab leaves the focus on one, and can be undone", async () => {
  const { page, close } = await open(browser, builds.hosted);
  await drop(page, ["a.yaml", "b.yaml", "c.yaml"].map((name) => ({ name, text: `${FIXABLE}# ${name}\n` })));
  const tabs = page.locator("#tabs .tab");
  await page.locator("#tabs .current", { hasText: "a.yaml" }).waitFor();
  await page.getByRole("button", { name: "Close b.yaml" }).click();
  assert.deepEqual(await tabs.allTextContents(), ["a.yaml", "c.yaml"]);
  assert.match(await focused(page), /a\.yaml/);
  await page.getByRole("button", { name: "Open it again" }).click();
  assert.deepEqual(await tabs.allTextContents(), ["a.yaml", "b.yaml", "c.yaml"]);
  assert.match(await focused(page), /b\.yaml/);
  assert.match(await textOf(page), /# b\.yaml/);
  await close();
});

test("the theme can be changed, and stays", async () => {
  const { page, close } = await open(browser, builds.hosted, { colorScheme: "light" });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.locator("#theme").click();
  assert.equal(await background(), light);
  await page.locator("#theme").click();
  const dark = await background();
  assert.notEqual(dark, light);
  await page.reload();
  assert.equal(await background(), dark);
  await close();
});
