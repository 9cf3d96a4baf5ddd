/** Nothing leaves the page: it asks for its own files only, and its policy stops requests to anywhere else. */

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import { after, describe, test } from "node:test";
import { launch, open, pages, paste, waitForRule } from "./browser.mjs";
import { WITH_KEY } from "./manifests.mjs";

const { builds, close: closeServer } = await pages();
const browser = await launch();

/** What the hosted page consists of, beside itself. */
const HOSTED_FILES = readdirSync(new URL("../dist/", import.meta.url)).filter((name) => !name.endsWith(".html"));

/** A server that wants to hear something. */
let heard = 0;
const listener = createServer((_, response) => {
  heard++;
  response.writeHead(200, { "access-control-allow-origin": "*", "content-type": "text/html" }).end("<p>open</p>");
});
await new Promise((resolve) => listener.listen(0, "127.0.0.1", resolve));
const LISTENER = `http://127.0.0.1:${listener.address().port}/`;

after(async () => {
  await browser.close();
  listener.close();
  closeServer();
});

/** Tries all that a page can do to send something; runs in the page. */
async function tryToSend(address) {
  const image = new Image();
  image.src = address;
  const form = document.createElement("form");
  const frame = document.createElement("iframe");
  frame.src = address;
  document.body.append(frame);
  form.action = address;
  form.method = "post";
  form.target = "nowhere";
  document.body.append(form);
  form.submit();
  navigator.sendBeacon(address, "x");
  await fetch(address, { mode: "no-cors" }).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 300));
}

for (const [build, url] of Object.entries(builds)) {
  describe(build, () => {
    test("the page asks for its own files only, and keeps its policy", async () => {
      const { page, seen, close } = await open(browser, url);
      await paste(page, WITH_KEY);
      await waitForRule(page, "ENC201");
      for (const tool of ["examples", "key", "settings", "share"]) {
        await page.locator(`#${tool}`).click();
        await page.locator("dialog").waitFor();
        await page.keyboard.press("Escape");
      }
      await page.locator("#findings .finding").first().click();
      const asked = new Set(seen.requests.filter((request) => !request.startsWith("blob:")));
      const files = build === "hosted" ? HOSTED_FILES.map((name) => url + name) : [];
      assert.deepEqual([...asked].sort(), [url, ...files].sort());
      assert.deepEqual(seen.violations, []);
      await close();
    });

    test("a page that wanted to could send no request to another server, nor could its worker", async () => {
      const { page, seen, close } = await open(browser, url);
      await paste(page, WITH_KEY);
      await waitForRule(page, "ENC201");
      heard = 0;
      await page.evaluate(tryToSend, LISTENER);
      const sent = await page.workers()[0].evaluate((address) => fetch(address).then(() => true, () => false), LISTENER);
      assert.equal(sent, false);
      assert.equal(heard, 0);
      assert.ok(seen.violations.length >= 3, "the browser did not stop it");
      await close();
    });

    test("nothing of a text is kept", async () => {
      const { page, close } = await open(browser, url);
      await paste(page, WITH_KEY);
      await waitForRule(page, "ENC201");
      const kept = await page.evaluate(async () => [
        { ...localStorage },
        { ...sessionStorage },
        document.cookie,
        await indexedDB.databases().catch(() => []),
        location.href,
      ]);
      assert.doesNotMatch(JSON.stringify(kept), /EncryptionConfiguration|Q0FO|key1/);
      await close();
    });
  });
}

test("without a policy the same attempts are heard", async () => {
  const page = await browser.newPage();
  await page.goto(LISTENER);
  heard = 0;
  await page.evaluate(tryToSend, LISTENER);
  assert.ok(heard >= 3, `heard ${heard}`);
  await page.close();
});
