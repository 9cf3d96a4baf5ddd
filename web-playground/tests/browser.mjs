/** A real browser, and what the tests want to know of a page in it. */

import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "../serve.mjs";

/** Without these, the browser looks for updates and other things on its own. */
const QUIET = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const SINGLE_FILE = pathToFileURL(fileURLToPath(new URL("../dist/etcdlint-playground.html", import.meta.url))).href;

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: QUIET });
}

/** Both pages, each with the address to open: `hosted` and `single file`. */
export async function pages() {
  const { server, address } = await serve(0);
  return { builds: { hosted: address, "single file": SINGLE_FILE }, close: () => server.close() };
}

/** Opens a page that remembers what it should not have done. */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const seen = { requests: [], violations: [], errors: [] };
  await page.exposeFunction("reportViolation", (text) => seen.violations.push(text));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.reportViolation(`${event.violatedDirective}: ${event.blockedURI}`);
    });
  });
  page.on("request", (request) => seen.requests.push(request.url()));
  page.on("pageerror", (error) => seen.errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && seen.errors.push(message.text()));
  await page.goto(url);
  await page.locator("#editor .cm-content").waitFor();
  return { page, seen, close: () => context.close() };
}

/** Puts a text into the editor, or into that of the version before, as a paste does. */
export async function paste(page, text, editor = "#editor") {
  await page.locator(`${editor} .cm-content`).focus();
  await page.keyboard.press("Control+a");
  await page.evaluate(
    ([host, pasted]) => {
      const data = new DataTransfer();
      data.setData("text/plain", pasted);
      const target = document.querySelector(host).shadowRoot.querySelector(".cm-content");
      target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    },
    [editor, text],
  );
}

/** The text of the editor, with the lines that are out of sight. */
export async function textOf(page) {
  await page.locator("#editor .cm-content").focus();
  await page.keyboard.press("Control+a");
  return page.evaluate(() => {
    const data = new DataTransfer();
    const target = document.querySelector("#editor").shadowRoot.querySelector(".cm-content");
    target.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
    return data.getData("text/plain");
  });
}

/** The rules of the findings in the list. */
export function rulesOf(page) {
  return page.locator("#findings .place .id").allTextContents();
}

/** Waits until the list has (or has not) a finding of a rule. */
export async function waitForRule(page, rule, isThere = true) {
  const found = page.locator("#findings .id", { hasText: rule });
  await (isThere ? found.first().waitFor({ state: "attached" }) : found.first().waitFor({ state: "detached" }));
}

/** Drops files onto the page, each with its text or its bytes. */
export async function drop(page, files) {
  await page.evaluate((dropped) => {
    const data = new DataTransfer();
    for (const { name, text, bytes } of dropped) {
      data.items.add(new File([text ?? Uint8Array.from(bytes)], name));
    }
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  }, files);
}

/** Catches what the page copies; `copied` gives it. */
export async function watchClipboard(page) {
  await page.evaluate(() => {
    navigator.clipboard.writeText = async (text) => {
      window.copied = text;
    };
  });
}

export const copied = (page) => page.evaluate(() => window.copied);

/** The address of the page as it is now. */
export const addressOf = (page) => page.evaluate(() => location.href);
