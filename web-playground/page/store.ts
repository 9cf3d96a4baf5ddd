/** What the page remembers: settings, and nothing of any document. */

import { optionsOf } from "./options.ts";
import type { Options } from "./protocol.ts";

export type Theme = "system" | "light" | "dark";

export interface Remembered {
  theme: Theme;
  options: Options;
}

const KEY = "etcdlint-playground";

const THEMES: unknown[] = ["system", "light", "dark"] satisfies Theme[];

export function remembered(): Remembered {
  let kept: Record<string, unknown> = {};
  try {
    kept = (JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {}) as Record<string, unknown>;
  } catch {
    // What cannot be read is as good as nothing.
  }
  const theme = THEMES.includes(kept["theme"]) ? (kept["theme"] as Theme) : "system";
  return { theme, options: optionsOf(kept["options"]) };
}

export function remember(change: Partial<Remembered>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...remembered(), ...change }));
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}
