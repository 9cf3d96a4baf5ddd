/** What people do with the page, in both of its builds. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { addressOf, copied, drop, launch, open, pages, paste, rulesOf, textOf, waitForRule, watchClipboard } from "./browser.mjs";
import { CANARY, COURSE, FIXABLE, GOLDEN, PASTED, WITH_KEY } from "./manifests.mjs";

const { builds, close: closeServer } = await pages();
const browser = await launch();

after(async () => {
  await browser.close();
  closeServer();
});

/** A link as anybody can make it. */
function hashOf(state) {
  return `#s1=${deflateRawSync(JSON.stringify(state)).toString("base64url")}`;
}

for (const [build, url] of Object.entries(builds)) {
  describe(build, () => {
    let page;
    let seen;
    let close;

    before(async () => {
      ({ page, seen, close } = await open(browser, url));
    });

    after(async () => {
      await close();
      assert.deepEqual(seen.violations, [], "the page broke its own policy");
      assert.deepEqual(seen.errors, [], "the page had errors");
    });

    test("a pasted manifest has its findings", async () => {
      const start = performance.now();
      await paste(page, COURSE);
      await waitForRule(page, "ETCD103");
      assert.ok(performance.now() - start < 2000, "beyond all patience; measure.mjs has the budget");
      const rules = await rulesOf(page);
      assert.ok(rules.includes("ETCD302") && rules.includes("ETCD350"), rules.join());
      assert.match(await page.locator("#findings-summary").textContent(), /errors/);
      assert.match(await page.locator("#announcer").textContent(), /\d+ errors/);
    });

    test("what was understood is drawn", async () => {
      await paste(page, COURSE);
      await waitForRule(page, "ETCD103");
      const strip = page.locator("#understood");
      assert.match(await strip.locator("h3").textContent(), /etcd 3\.4\.13/);
      assert.equal(await strip.locator(".way.plaintext").count(), 3);
      assert.match(await strip.locator(".way").last().textContent(), /metrics.*on the client port/);
      await paste(page, WITH_KEY);
      await waitForRule(page, "ENC201");
      assert.match(await strip.textContent(), /A file for the API server’s disk, not an API object/);
      assert.match(await strip.locator("tbody tr").first().textContent(), /secretsidentity \(plain text\)identity \(plain text\), then aescbc key1/);
    });

    test("a finding leads to its line, and to its rule's page", async () => {
      await paste(page, COURSE);
      await waitForRule(page, "ETCD302");
      await page.locator("#findings .finding", { hasText: "ETCD302" }).click();
      await page.locator("#rule h2", { hasText: "ETCD302" }).waitFor();
      assert.match(await page.locator("#rule").textContent(), /What happens.*Bad.*Good.*How to fix/s);
      const line = await page.locator("#editor .cm-activeLine").first().textContent();
      assert.match(line, /--encryption-provider-config/);
    });

    test("pointing at a finding shows its rule's page", async () => {
      await paste(page, COURSE);
      await waitForRule(page, "ETCD350");
      await page.locator("#findings .finding", { hasText: "ETCD350" }).hover();
      await page.locator("#rule h2", { hasText: "ETCD350" }).waitFor();
    });

    test("a fix leaves nothing to find", async () => {
      await paste(page, FIXABLE);
      await waitForRule(page, "ENC130");
      await page.locator("#findings .finding").first().focus();
      await page.getByRole("button", { name: /^Fix ENC130/ }).click();
      await waitForRule(page, "ENC130", false);
      assert.equal(await page.locator("#findings-summary").textContent(), "Nothing found");
      assert.match(await textOf(page), /identity: \{\}/);
    });

    for (const [fix, button] of Object.entries({ "a fix": "#findings .current .primary", "all fixes": "#findings-actions button" })) {
      test(`${fix} of a text that changed since the last report`, async () => {
        const fresh = await open(browser, url);
        await paste(fresh.page, `#\n${FIXABLE}`);
        await waitForRule(fresh.page, "ENC130");
        await fresh.page.locator("#findings .finding").first().focus();
        await fresh.page.locator("#editor .cm-content").focus();
        await fresh.page.keyboard.press("Control+Home");
        await fresh.page.keyboard.press("End");
        // The linter's wait for the next key never ends.
        await fresh.page.evaluate(() => {
          const { setTimeout } = window;
          window.setTimeout = (action, delay) => (delay === 120 ? 0 : setTimeout(action, delay));
        });
        await fresh.page.keyboard.type(" new");
        await fresh.page.locator(button).click();
        await waitForRule(fresh.page, "ENC130", false);
        assert.equal(await textOf(fresh.page), `# new\n${FIXABLE.replace("- identity:", "- identity: {}")}`);
        await fresh.close();
      });
    }

    test("F8 visits all findings, and a click selects what was clicked, though they overlap", async () => {
      const fresh = await open(browser, url);
      await paste(fresh.page, COURSE);
      await waitForRule(fresh.page, "ETCD103");
      const current = () => fresh.page.locator("#findings .current").getAttribute("data-key");
      const keys = await fresh.page.locator("#findings .card").evaluateAll((cards) => cards.map((card) => card.dataset.key));
      const visited = [];
      for (const _ of keys) {
        await fresh.page.keyboard.press("F8");
        visited.push(await current());
      }
      assert.deepEqual(visited, keys);
      for (const [at, key] of keys.entries()) {
        await fresh.page.locator("#findings .finding").nth(at).click();
        assert.equal(await current(), key);
      }
      await fresh.close();
    });

    test("an ignore comment is copied as the linter reads it", async () => {
      await watchClipboard(page);
      await paste(page, COURSE);
      await waitForRule(page, "ETCD302");
      await page.locator("#findings .finding", { hasText: "ETCD302" }).focus();
      await page.locator("#findings .current").getByRole("button", { name: "Copy ignore comment" }).click();
      const comment = await copied(page);
      assert.equal(comment, "# etcdlint: ignore[ETCD302] ");
      await paste(page, COURSE.replace("    - --encryption", `    ${comment}\n    - --encryption`));
      await waitForRule(page, "INPUT106");
      await paste(page, COURSE.replace("    - --encryption", `    ${comment}the disk is encrypted\n    - --encryption`));
      await waitForRule(page, "ETCD302", false);
      await page.locator("#findings-summary", { hasText: "1 ignored" }).waitFor();
    });

    test("no comment is offered for JSON", async () => {
      const json = JSON.stringify({ kind: "Pod", spec: { containers: [{ command: ["etcd", "--listen-client-urls=http://10.0.0.4:2379"] }] } });
      for (const [text, count] of [[json, 0], [json.replaceAll('"', ""), 1]]) {
        await paste(page, "");
        await page.locator("#findings .finding").first().waitFor({ state: "detached" });
        await paste(page, text.replaceAll(":", ": ").replace("http: ", "http:").replace("4: ", "4:"));
        await page.locator("#findings .finding").first().focus();
        assert.equal(await page.locator("#findings .current").getByRole("button", { name: "Copy ignore comment" }).count(), count, text);
      }
    });

    test("the keyboard keeps its place", async () => {
      const fresh = await open(browser, url);
      const focused = () => fresh.page.evaluate(() => document.activeElement?.textContent);
      await drop(fresh.page, [
        { name: "a.yaml", text: FIXABLE },
        { name: "b.yaml", text: COURSE },
      ]);
      await waitForRule(fresh.page, "ENC130");
      await fresh.page.locator("#tabs .tab", { hasText: "b.yaml" }).focus();
      await fresh.page.keyboard.press("Enter");
      assert.equal(await focused(), "b.yaml");
      await fresh.page.locator("#findings-actions button").focus();
      await fresh.page.keyboard.press("Enter");
      await waitForRule(fresh.page, "ENC130", false);
      assert.match(await focused(), /error/);
      await fresh.close();
    });

    test("all safe fixes at once, and lost indentation first of all", async () => {
      await paste(page, PASTED);
      await waitForRule(page, "YAML102");
      await page.getByRole("button", { name: "Indent again" }).click();
      await waitForRule(page, "YAML102", false);
      assert.notEqual(await page.evaluate(() => document.activeElement.tagName), "BODY");
      assert.equal(await page.locator("#banner").isVisible(), false);
      await waitForRule(page, "ETCD352");
      await page.locator("#findings-actions button").click();
      await waitForRule(page, "ETCD352", false);
      assert.match(await textOf(page), /image: registry\.k8s\.io/);
    });

    test("a clean manifest is said to be clean, and one of something else is not", async () => {
      await paste(page, GOLDEN);
      await page.locator("#findings-summary", { hasText: "Nothing found" }).waitFor();
      await paste(page, "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n");
      await page.locator("#findings-summary", { hasText: "nothing was checked" }).waitFor();
    });

    test("a shared link holds the text without its keys, and opens it again", async () => {
      await paste(page, WITH_KEY);
      await waitForRule(page, "ENC201");
      await page.locator("#share").click();
      const dialog = page.locator("dialog.share");
      assert.match(await dialog.textContent(), /1 value that may be secret is replaced/);
      assert.ok(!(await dialog.textContent()).includes(CANARY));
      assert.equal(new URL(await addressOf(page)).hash, "", "the address changed before the click");
      await dialog.getByRole("button", { name: "Copy link" }).click();
      await page.waitForFunction(() => location.hash.length > 1);
      const link = await addressOf(page);
      await dialog.getByRole("button", { name: "Close" }).click();
      await page.evaluate(() => history.replaceState(null, "", location.pathname));

      const other = await open(browser, link);
      await waitForRule(other.page, "ENC201");
      const text = await textOf(other.page);
      assert.equal(text, WITH_KEY.replace(/secret: .*/, `secret: ${"x".repeat(43)}=`));
      await other.close();
    });

    test("a link to a file says nothing of its folder", async () => {
      const fresh = await open(browser, url);
      await paste(fresh.page, COURSE);
      await watchClipboard(fresh.page);
      await fresh.page.locator("#share").click();
      await fresh.page.getByRole("button", { name: "Copy link" }).click();
      await fresh.page.waitForFunction(() => window.copied);
      const start = build === "hosted" ? `${url}#s1=` : "etcdlint-playground.html#s1=";
      assert.ok((await copied(fresh.page)).startsWith(start));
      await fresh.close();
    });

    test("a damaged link leaves the text alone", async () => {
      await paste(page, COURSE);
      await page.evaluate(() => {
        location.hash = "#s1=not-a-state";
      });
      await page.locator("#trouble", { hasText: "damaged" }).waitFor();
      assert.equal(await textOf(page), COURSE);
      await page.evaluate(() => history.replaceState(null, "", location.pathname));
    });

    test("a link that unpacks to more than a text is refused", async () => {
      const fresh = await open(browser, url);
      const bomb = deflateRawSync(Buffer.alloc(64 * 1024 * 1024, " "), { level: 9 }).toString("base64url");
      await fresh.page.evaluate((hash) => {
        location.hash = hash;
      }, `#s1=${bomb}`);
      await fresh.page.locator("#trouble", { hasText: "damaged" }).waitFor();
      await fresh.close();
    });

    test("a link with thousands of files is refused", async () => {
      for (const files of [Array(20_000).fill({ name: "a", text: "" }), [{ name: "a".repeat(201), text: "" }]]) {
        const fresh = await open(browser, url + hashOf({ files, options: {} }));
        await fresh.page.locator("#trouble", { hasText: "damaged" }).waitFor();
        await fresh.close();
      }
    });

    test("the files of a link are opened once", async () => {
      const fresh = await open(browser, url + hashOf({ files: [{ name: "etcd.yaml", text: COURSE }], options: {} }));
      await waitForRule(fresh.page, "ETCD103");
      await fresh.page.locator(".skip").focus();
      await fresh.page.keyboard.press("Enter");
      assert.equal(await fresh.page.evaluate(() => document.activeElement.id), "results");
      assert.match(await addressOf(fresh.page), /#s1=/);
      await fresh.page.evaluate(() => {
        location.hash = "#elsewhere";
      });
      await fresh.page.goBack();
      await fresh.page.waitForTimeout(300);
      assert.deepEqual(await fresh.page.locator("#tabs .tab").allTextContents(), ["etcd.yaml"]);
      await fresh.close();
    });

    test("the settings of a link are not remembered", async () => {
      const fresh = await open(browser, url);
      const kept = () => fresh.page.evaluate(() => JSON.parse(localStorage.getItem("etcdlint-playground")).options);
      const toggle = async (rule) => {
        await fresh.page.locator("#settings").click();
        await fresh.page.locator("#rule-search").fill(rule);
        await fresh.page.locator(".rules input").uncheck();
        await fresh.page.keyboard.press("Escape");
      };
      await toggle("ETCD352");
      const options = { disabledRules: ["ETCD103"] };
      await fresh.page.evaluate((hash) => {
        location.hash = hash;
      }, hashOf({ files: [{ name: "etcd.yaml", text: COURSE }], options }));
      await waitForRule(fresh.page, "ETCD352");
      assert.ok(!(await rulesOf(fresh.page)).includes("ETCD103"));
      await toggle("ETCD302");
      await waitForRule(fresh.page, "ETCD302", false);
      assert.deepEqual(await kept(), { disabledRules: ["ETCD352"] });
      await fresh.page.locator("#settings").click();
      await fresh.page.getByRole("button", { name: "Use my own" }).click();
      await waitForRule(fresh.page, "ETCD103");
      await waitForRule(fresh.page, "ETCD352", false);
      assert.equal(await fresh.page.getByRole("button", { name: "Use my own" }).count(), 0);
      await fresh.close();
    });

    test("a dialog stays when a selection leaves it, and the count of rules follows", async () => {
      const fresh = await open(browser, url);
      await fresh.page.locator("#settings").click();
      const dialog = fresh.page.locator("dialog.settings");
      const words = await dialog.locator("h2").boundingBox();
      await fresh.page.mouse.move(words.x + 5, words.y + 5);
      await fresh.page.mouse.down();
      await fresh.page.mouse.move(5, 400, { steps: 5 });
      await fresh.page.mouse.up();
      assert.equal(await dialog.count(), 1);
      await fresh.page.locator("#rule-search").fill("ETCD352");
      const count = async () => Number(/(\d+) of/.exec(await dialog.locator("[role=status]").textContent())[1]);
      const before = await count();
      await dialog.locator(".rules input").uncheck();
      assert.equal(await count(), before - 1);
      await fresh.page.mouse.click(5, 400);
      await dialog.waitFor({ state: "detached" });
      await fresh.close();
    });

    test("settings of an older page that the linter does not take are forgotten", async () => {
      const fresh = await open(browser, url);
      await fresh.page.evaluate(() => {
        localStorage.setItem("etcdlint-playground", JSON.stringify({ options: { kubernetesVersion: "1.99999999999999999999" } }));
      });
      await fresh.page.reload();
      await paste(fresh.page, COURSE);
      await waitForRule(fresh.page, "ETCD103");
      await fresh.page.locator("#settings").click();
      await fresh.page.locator("#kubernetes-version").fill("1.99999999999999999999");
      await fresh.page.locator("#version-help", { hasText: "such as" }).waitFor();
      await fresh.close();
    });

    test("half a character does not stop the linter", async () => {
      const fresh = await open(browser, url);
      await paste(fresh.page, `# \ud83d\n${COURSE}`);
      await waitForRule(fresh.page, "ETCD103");
      await fresh.page.locator("#findings .finding", { hasText: "ETCD302" }).click();
      assert.match(await fresh.page.locator("#editor .cm-activeLine").first().textContent(), /--encryption-provider-config/);
      assert.equal(await fresh.page.locator("#trouble").isVisible(), false);
      await fresh.close();
    });

    test("a text that exists nowhere else is not left without a question", async () => {
      const fresh = await open(browser, url);
      const asks = () => fresh.page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));
      assert.equal(await asks(), false);
      await drop(fresh.page, [{ name: "etcd.yaml", text: COURSE }]);
      await waitForRule(fresh.page, "ETCD103");
      assert.equal(await asks(), false, "the file is on the disk");
      await paste(fresh.page, COURSE);
      assert.equal(await asks(), true);
      await paste(fresh.page, "");
      assert.equal(await asks(), false);
      await fresh.close();
      const other = await open(browser, url);
      await other.page.locator("#key").click();
      await other.page.getByRole("button", { name: "Open in the editor" }).click();
      await other.page.locator("#understood .subject").waitFor();
      assert.equal(await other.page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }))), true, "a new key");
      await other.close();
    });

    test("an earlier version is kept when a file is opened", async () => {
      const fresh = await open(browser, url);
      await paste(fresh.page, COURSE);
      await fresh.page.locator("#compare").click();
      await paste(fresh.page, WITH_KEY, "#before-editor");
      await paste(fresh.page, "");
      await drop(fresh.page, [{ name: "b.yaml", text: COURSE }]);
      await waitForRule(fresh.page, "ETCD103");
      assert.equal(await fresh.page.locator("#tabs .tab").count(), 2);
      await fresh.page.locator("#tabs .tab").first().click();
      assert.match(await fresh.page.locator("#before-editor .cm-content").textContent(), /EncryptionConfiguration/);
      await fresh.close();
    });

    test("of a link's settings only those that are settings count", async () => {
      const options = { kubernetesVersion: "1.30\nfailOn: never", disabledRules: ["ETCD352", "x: y"], evil: {}, profile: "cis" };
      const state = JSON.stringify({ files: [{ name: "etcd.yaml", text: COURSE }], options });
      const fresh = await open(browser, `${url}#s1=${deflateRawSync(state).toString("base64url")}`);
      await waitForRule(fresh.page, "ETCD103");
      assert.ok(!(await rulesOf(fresh.page)).includes("ETCD352"));
      await fresh.page.locator("#settings").click();
      assert.equal(await fresh.page.locator("#profile").inputValue(), "cis");
      assert.equal(await fresh.page.locator("#kubernetes-version").inputValue(), "");
      await fresh.close();
    });

    test("a link's rules that are off are said to be, and those that do not exist are left out", async () => {
      const options = { disabledRules: ["ETCD352", "ETCD352", "ETCD999"], enabledRules: ["ENC999"] };
      const state = JSON.stringify({ files: [{ name: "etcd.yaml", text: COURSE }], options });
      const fresh = await open(browser, `${url}#s1=${deflateRawSync(state).toString("base64url")}`);
      await waitForRule(fresh.page, "ETCD103");
      assert.match(await fresh.page.locator("#findings-summary").textContent(), /1 rule is off/);
      await watchClipboard(fresh.page);
      await fresh.page.locator("#settings").click();
      await fresh.page.getByRole("button", { name: "Copy as policy settings" }).click();
      assert.equal(await copied(fresh.page), "disabledRules:\n  - ETCD352\n");
      await fresh.page.getByRole("button", { name: "Reset" }).click();
      await fresh.page.keyboard.press("Escape");
      await waitForRule(fresh.page, "ETCD352");
      assert.doesNotMatch(await fresh.page.locator("#findings-summary").textContent(), /off/);
      await fresh.close();
    });

    test("thousands of findings do not stop the page", async () => {
      const fresh = await open(browser, url);
      await paste(fresh.page, Array.from({ length: 80 }, () => COURSE).join("---\n"));
      await fresh.page.locator("#coverage", { hasText: "more findings after these" }).waitFor();
      assert.equal(await fresh.page.locator("#findings .card").count(), 300);
      await fresh.close();
    });

    test("two dropped files are linted together", async () => {
      const fresh = await open(browser, url);
      await drop(fresh.page, [
        { name: "etcd.yaml", text: COURSE },
        { name: "enc.yaml", text: WITH_KEY },
      ]);
      await waitForRule(fresh.page, "ETCD103");
      await waitForRule(fresh.page, "ENC201");
      assert.deepEqual(await fresh.page.locator("#tabs .tab").allTextContents(), ["etcd.yaml", "enc.yaml"]);
      await fresh.page.locator("#findings .finding", { hasText: "ENC201" }).click();
      assert.equal(await fresh.page.locator("#tabs .current .tab").textContent(), "enc.yaml");
      await fresh.close();
    });

    test("what is no text is left out, and said to be", async () => {
      const fresh = await open(browser, url);
      await drop(fresh.page, [
        { name: "etcd.yaml", text: COURSE },
        { name: "snapshot.db", text: "a\0b" },
        { name: "latin1.yaml", bytes: [0x23, 0xe9, 0x0a] },
      ]);
      await fresh.page.locator("#trouble", { hasText: "2 files left out" }).waitFor();
      await waitForRule(fresh.page, "ETCD103");
      assert.deepEqual(await fresh.page.locator("#tabs .tab").allTextContents(), ["etcd.yaml"]);
      await fresh.close();
    });

    test("settings count, and are all that is remembered", async () => {
      const fresh = await open(browser, url);
      await paste(fresh.page, COURSE);
      await waitForRule(fresh.page, "ETCD352");
      await fresh.page.locator("#settings").click();
      await fresh.page.locator("#rule-search").fill("ETCD352");
      await fresh.page.locator(".rules input").uncheck();
      await waitForRule(fresh.page, "ETCD352", false);
      const remembered = await fresh.page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
      assert.match(remembered, /disabledRules/);
      assert.ok(!remembered.includes("k8s.gcr.io"));
      await watchClipboard(fresh.page);
      await fresh.page.locator("#profile").selectOption("cis");
      await fresh.page.locator("#kubernetes-version").fill("1.30");
      await fresh.page.getByRole("button", { name: "Copy as policy settings" }).click();
      assert.equal(await copied(fresh.page), 'profile: cis\ndisabledRules:\n  - ETCD352\nkubernetesVersion: "1.30"\n');
      await fresh.page.getByRole("button", { name: "Copy as pre-commit configuration" }).click();
      assert.match(await copied(fresh.page), /args: \[--profile=cis, --disable=ETCD352, --kubernetes-version=1\.30\]/);
      await fresh.close();
    });

    for (const provider of ["secretbox", "aescbc", "kms"]) {
      test(`a new configuration with ${provider} has no errors`, async () => {
        const fresh = await open(browser, url);
        await fresh.page.locator("#key").click();
        await fresh.page.locator("#key-provider").selectOption(provider);
        await fresh.page.getByRole("button", { name: "Open in the editor" }).click();
        await fresh.page.locator("#understood .subject").waitFor();
        assert.equal(await fresh.page.locator(".card.error").count(), 0, (await rulesOf(fresh.page)).join());
        await fresh.close();
      });
    }

    test("every example opens", async () => {
      const fresh = await open(browser, url);
      await fresh.page.locator("#examples").click();
      const count = await fresh.page.locator("dialog .example").count();
      assert.ok(count >= 16);
      await fresh.page.keyboard.press("Escape");
      for (let at = 0; at < count; at++) {
        await paste(fresh.page, "");
        await fresh.page.locator("#understood").waitFor({ state: "hidden" });
        await fresh.page.locator("#examples").click();
        const example = fresh.page.locator("dialog .example").nth(at);
        const title = await example.locator("strong").textContent();
        await example.click();
        await fresh.page.locator("#understood").waitFor();
        const [cards, errors] = [await fresh.page.locator(".card").count(), await fresh.page.locator(".card.error").count()];
        assert.ok(title.includes("should be") ? errors === 0 : cards > 0, `${title}: ${cards} findings, ${errors} errors`);
      }
      assert.equal(await fresh.page.locator("#tabs .tab").count(), 1, "examples pile up");
      await fresh.close();
    });
  });
}
