/** The list of findings. It is ours, not the editor's, so that it can be read and used by everyone. */

import { copy } from "./clipboard.ts";
import { append, byId, type Child, h, plural } from "./dom.ts";
import { icon } from "./icons.ts";
import type { Finding, Place, Report, Severity } from "./protocol.ts";

export interface FindingsEvents {
  chosen(place: Place): void;
  /** The pointer rests on a finding. */
  pointed(finding: Finding): void;
  left(): void;
  /** The keyboard came to a finding. */
  focused(finding: Finding): void;
  fixWanted(finding: Finding): void;
  fixAllWanted(): void;
  /** The user wants to go to the rule's page, where it is not beside the list. */
  explanationWanted(): void;
}

const WORST_FIRST: Severity[] = ["error", "warning", "info"];

/** The rule whose fix gives lost indentation back: everything else is in doubt until that is done. */
const LOST_INDENTATION = "YAML102";

/** More than anybody reads, and as many as a phone draws without a pause. */
const MOST_SHOWN = 300;

const IGNORE_HELP = "Goes on the line itself or on the line above it; say why";

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

  show(report: Report): void {
    const hadFocus = this.#list.contains(document.activeElement);
    this.#findings = [...report.findings].sort(
      (a, b) => WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity),
    );
    const isOneFile = report.summary.files === 1;
    const cards = this.#findings.slice(0, MOST_SHOWN).map((finding) => this.#card(finding, isOneFile));
    this.#list.replaceChildren(...cards);
    this.#heading.replaceChildren(...summary(report));
    this.#coverage.replaceChildren();
    append(this.#coverage, coverage(report));
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

  #card(finding: Finding, isOneFile: boolean): HTMLElement {
    const where = isOneFile ? `line ${finding.line}` : `${finding.file}, line ${finding.line}`;
    const button = h(
      "button",
      {
        type: "button",
        class: "finding",
        onclick: () => this.#events.chosen(finding),
        onfocus: () => {
          this.point(finding);
          this.#events.focused(finding);
        },
      },
      icon(finding.severity),
      h(
        "span",
        { class: "words" },
        h(
          "span",
          { class: "place" },
          h("span", { class: "severity" }, finding.severity),
          ` ${where} `,
          h("span", { class: "id" }, finding.rule),
        ),
        h("span", { class: "message" }, finding.message),
      ),
    );
    return h(
      "li",
      {
        class: `card ${finding.severity}`,
        "data-key": keyOf(finding),
        onmouseenter: () => this.#events.pointed(finding),
        onmouseleave: () => this.#events.left(),
      },
      button,
      this.#more(finding),
    );
  }

  /** What can be done about a finding, and other places that have to do with it. */
  #more(finding: Finding): HTMLElement {
    const { fix } = finding;
    const related = finding.related.map((one) =>
      h(
        "li",
        {},
        h(
          "button",
          { type: "button", class: "link", onclick: () => this.#events.chosen(one) },
          `${one.message} (line ${one.line})`,
        ),
      ),
    );
    const ignore: HTMLButtonElement = h(
      "button",
      { type: "button", class: "quiet", title: IGNORE_HELP, onclick: () => copy(ignoreComment(finding), ignore) },
      "Copy ignore comment",
    );
    const what = `${finding.rule}, line ${finding.line}`;
    return h(
      "div",
      { class: "more" },
      fix && h("p", { class: "fix" }, h("strong", {}, fix.edits.length > 0 ? fixLabel(fix.applicability) : "To fix: "), fix.title),
      related.length > 0 && h("ul", { class: "related", "aria-label": "Related places" }, ...related),
      h(
        "div",
        { class: "buttons" },
        fix &&
          fix.edits.length > 0 &&
          h(
            "button",
            {
              type: "button",
              class: "primary small",
              "aria-label": `Fix ${what}`,
              onclick: () => this.#events.fixWanted(finding),
            },
            "Fix",
          ),
        h("button", { type: "button", class: "quiet why", onclick: () => this.#events.explanationWanted() }, "Why it matters"),
        ignore,
      ),
    );
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
  return finding.fix?.applicability === "safe" && finding.fix.edits.length > 0;
}

/** The counts, in words: `3 errors, 1 warning`. */
export function counts(report: Report): string {
  const { errors, warnings, infos } = report.summary;
  const parts = [
    errors > 0 && plural(errors, "error"),
    warnings > 0 && plural(warnings, "warning"),
    infos > 0 && plural(infos, "info"),
  ];
  return parts.filter((part) => part !== false).join(", ");
}

function summary(report: Report): Node[] {
  const { errors, warnings, infos, subjects, suppressed } = report.summary;
  const words: Node[] = [];
  const count = (severity: Severity, number: number): void => {
    if (number > 0) {
      words.push(h("span", { class: `count ${severity}` }, icon(severity), plural(number, severity)));
    }
  };
  count("error", errors);
  count("warning", warnings);
  count("info", infos);
  if (words.length === 0 && subjects > 0) {
    words.push(h("span", { class: "count clean" }, icon("clean"), "Nothing found"));
  } else if (words.length === 0) {
    words.push(h("span", { class: "count" }, "Nothing here that etcdlint knows, so nothing was checked"));
  }
  if (suppressed > 0) {
    words.push(h("span", { class: "count soft" }, `${suppressed} ignored by comments`));
  }
  return words;
}

/** How much was looked at, and what could not be. */
function coverage({ findings, summary, notChecked }: Report): Child[] {
  const { documents, subjects } = summary;
  const looked = `Checked ${plural(subjects, "subject")} in ${plural(documents, "document")}. What is not on this page was not seen.`;
  const unseen = notChecked.map(({ reason, file, line }) => h("li", {}, `${file}${line ? `, line ${line}` : ""}: ${reason}`));
  const left = findings.length - MOST_SHOWN;
  return [
    left > 0 && h("p", {}, `${plural(left, "more finding")} after these, all of them marked in the text.`),
    h("p", {}, looked),
    ...(unseen.length > 0 ? [h("h3", {}, "Not checked"), h("ul", {}, ...unseen)] : []),
  ];
}

function fixLabel(applicability: "safe" | "suggested"): string {
  return applicability === "safe" ? "Safe fix: " : "Suggested fix, look at it: ";
}

/** As the linter reads it on the finding's line, or on the line above. An error needs a reason. */
function ignoreComment(finding: Finding): string {
  return `# etcdlint: ignore[${finding.rule}] because …`;
}

function keyOf(finding: Finding): string {
  return `${finding.rule} ${finding.file} ${finding.from} ${finding.message}`;
}
