/** The catalogue of examples, and the few that an empty page offers. */

import { openDialog } from "../dialog.ts";
import { byId, h } from "../dom.ts";
import type { Editor } from "../editor.ts";
import type { File } from "../protocol.ts";
import { type Example, GROUPS } from "./index.ts";

export function openExamples(editor: Editor): void {
  const groups = GROUPS.map(({ title, examples }) =>
    h(
      "section",
      {},
      h("h3", {}, title),
      h("ul", { class: "examples" }, ...examples.map((example) => h("li", {}, choice(editor, example, () => dialog.close())))),
    ),
  );
  const dialog = openDialog("Examples", "catalogue", ...groups);
}

function choice(editor: Editor, example: Example, chosen: () => void): HTMLElement {
  const open = (): void => {
    chosen();
    show(editor, example);
  };
  return h(
    "button",
    { type: "button", class: "example", onclick: open },
    h("strong", {}, example.title),
    h("span", {}, example.teaches),
    h("small", {}, example.topics.join(" · ")),
  );
}

/** An example stands beside what the user wrote, and in place of another example. */
function show(editor: Editor, example: Example): void {
  const isUntouched = editor.files.every(isExample);
  editor.open(example.files, !isUntouched);
  editor.focus();
}

/** Whether nobody wrote this: what there is of it, text or earlier version, is an example's. */
function isExample({ text, previous }: File): boolean {
  const isEmpty = text.trim() === "";
  if (isEmpty && !previous) {
    return true;
  }
  const isSame = (file: File): boolean => (isEmpty || file.text === text) && file.previous === previous;
  return GROUPS.some(({ examples }) => examples.some(({ files }) => files.some(isSame)));
}

/** Draws the offers of an empty page. */
export function drawOffers(editor: Editor): void {
  const featured = GROUPS.flatMap(({ examples }) => examples).filter((example) => example.isFeatured);
  const offers = featured.map((example) =>
    h(
      "li",
      {},
      h("button", { type: "button", onclick: () => show(editor, example) }, h("strong", {}, example.title), h("span", {}, example.teaches)),
    ),
  );
  const all = h("li", {}, h("button", { type: "button", class: "quiet", onclick: () => openExamples(editor) }, "All examples"));
  byId("offers").replaceChildren(...offers, all);
}
