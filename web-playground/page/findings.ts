/** The list of findings. It is ours, not the editor's, so that it can be read and used by everyone. */

import { card, type CardEvents, keyOf } from "./card.ts";
import { append, byId, h } from "./dom.ts";
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

  /** `rulesOff` rules did not run, because the settings say so. */
  show(report: Report, rulesOff: number): void {
    const hadFocus = this.#list.contains(document.activeElement);
    this.#findings = worstFirst(report.findings);
    const isOneFile = report.summary.files === 1;
    const cards = this.#findings.slice(0, MOST_SHOWN).map((finding) => card(finding, isOneFile, this.#events));
    this.#list.replaceChildren(...cards);
    this.#heading.replaceChildren(...heading(report, rulesOff));
    this.#coverage.replaceChildren();
    append(this.#coverage, coverage(report, cards.length));
    this.#drawActions();
    this.#drawBanner();
    this.#mark();
    if (hadFocus) {
      this.#focusCurrent();
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

  /** After a fix the list is another one: focus stays in it, on the same finding or on the first. */
  #focusCurrent(): void {
    const current = this.#list.querySelector<HTMLElement>(".current .finding");
    const target = current ?? this.#list.querySelector<HTMLElement>(".finding") ?? this.#heading;
    target.focus();
  }
}

/** Whether the fix of a finding may be made without a person looking at it. */
export function isSafelyFixable(finding: Finding): boolean {
  return finding.fix?.applicability === "safe";
}
