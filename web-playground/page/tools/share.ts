/** Sharing: what a link would hold is shown before there is one. */

import { copy } from "../clipboard.ts";
import { openDialog } from "../dialog.ts";
import { h, plural } from "../dom.ts";
import { hashOf, type SharedState } from "../link.ts";
import type { Linter } from "../linter.ts";
import type { Shared } from "../protocol.ts";

/** Chat programs and some browsers cut longer links. */
const LONG_LINK = 8000;

/** Shows what would be shared; a link exists only after a click on the button there. `made` is told what it holds. */
export async function openShare(linter: Linter, state: SharedState, made: (hash: string) => void): Promise<void> {
  const shared = await linter.share(state.files);
  const count = shared.reduce((sum, file) => sum + file.placeholders.length, 0);
  const files = shared.map(({ name, text }) => ({ name, text }));
  const result = h("p", { class: "note", role: "status" });
  const button: HTMLButtonElement = h(
    "button",
    {
      type: "button",
      class: "primary",
      autofocus: true,
      onclick: async () => {
        const hash = await hashOf({ files, options: state.options });
        const link = linkTo(hash);
        made(hash);
        history.replaceState(null, "", hash);
        await copy(link, button);
        result.textContent = `${plural(link.length, "character")}.${link.length > LONG_LINK ? " Some programs cut links of that length." : ""}`;
      },
    },
    "Copy link",
  );
  openDialog(
    "Share",
    "share",
    h("p", {}, "This is all that the link will hold. ", count > 0 ? masked(count) : "Nothing in it looks secret; look yourself."),
    h("div", { class: "preview" }, ...shared.map(preview)),
    isFile() && h("p", { class: "note" }, "This page is a file. The link has its name without the folder: whoever gets it opens it with a copy of the file."),
    state.files.some((file) => file.previous) && h("p", { class: "note" }, "Earlier versions that you compare with are not part of it."),
    h("p", { class: "note" }, "Whoever has the link can read it. Browsers keep the part behind # to themselves, but they keep it in the history."),
    h("div", { class: "buttons" }, button, result),
  );
}

function masked(count: number): HTMLElement {
  return h("strong", {}, `${plural(count, "value")} that may be secret ${count === 1 ? "is" : "are"} replaced by x.`);
}

function preview(file: Shared): HTMLElement {
  const code = h("code");
  let done = 0;
  for (const [from, to] of file.placeholders) {
    code.append(file.text.slice(done, from), h("mark", {}, file.text.slice(from, to)));
    done = to;
  }
  code.append(file.text.slice(done));
  return h(
    "figure",
    {},
    h("figcaption", {}, file.name),
    h("pre", { tabindex: 0, role: "group", "aria-label": `${file.name} as it will be shared` }, code),
  );
}

/**
 * The link to a state on this page. Where the page is a file, its folder stays out: it is of no use to others, and
 * says who works where.
 */
function linkTo(hash: string): string {
  const address = location.href.replace(/#.*$/, "");
  return (isFile() ? address.slice(address.lastIndexOf("/") + 1) : address) + hash;
}

function isFile(): boolean {
  return location.protocol === "file:";
}
