/** Says something to those who hear the page. */

import { byId } from "./dom.ts";

export function announce(text: string): void {
  byId("announcer").textContent = text;
}
