/** Takes pictures of the page's main states into target/playground/screenshots. */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { drop, launch, open, paste, SINGLE_FILE, waitForRule } from "./browser.mjs";
import { COURSE, GOLDEN, PASTED, ROTATION, WITH_KEY } from "./manifests.mjs";

const folder = fileURLToPath(new URL("../../target/playground/screenshots/", import.meta.url));
mkdirSync(folder, { recursive: true });

const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };

async function findings(page, text = COURSE, rule = "ETCD103") {
  await paste(page, text);
  await waitForRule(page, rule);
  await page.locator("#findings .finding", { hasText: rule }).first().click();
  await page.locator("#rule h2", { hasText: rule }).waitFor({ state: "attached" });
}

async function comparison(page) {
  await paste(page, ROTATION.losing);
  await page.locator("#compare").click();
  await paste(page, ROTATION.before, "#before-editor");
  await waitForRule(page, "ENC240");
  await page.locator("#findings .finding", { hasText: "ENC240" }).first().click();
  await page.locator("#rule h2", { hasText: "ENC240" }).waitFor({ state: "attached" });
}

async function dialog(page, tool) {
  await findings(page, WITH_KEY, "ENC201");
  await page.locator(`#${tool}`).click();
  await page.locator("dialog").waitFor();
}

const SHOTS = {
  empty: { viewport: WIDE, reach: async () => {} },
  "empty-dark": { viewport: WIDE, colorScheme: "dark", reach: async () => {} },
  findings: { viewport: WIDE, reach: (page) => findings(page) },
  "findings-dark": { viewport: WIDE, colorScheme: "dark", reach: (page) => findings(page) },
  "findings-three-columns": { viewport: { width: 1720, height: 960 }, reach: (page) => findings(page) },
  "findings-forced-colours": { viewport: WIDE, forcedColors: "active", reach: (page) => findings(page) },
  "findings-phone": { viewport: PHONE, fullPage: true, reach: (page) => findings(page) },
  "findings-phone-dark": { viewport: PHONE, colorScheme: "dark", fullPage: true, reach: (page) => findings(page, WITH_KEY, "ENC201") },
  "findings-tablet": { viewport: { width: 820, height: 1100 }, fullPage: true, reach: (page) => findings(page) },
  tooltip: {
    viewport: WIDE,
    reach: async (page) => {
      await findings(page);
      await page.locator("#editor .finding").nth(1).hover();
      await page.locator("#editor .cm-tooltip").waitFor();
    },
  },
  indentation: { viewport: WIDE, reach: (page) => findings(page, PASTED, "YAML102") },
  encryption: { viewport: WIDE, reach: (page) => findings(page, WITH_KEY, "ENC201") },
  "encryption-dark": { viewport: WIDE, colorScheme: "dark", reach: (page) => findings(page, WITH_KEY, "ENC201") },
  comparison: { viewport: WIDE, reach: comparison },
  "comparison-three-columns-dark": { viewport: { width: 1720, height: 960 }, colorScheme: "dark", reach: comparison },
  "comparison-phone": { viewport: PHONE, fullPage: true, reach: comparison },
  clean: {
    viewport: WIDE,
    reach: async (page) => {
      await paste(page, GOLDEN);
      await page.locator("#findings-summary", { hasText: "Nothing found" }).waitFor();
    },
  },
  "several-files": {
    viewport: WIDE,
    reach: async (page) => {
      await drop(page, [
        { name: "etcd.yaml", text: COURSE },
        { name: "encryption-config.yaml", text: WITH_KEY },
      ]);
      await waitForRule(page, "ENC201");
    },
  },
  examples: { viewport: WIDE, reach: (page) => dialog(page, "examples") },
  key: { viewport: WIDE, reach: (page) => dialog(page, "key") },
  settings: { viewport: WIDE, reach: (page) => dialog(page, "settings") },
  share: { viewport: WIDE, reach: (page) => dialog(page, "share") },
  "share-phone-dark": { viewport: PHONE, colorScheme: "dark", reach: (page) => dialog(page, "share") },
};

const browser = await launch();
for (const [name, { reach, fullPage = false, ...options }] of Object.entries(SHOTS)) {
  const { page, close } = await open(browser, SINGLE_FILE, options);
  await reach(page);
  // What moves has come to rest by then.
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
  await close();
}
await browser.close();
console.log(`pictures in ${folder}`);
