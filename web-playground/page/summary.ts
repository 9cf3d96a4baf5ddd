/** A report in a few words: how much was found, and how much was looked at. */

import { type Child, h, plural } from "./dom.ts";
import { icon } from "./icons.ts";
import type { Report, Severity } from "./protocol.ts";

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

/** The counts as the heading of the list, or why there are none. */
export function heading(report: Report, rulesOff: number): Node[] {
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
  if (rulesOff > 0) {
    words.push(h("span", { class: "count soft" }, plural(rulesOff, "rule is off", "rules are off")));
  }
  return words;
}

/** How much was looked at, and what could not be; `shown` findings are in the list. */
export function coverage({ findings, summary, notChecked }: Report, shown: number): Child[] {
  const { documents, subjects } = summary;
  const looked = `Checked ${plural(subjects, "subject")} in ${plural(documents, "document")}. What is not on this page was not seen.`;
  const said = new Set(findings.map((finding) => finding.message));
  const unseen = notChecked.filter(({ reason }) => !said.has(reason)).map(({ reason, file, line }) => h("li", {}, `${file}${line ? `, line ${line}` : ""}: ${reason}`));
  const left = findings.length - shown;
  return [
    left > 0 && h("p", {}, `${plural(left, "more finding")} after these, all of them marked in the text.`),
    h("p", {}, looked),
    ...(unseen.length > 0 ? [h("h3", {}, "Not checked"), h("ul", {}, ...unseen)] : []),
  ];
}
