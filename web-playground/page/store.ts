/** What the page remembers: settings, and nothing of any document. */

import type { Options } from "./protocol.ts";

export type Theme = "system" | "light" | "dark";

export interface Remembered {
  theme: Theme;
  options: Options;
}

const KEY = "etcdlint-playground";

export function remembered(): Remembered {
  const nothing: Remembered = { theme: "system", options: {} };
  try {
    return { ...nothing, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Remembered>) };
  } catch {
    return nothing;
  }
}

export function remember(change: Partial<Remembered>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...remembered(), ...change }));
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}
