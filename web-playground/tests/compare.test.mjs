/** An earlier version beside the text: what the change loses is found, and the earlier version goes nowhere else. */

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { addressOf, drop, launch, open, pages, paste, rulesOf, waitForRule } from "./browser.mjs";
import { CANARY, COURSE, ROTATION } from "./manifests.mjs";

const { builds, close: closeServer } = await pages();
const browser = await launch();

after(async () => {
  await browser.close();
  closeServer();
});

/** A page that compares, with nothing broken when it closes. */
async function comparing(url, { before, text }, action) {
  const { page, seen, close } = await open(browser, url);
  await paste(page, text);
  await page.locator("#compare").click();
  await paste(page, before, "#before-editor");
  await action(page);
  await close();
  assert.deepEqual(seen.violations, [], "the page broke its own policy");
  assert.deepEqual(seen.errors, [], "the page had errors");
}

const LOSING = { before: ROTATION.before, text: ROTATION.losing };

const hasFocus = (page, host) => page.waitForFunction((id) => document.activeElement?.id === id, host);

for (const [build, url] of Object.entries(builds)) {
  describe(build, () => {
    test("a key that is gone is found, and no more when it is back", async () => {
      await comparing(url, LOSING, async (page) => {
        await waitForRule(page, "ENC240");
        await paste(page, ROTATION.keeping);
        await waitForRule(page, "ENC240", false);
        await paste(page, ROTATION.losing);
        await waitForRule(page, "ENC240");
      });
    });

    test("what is typed into the earlier version counts", async () => {
      await comparing(url, { before: ROTATION.before.replace("{}\n", "{"), text: ROTATION.losing }, async (page) => {
        await page.locator("#coverage li", { hasText: "earlier version" }).waitFor();
        await page.locator("#before-editor .cm-content").focus();
        await page.keyboard.press("Control+End");
        await page.keyboard.type("}");
        await waitForRule(page, "ENC240");
      });
    });

    test("closing the pane ends the comparison", async () => {
      await comparing(url, LOSING, async (page) => {
        await waitForRule(page, "ENC240");
        await page.getByRole("button", { name: "Close the earlier version" }).click();
        await waitForRule(page, "ENC240", false);
        await hasFocus(page, "compare");
        assert.equal(await page.locator("#before").isVisible(), false);
        await page.keyboard.press("Enter");
        await hasFocus(page, "before-editor");
        assert.doesNotMatch(await page.locator("#before-editor .cm-content").textContent(), /key1/);
      });
    });

    test("an earlier version with nothing to compare is said to be not checked", async () => {
      await comparing(url, { before: COURSE, text: ROTATION.losing }, async (page) => {
        await page.locator("#coverage li", { hasText: "manifest.yaml: the earlier version has no EncryptionConfiguration" }).waitFor();
        await paste(page, ROTATION.before, "#before-editor");
        await waitForRule(page, "ENC240");
        assert.equal(await page.locator("#coverage li", { hasText: "earlier version" }).count(), 0);
      });
    });

    test("each file has its own earlier version, which is closed and opened with it", async () => {
      await comparing(url, LOSING, async (page) => {
        await waitForRule(page, "ENC240");
        await drop(page, [{ name: "etcd.yaml", text: COURSE }]);
        await waitForRule(page, "ETCD103");
        assert.equal(await page.locator("#before").isVisible(), false);
        await waitForRule(page, "ENC240");
        await page.getByRole("button", { name: "Close manifest.yaml" }).click();
        await waitForRule(page, "ENC240", false);
        await page.getByRole("button", { name: "Open it again" }).click();
        await waitForRule(page, "ENC240");
        assert.match(await page.locator("#before-editor .cm-content").textContent(), /key1/);
      });
    });

    test("the example that loses a key is compared", async () => {
      const { page, close } = await open(browser, url);
      await page.locator("#examples").click();
      await page.locator("dialog .example", { hasText: "in one step" }).click();
      await waitForRule(page, "ENC240");
      assert.match(await page.locator("#before-editor .cm-content").textContent(), /name: key1/);
      await close();
    });

    test("no link and no storage has the earlier version", async () => {
      await comparing(url, LOSING, async (page) => {
        await waitForRule(page, "ENC240");
        await page.locator("#share").click();
        const dialog = page.locator("dialog.share");
        assert.match(await dialog.textContent(), /Earlier versions that you compare with are not part of it/);
        await dialog.getByRole("button", { name: "Copy link" }).click();
        await page.waitForFunction(() => location.hash.length > 1);
        const packed = new URL(await addressOf(page)).hash.replace("#s1=", "");
        const state = inflateRawSync(Buffer.from(packed, "base64url")).toString();
        assert.deepEqual(JSON.parse(state).files.map((file) => Object.keys(file)), [["name", "text"]]);
        assert.ok(!state.includes("key1") && !state.includes(CANARY));
        assert.ok(!(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).includes("key1"));
      });
    });

    test("a link cannot bring an earlier version", async () => {
      const state = JSON.stringify({ files: [{ name: "a.yaml", text: ROTATION.losing, previous: ROTATION.before }], options: {} });
      const { page, close } = await open(browser, `${url}#s1=${deflateRawSync(state).toString("base64url")}`);
      await page.locator("#understood .subject").waitFor();
      assert.equal(await page.locator("#before").isVisible(), false);
      assert.ok(!(await rulesOf(page)).includes("ENC240"));
      await close();
    });
  });
}
