/** Says something to those who hear the page. */

import { byId } from "./dom.ts";

export function announce(text: string): void {
  const announcer = byId("announcer");
  // The same words again would be read out again, with every key that is pressed.
  if (announcer.textContent !== text) {
    announcer.textContent = text;
  }
}
