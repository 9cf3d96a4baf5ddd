/** Light, dark, or what the system says. The choice is applied in `theme-early.ts` before the page is drawn. */

import { byId } from "./dom.ts";
import { remember, remembered, type Theme } from "./store.ts";

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };

export function startTheme(): void {
  const button = byId("theme");
  const show = (theme: Theme): void => {
    document.documentElement.dataset["theme"] = theme;
    button.setAttribute("aria-label", `Theme: ${theme}. Change to ${NEXT[theme]}`);
    button.title = `Theme: ${theme}`;
  };
  show(remembered().theme);
  button.addEventListener("click", () => {
    const theme = NEXT[remembered().theme];
    remember({ theme });
    show(theme);
  });
}
