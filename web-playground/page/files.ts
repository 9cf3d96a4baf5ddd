/** Files from the disk, picked or dropped, and the tabs of those that are open. */

import { announce } from "./announce.ts";
import { byId, h, plural } from "./dom.ts";
import type { Editor } from "./editor.ts";
import type { File as Opened } from "./protocol.ts";

/** Beyond this nothing is a manifest, and the page would stand still. */
const LARGEST_BYTES = 4 * 1024 * 1024;

/** `leftOut` is told what could not be opened. */
export function startFiles(editor: Editor, leftOut: (words: string) => void): void {
  const open = async (files: File[]): Promise<void> => {
    const left = await take(editor, files);
    if (left > 0) {
      leftOut(`${plural(left, "file")} left out: larger than 4 MiB, or not text in UTF-8.`);
    }
  };
  const input = byId<HTMLInputElement>("file-input");
  byId("open").addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    await open([...(input.files ?? [])]);
    input.value = "";
  });
  startDrop(open);
}

/** Before the editor sees it: on its own it would put the text of a dropped file between two letters. */
function startDrop(open: (files: File[]) => void): void {
  const body = document.body;
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  document.addEventListener("dragover", (event) => {
    if (hasFiles(event)) {
      event.preventDefault();
      body.classList.add("dropping");
    }
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) {
      body.classList.remove("dropping");
    }
  });
  document.addEventListener(
    "drop",
    (event) => {
      body.classList.remove("dropping");
      if (hasFiles(event)) {
        event.preventDefault();
        event.stopPropagation();
        open([...(event.dataTransfer?.files ?? [])]);
      }
    },
    true,
  );
}

/** Opens files beside what is there, for nothing that was written is replaced; returns how many it cannot open. */
async function take(editor: Editor, files: File[]): Promise<number> {
  const small = files.filter((file) => file.size <= LARGEST_BYTES);
  const read = await Promise.all(small.map(async (file) => ({ name: file.name, text: await textOf(file) })));
  const texts = read.filter((file): file is Opened => file.text !== undefined && !file.text.includes("\0"));
  if (texts.length > 0) {
    editor.open(texts, true);
    announce(`Opened ${plural(texts.length, "file")}.`);
  }
  return files.length - texts.length;
}

/** The text of a file; nothing if it is in another encoding, whose letters would be lost without a word. */
async function textOf(file: File): Promise<string | undefined> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return undefined;
  }
}

/** Draws the tabs anew; `close` is told which one the user closes. */
export function drawTabs(editor: Editor, close: (name: string) => void): void {
  const hadFocus = byId("tabs").contains(document.activeElement);
  const tabs = editor.names.map((name) =>
    h(
      "li",
      { class: name === editor.current ? "current" : "" },
      h("button", { type: "button", class: "tab", "aria-current": name === editor.current, onclick: () => editor.select(name) }, name),
      editor.names.length > 1 &&
        h("button", { type: "button", class: "quiet close", "aria-label": `Close ${name}`, onclick: () => close(name) }, "✕"),
    ),
  );
  const add = h("button", { type: "button", class: "quiet add", "aria-label": "New file", onclick: () => editor.add() }, "+");
  byId("tabs").replaceChildren(...tabs, h("li", {}, add));
  if (hadFocus) {
    focusTab();
  }
}

/** Drawing the tabs takes the focus from them. */
export function focusTab(): void {
  byId("tabs").querySelector<HTMLElement>(".current .tab")?.focus();
}
