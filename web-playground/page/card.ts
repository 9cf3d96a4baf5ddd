/** One finding as a card: what is wrong and where, and what can be done about it. */

import { copy } from "./clipboard.ts";
import { h } from "./dom.ts";
import { icon } from "./icons.ts";
import type { Finding, Place } from "./protocol.ts";

export interface CardEvents {
  chosen(place: Place): void;
  /** The pointer rests on a finding. */
  pointed(finding: Finding): void;
  left(): void;
  /** The keyboard came to a finding. */
  focused(finding: Finding): void;
  fixWanted(finding: Finding): void;
  /** The user wants to go to the rule's page, where it is not beside the list. */
  explanationWanted(): void;
}

const IGNORE_HELP = "Goes on the line itself or on the line above it; write behind it why, for an error has to be ignored for a reason";

/** What the card of a finding depends on beside the finding. */
export interface Surroundings {
  /** Where there are several files, the place names the file. */
  isOneFile: boolean;
  /** Whether comments can stand in a file. */
  takesComments(file: string): boolean;
}

export function card(finding: Finding, { isOneFile, takesComments }: Surroundings, events: CardEvents): HTMLElement {
  return h(
    "li",
    {
      class: `card ${finding.severity}`,
      "data-key": keyOf(finding),
      onmouseenter: () => events.pointed(finding),
      onmouseleave: () => events.left(),
    },
    face(finding, isOneFile, events),
    h("div", { class: "more" }, fixOf(finding), related(finding, events), buttons(finding, takesComments(finding.file), events)),
  );
}

/** What makes a finding the same one in the next report. */
export function keyOf(finding: Finding): string {
  return `${finding.rule} ${finding.file} ${finding.from} ${finding.message}`;
}

/** The button that is the finding itself. */
function face(finding: Finding, isOneFile: boolean, events: CardEvents): HTMLElement {
  const where = isOneFile ? `line ${finding.line}` : `${finding.file}, line ${finding.line}`;
  return h(
    "button",
    {
      type: "button",
      class: "finding",
      onclick: () => events.chosen(finding),
      onfocus: () => events.focused(finding),
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
}

function fixOf({ fix }: Finding): HTMLElement | undefined {
  return fix && h("p", { class: "fix" }, h("strong", {}, fixLabel(fix)), fix.title);
}

const FIX_LABELS = { safe: "Safe fix: ", suggested: "Suggested fix, look at it: ", manual: "To fix: " };

function fixLabel({ applicability }: NonNullable<Finding["fix"]>): string {
  return FIX_LABELS[applicability];
}

function related(finding: Finding, events: CardEvents): HTMLElement | undefined {
  const items = finding.related.map((place) => {
    const words = `${place.message} (line ${place.line})`;
    return h("li", {}, h("button", { type: "button", class: "link", onclick: () => events.chosen(place) }, words));
  });
  return items.length > 0 ? h("ul", { class: "related", "aria-label": "Related places" }, ...items) : undefined;
}

function buttons(finding: Finding, takesComments: boolean, events: CardEvents): HTMLElement {
  const fix = h(
    "button",
    {
      type: "button",
      class: "primary small",
      "aria-label": `Fix ${finding.rule}, line ${finding.line}`,
      onclick: () => events.fixWanted(finding),
    },
    "Fix",
  );
  const why = h("button", { type: "button", class: "quiet why", onclick: () => events.explanationWanted() }, "Why it matters");
  const ignore: HTMLButtonElement = h(
    "button",
    { type: "button", class: "quiet", title: IGNORE_HELP, onclick: () => copy(ignoreComment(finding), ignore) },
    "Copy ignore comment",
  );
  const canFix = finding.fix !== undefined && finding.fix.edits.length > 0;
  return h("div", { class: "buttons" }, canFix && fix, why, takesComments && ignore);
}

/**
 * As the linter reads it on the finding's line, or on the line above. An error needs a reason, which is the user's to
 * write: until it is there, the linter says that it is missing.
 */
function ignoreComment(finding: Finding): string {
  return `# etcdlint: ignore[${finding.rule}] `;
}
