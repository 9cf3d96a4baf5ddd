/** The linter stops; the text does not suffer. */

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { copied, launch, open, pages, paste, textOf, waitForRule, watchClipboard } from "./browser.mjs";
import { COURSE } from "./manifests.mjs";

const { builds, close: closeServer } = await pages();
const browser = await launch();

after(async () => {
  await browser.close();
  closeServer();
});

const TEXT = `# é\n${COURSE}`;

/** What stops the linter: an endless loop, and a call that throws as a trap does. */
const CAUSES = {
  "does not answer": () => {
    setTimeout(() => {
      for (;;) {
        // Until the page ends this worker.
      }
    }, 0);
  },
  crashes: () => {
    const fail = () => {
      throw new Error("a trap");
    };
    TextEncoder.prototype.encode = fail;
    TextEncoder.prototype.encodeInto = fail;
  },
};

for (const [build, url] of Object.entries(builds)) {
  describe(build, () => {
    test("a browser without WebAssembly says so, and keeps the text", async () => {
      const context = await browser.newContext();
      await context.addInitScript(() => {
        delete globalThis.WebAssembly;
      });
      const page = await context.newPage();
      await page.goto(url);
      await paste(page, TEXT);
      await page.locator("#trouble", { hasText: "needs WebAssembly" }).waitFor();
      assert.equal(await textOf(page), TEXT);
      await context.close();
    });

    test("what was pasted before the page had its script is kept", async () => {
      const context = await browser.newContext();
      await context.addInitScript((text) => {
        new MutationObserver((_, observer) => {
          const fallback = document.querySelector("#editor-fallback");
          if (fallback) {
            observer.disconnect();
            fallback.value = text;
          }
        }).observe(document, { childList: true, subtree: true });
      }, TEXT);
      const page = await context.newPage();
      await page.goto(url);
      await page.locator("#editor .cm-content").waitFor();
      await waitForRule(page, "ETCD103");
      assert.equal(await textOf(page), TEXT);
      assert.deepEqual(await page.locator("#tabs .tab").allTextContents(), ["manifest.yaml"]);
      await context.close();
    });

    test("an editor that cannot start leaves a plain field", async () => {
      const context = await browser.newContext();
      await context.addInitScript(() => {
        delete globalThis.MutationObserver;
      });
      const page = await context.newPage();
      const failed = page.waitForEvent("pageerror");
      await page.goto(url);
      await failed;
      const field = page.locator("#editor-fallback");
      await field.fill(TEXT, { timeout: 5000 });
      assert.equal(await field.inputValue(), TEXT);
      await context.close();
    });

    test("a linter that did not start is started by the next question", async () => {
      const context = await browser.newContext();
      await context.addInitScript(() => {
        const { compileStreaming } = WebAssembly;
        WebAssembly.compileStreaming = async () => {
          WebAssembly.compileStreaming = compileStreaming;
          return new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
        };
        // The page's own question comes first; that of the user is to meet the failure.
        window.Worker = class extends Worker {
          postMessage(message) {
            setTimeout(() => super.postMessage(message), "module" in message ? 1000 : 0);
          }
        };
      });
      const page = await context.newPage();
      await page.goto(url);
      await paste(page, TEXT);
      await page.locator("#trouble", { hasText: "could not start" }).waitFor({ timeout: 10_000 });
      assert.equal(await textOf(page), TEXT);
      await page.getByRole("button", { name: "Try again" }).click();
      await waitForRule(page, "ETCD103");
      assert.equal(await page.locator("#trouble").isVisible(), false);
      await context.close();
    });

    test("a question that waits for others is not taken for one without an answer", async () => {
      const { page, close } = await open(browser, url);
      await paste(page, TEXT);
      await waitForRule(page, "ETCD103");
      const [worker] = page.workers();
      // Each answer takes long, but less than all patience.
      await worker.evaluate(() => {
        const { lint } = wasm_bindgen;
        wasm_bindgen.lint = (request) => {
          for (const start = performance.now(); performance.now() - start < 1200; );
          return lint(request);
        };
      });
      for (const more of ["# a\n", "# a\n# b\n", "# a\n# b\n# c\n"]) {
        await paste(page, TEXT + more);
      }
      await page.waitForTimeout(5000);
      assert.equal(await page.locator("#trouble").isVisible(), false);
      assert.equal(page.workers().at(-1), worker);
      await close();
    });

    for (const [cause, stop] of Object.entries(CAUSES)) {
      test(`a linter that ${cause} is started again`, async () => {
        const { page, close } = await open(browser, url);
        await paste(page, TEXT);
        await waitForRule(page, "ETCD103");
        const [worker] = page.workers();
        await worker.evaluate(stop);
        await paste(page, `${TEXT}# more\n`);
        await page.locator("#trouble", { hasText: "started again" }).waitFor();
        assert.equal(await textOf(page), `${TEXT}# more\n`);
        assert.equal(await page.locator("#findings .card").count(), 0, "findings of another text");
        assert.match(await page.locator("#findings-summary").textContent(), /not checked/);
        assert.equal(await page.locator("#coverage").textContent(), "");
        assert.equal(await page.locator("#understood").isVisible(), false);
        await watchClipboard(page);
        await page.getByRole("button", { name: /Copy a report/ }).click();
        assert.match(await copied(page), /failure: (timeout|crashed)/);
        assert.doesNotMatch(await copied(page), /etcd\.yaml|Pod|cert-file/);
        await page.getByRole("button", { name: "Try again" }).click();
        await page.locator("#trouble").waitFor({ state: "hidden" });
        await waitForRule(page, "ETCD103");
        assert.ok(page.workers().at(-1) !== worker, "the same worker answers");
        await close();
      });
    }
  });
}

test("a linter that was not loaded is loaded by the next question", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route("**/*.wasm", async (route) => {
    // After the paste: the question of the user is to meet the failure.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await route.abort();
  });
  await page.goto(builds.hosted);
  await paste(page, TEXT);
  await page.locator("#trouble", { hasText: "could not be loaded" }).waitFor({ timeout: 10_000 });
  await watchClipboard(page);
  await page.getByRole("button", { name: /Copy a report/ }).click();
  assert.match(await copied(page), /failure: not-loaded/);
  await page.unroute("**/*.wasm");
  await page.getByRole("button", { name: "Try again" }).click();
  await waitForRule(page, "ETCD103");
  assert.equal(await page.locator("#trouble").isVisible(), false);
  await context.close();
});

test("a rule whose page cannot be loaded says so, and is loaded by the next look", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route("**/rules.*.json", (route) => route.abort());
  await page.goto(builds.hosted);
  await paste(page, TEXT);
  await waitForRule(page, "ETCD103");
  await page.locator("#findings .finding", { hasText: "ETCD103" }).click();
  await page.locator("#rule", { hasText: "could not be loaded" }).waitFor();
  await page.unroute("**/rules.*.json");
  await page.locator("#findings .finding", { hasText: "ETCD302" }).click();
  await page.locator("#rule h3", { hasText: "What happens" }).waitFor();
  await context.close();
});
