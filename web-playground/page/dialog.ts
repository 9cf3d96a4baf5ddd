/** Dialogs: the browser's own, which keep the focus and close with Escape. */

import { type Child, h } from "./dom.ts";

/** Opens a dialog that goes away when it is closed. */
export function openDialog(title: string, name: string, ...content: Child[]): HTMLDialogElement {
  const heading = h("h2", { id: `${name}-title` }, title);
  const close = h("button", { type: "button", class: "quiet close", "aria-label": "Close" }, "✕");
  const dialog = h(
    "dialog",
    { class: name, "aria-labelledby": `${name}-title` },
    h("header", {}, heading, close),
    h("div", { class: "content" }, ...content),
  );
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  // A selection that is drawn out of the dialog ends beside it, too.
  let pressed: EventTarget | null = null;
  dialog.addEventListener("pointerdown", (event) => {
    pressed = event.target;
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && pressed === dialog) {
      dialog.close();
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
