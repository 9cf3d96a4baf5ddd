/** Says that something went wrong. What the user wrote stays where it is. */

import { copy } from "./clipboard.ts";
import { byId, h } from "./dom.ts";
import type { Failure } from "./linter.ts";

const WORDS: Record<Failure, string> = {
  timeout: "The linter took longer than two seconds and was started again. Your text is untouched.",
  crashed: "The linter stopped at this text and was started again. Your text is untouched.",
  "bad-request": "The linter does not take these settings. Reset them under “Rules”.",
  "not-loaded": "The linter could not be loaded. Is there a connection? Your text is untouched.",
  unavailable: "This browser could not start the linter, which needs WebAssembly. Your text is untouched.",
};

export class Trouble {
  readonly #bar = byId("trouble");
  readonly #again: () => void;
  #isAboutLinter = false;

  constructor(again: () => void) {
    this.#again = again;
  }

  /** `length` is that of the text; nothing else of it is told. */
  failed(code: Failure, length: number): void {
    const report: HTMLButtonElement = h("button", { type: "button", onclick: () => copy(about(code, length), report) }, "Copy a report without your text");
    const again = h("button", { type: "button", onclick: () => this.#again() }, "Try again");
    this.#draw(h("p", {}, WORDS[code]), again, report);
    this.#isAboutLinter = true;
  }

  /** Something that an answer of the linter does not mend, and perhaps what can be done about it. */
  say(words: string, remedy?: { label: string; make: () => void }): void {
    const make = (): void => {
      this.#close();
      remedy?.make();
    };
    const mend = remedy && h("button", { type: "button", onclick: make }, remedy.label);
    const close = h("button", { type: "button", onclick: () => this.#close() }, "Close");
    this.#draw(h("p", {}, words), ...(mend ? [mend] : []), close);
    this.#isAboutLinter = false;
  }

  /** The linter answers again. */
  recovered(): void {
    if (this.#isAboutLinter) {
      this.#close();
    }
  }

  #close(): void {
    this.#bar.hidden = true;
  }

  #draw(...content: Node[]): void {
    this.#bar.replaceChildren(...content);
    this.#bar.hidden = false;
  }
}

function about(code: Failure, length: number): string {
  return [`etcdlint playground ${ETCDLINT_VERSION}`, `failure: ${code}`, `text: ${length} characters`, navigator.userAgent].join("\n");
}
