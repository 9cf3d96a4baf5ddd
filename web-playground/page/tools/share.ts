/** A link that holds the text itself, behind the `#`, which browsers do not send to servers. */

import { copy } from "../clipboard.ts";
import { openDialog } from "../dialog.ts";
import { h, plural } from "../dom.ts";
import type { Linter } from "../linter.ts";
import { optionsOf } from "../options.ts";
import type { File, Options, Shared } from "../protocol.ts";

/** What a link holds. */
export interface SharedState {
  files: File[];
  options: Options;
}

const PREFIX = "#s1=";

/** Chat programs and some browsers cut longer links. */
const LONG_LINK = 8000;

/** Shows what would be shared; a link exists only after a click on the button there. */
export async function openShare(linter: Linter, state: SharedState): Promise<void> {
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
        const link = await linkTo({ files, options: state.options });
        history.replaceState(null, "", link);
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

/** The address of this page with a state in it. */
export async function linkTo(state: SharedState): Promise<string> {
  const packed = await through(new TextEncoder().encode(JSON.stringify(state)), new CompressionStream("deflate-raw"));
  const base64 = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
  const address = location.href.replace(/#.*$/, "");
  return address + PREFIX + base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** What the address holds: nothing if it is no shared link, an error if it is a damaged one. */
export async function stateOf(hash: string): Promise<SharedState | undefined> {
  if (!hash.startsWith(PREFIX)) {
    return undefined;
  }
  const base64 = hash.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/");
  const packed = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const text = new TextDecoder().decode(await through(packed, new DecompressionStream("deflate-raw")));
  const state = JSON.parse(text) as Partial<SharedState>;
  const isFile = (file: Partial<File>): boolean => typeof file.name === "string" && typeof file.text === "string";
  if (!Array.isArray(state.files) || !state.files.every(isFile)) {
    throw new Error("not a shared state");
  }
  return { files: state.files, options: optionsOf(state.options) };
}

async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const packed = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
