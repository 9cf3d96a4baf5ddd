/** Runs before anything is drawn, so that a dark page does not begin with a white flash. */

import { remembered } from "./store.ts";

document.documentElement.dataset["theme"] = remembered().theme;
