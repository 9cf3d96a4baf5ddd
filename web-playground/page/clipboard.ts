/** Copies, and says so on the button itself. */

import { announce } from "./announce.ts";

const SHOWN_MS = 1600;

export async function copy(text: string, button: HTMLButtonElement): Promise<void> {
  const label = button.dataset["label"] ?? button.textContent ?? "";
  button.dataset["label"] = label;
  const outcome = (await write(text, button)) ? "Copied" : "Not allowed to copy";
  button.textContent = outcome;
  announce(outcome);
  setTimeout(() => {
    button.textContent = label;
  }, SHOWN_MS);
}

async function write(text: string, button: HTMLButtonElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeOldWay(text, button);
  }
}

/** For pages without a clipboard object. The text stands beside the button, for in a dialog nothing else has focus. */
function writeOldWay(text: string, button: HTMLButtonElement): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "offscreen";
  button.after(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  button.focus();
  return copied;
}
