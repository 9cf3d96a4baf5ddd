/** Makes an EncryptionConfiguration with a new key, which exists on this page only. */

import { copy } from "../clipboard.ts";
import { openDialog } from "../dialog.ts";
import { h } from "../dom.ts";
import type { Editor } from "../editor.ts";
import { configuration, makeKey, PROVIDERS, type Provider } from "./encryption-config.ts";

const FILE_NAME = "encryption-config.yaml";

export function openKeyMaker(editor: Editor): void {
  const output = h("pre", { tabindex: 0, role: "group", "aria-label": "The new file" });
  const select = h(
    "select",
    { id: "key-provider", autofocus: true },
    ...Object.entries(PROVIDERS).map(([name, label]) => h("option", { value: name }, label)),
  );
  const draw = (): void => {
    output.textContent = configuration(select.value as Provider, makeKey(), new Date());
  };
  select.addEventListener("change", draw);
  draw();
  const text = (): string => output.textContent ?? "";
  const copyButton: HTMLButtonElement = h("button", { type: "button", class: "primary", onclick: () => copy(text(), copyButton) }, "Copy");
  const open = (): void => {
    editor.open([{ name: FILE_NAME, text: text() }], true, true);
    dialog.close();
  };
  const dialog = openDialog(
    "Key maker",
    "key-maker",
    h("p", {}, h("label", { for: "key-provider" }, "Provider "), select),
    output,
    h("p", { class: "note" }, "The key is made by your browser and is nowhere else. Keep the file out of Git, readable by root alone (0600), the same on every control plane node, and in your backups."),
    h(
      "div",
      { class: "buttons" },
      copyButton,
      h("button", { type: "button", onclick: draw }, "Another key"),
      h("button", { type: "button", onclick: open }, "Open in the editor"),
    ),
  );
}
