/** The list of findings. It is ours, not the editor's, so that it can be read and used by everyone. */

import { card, type CardEvents, keyOf } from "./card.ts";
import { append, byId, type Child, h } from "./dom.ts";
import type { Finding, Report } from "./protocol.ts";
import { worstFirst } from "./severity.ts";
import { coverage, heading } from "./summary.ts";

export interface FindingsEvents extends CardEvents {
  fixAllWanted(): void;
}

/** The rule whose fix gives lost indentation back: everything else is in doubt until that is done. */
const LOST_INDENTATION = "YAML102";

/** More than anybody reads, and as many as a phone draws without a pause. */
const MOST_SHOWN = 300;

export class FindingsList {
  readonly #events: FindingsEvents;
  readonly #list = byId("findings");
  readonly #heading = byId("findings-summary");
  readonly #actions = byId("findings-actions");
  readonly #banner = byId("banner");
  readonly #coverage = byId("coverage");
  #findings: Finding[] = [];
  #current: string | undefined;

  constructor(events: FindingsEvents) {
    this.#events = events;
  }

  get findings(): Finding[] {
    return this.#findings;
  }

  /** `rulesOff` rules did not run, because the settings say so; `json` are the files in which no comment can stand. */
  show(report: Report, rulesOff: number, json: ReadonlySet<string>): void {
    const surroundings = { isOneFile: report.summary.files === 1, takesComments: (file: string) => !json.has(file) };
    this.#findings = worstFirst(report.findings);
    const cards = this.#findings.slice(0, MOST_SHOWN).map((finding) => card(finding, surroundings, this.#events));
    this.#draw(cards, heading(report, rulesOff), coverage(report, cards.length));
  }

  /** Says that nothing is known of the text, for what was found before is of another one. */
  forget(): void {
    this.#findings = [];
    this.#draw([], [h("span", { class: "count" }, "This text was not checked")], []);
  }

  #draw(cards: HTMLElement[], heading: Node[], coverage: Child[]): void {
    const focused = [this.#list, this.#actions, this.#banner].find((place) => place.contains(document.activeElement));
    this.#list.replaceChildren(...cards);
    this.#heading.replaceChildren(...heading);
    this.#coverage.replaceChildren();
    append(this.#coverage, coverage);
    this.#drawActions();
    this.#drawBanner();
    this.#mark();
    if (focused) {
      this.#focusIn(focused);
    }
  }

  /** Marks a finding as the one that is looked at. */
  point(finding: Finding): void {
    this.#current = keyOf(finding);
    this.#mark();
  }

  isCurrent(finding: Finding): boolean {
    return keyOf(finding) === this.#current;
  }

  /** Brings the marked finding into sight where the list scrolls by itself; else the whole page would move. */
  reveal(): void {
    if (matchMedia("(min-width: 62rem)").matches) {
      this.#list.querySelector(".current")?.scrollIntoView({ block: "nearest" });
    }
  }

  /** The finding after the current one, or the one before. */
  step(direction: 1 | -1): Finding | undefined {
    const { length } = this.#findings;
    const at = this.#findings.findIndex((finding) => keyOf(finding) === this.#current);
    const next = at < 0 && direction < 0 ? length - 1 : at + direction;
    return this.#findings[(next + length) % length];
  }

  #drawActions(): void {
    const count = this.#findings.filter(isSafelyFixable).length;
    this.#actions.replaceChildren(
      ...(count > 0
        ? [
            h(
              "button",
              { type: "button", class: "primary", onclick: () => this.#events.fixAllWanted() },
              count === 1 ? "Make the safe fix" : `Make all ${count} safe fixes`,
            ),
          ]
        : []),
    );
  }

  #drawBanner(): void {
    const lost = this.#findings.find((one) => one.rule === LOST_INDENTATION && one.fix && one.fix.edits.length > 0);
    this.#banner.hidden = !lost;
    this.#banner.replaceChildren(
      ...(lost
        ? [
            h("p", {}, h("strong", {}, "The indentation was lost in the copy."), " There is one way only to restore it."),
            h("button", { type: "button", class: "primary", onclick: () => this.#events.fixWanted(lost) }, "Indent again"),
          ]
        : []),
    );
  }

  #mark(): void {
    for (const card of this.#list.children) {
      const isCurrent = card instanceof HTMLElement && card.dataset["key"] === this.#current;
      card.classList.toggle("current", isCurrent);
      card.querySelector(".finding")?.setAttribute("aria-current", String(isCurrent));
    }
  }

  /** What had the focus is drawn anew: it stays there, on the same finding or on the first, or goes to the heading. */
  #focusIn(place: HTMLElement): void {
    const current = this.#list.querySelector<HTMLElement>(".current .finding");
    const same = place === this.#list ? current : undefined;
    const target = same ?? place.querySelector<HTMLElement>("button") ?? this.#heading;
    target.focus();
  }
}

/** Whether the fix of a finding may be made without a person looking at it. */
export function isSafelyFixable(finding: Finding): boolean {
  return finding.fix?.applicability === "safe";
}
