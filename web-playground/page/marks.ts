/** Findings in the text: a wavy line, a sign beside the line, and words when the pointer rests on it. */

import { type EditorState, type Extension, RangeSet, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, gutter, GutterMarker, hoverTooltip } from "@codemirror/view";
import { h } from "./dom.ts";
import { icon } from "./icons.ts";
import type { Finding, Severity } from "./protocol.ts";
import { WORST_FIRST, worstFirst } from "./severity.ts";

export const setFindings = StateEffect.define<Finding[]>();

interface Shown {
  /** Each decoration's spec holds its finding, so that it moves with the text. */
  underlines: DecorationSet;
  signs: RangeSet<GutterMarker>;
}

const shown = StateField.define<Shown>({
  create: () => ({ underlines: Decoration.none, signs: RangeSet.empty }),
  update(value, transaction) {
    const { changes } = transaction;
    let { underlines, signs } = value;
    if (transaction.docChanged) {
      underlines = underlines.map(changes);
      signs = signs.map(changes);
    }
    for (const effect of transaction.effects) {
      if (effect.is(setFindings)) {
        underlines = underlinesOf(effect.value, transaction.state.doc);
        signs = signsOf(effect.value, transaction.state.doc);
      }
    }
    return { underlines, signs };
  },
  provide: (field) => EditorView.decorations.from(field, (value) => value.underlines),
});

function underlinesOf(findings: Finding[], doc: Text): DecorationSet {
  const ranges = findings.flatMap((finding) => {
    const { from, to } = visible(finding, doc);
    const decoration = Decoration.mark({ class: `finding finding-${finding.severity}`, finding });
    return from < to ? [decoration.range(from, to)] : [];
  });
  return Decoration.set(ranges, true);
}

/** A range that can be seen: an empty one takes the character beside it, a long one ends with its line. */
function visible(finding: Finding, doc: Text): { from: number; to: number } {
  const from = Math.min(finding.from, doc.length);
  const line = doc.lineAt(from);
  const to = Math.min(Math.max(finding.to, from + 1), line.to);
  return from < to ? { from, to } : { from: Math.max(line.from, from - 1), to: from };
}

class Sign extends GutterMarker {
  readonly severity: Severity;

  constructor(severity: Severity) {
    super();
    this.severity = severity;
  }

  override eq(other: Sign): boolean {
    return other.severity === this.severity;
  }

  override toDOM(): Node {
    return icon(this.severity);
  }
}

function signsOf(findings: Finding[], doc: Text): RangeSet<GutterMarker> {
  const worst = new Map<number, Severity>();
  for (const severity of [...WORST_FIRST].reverse()) {
    for (const finding of findings.filter((one) => one.severity === severity)) {
      worst.set(doc.lineAt(Math.min(finding.from, doc.length)).from, severity);
    }
  }
  const signs = [...worst].map(([from, severity]) => new Sign(severity).range(from));
  return RangeSet.of(signs, true);
}

/** The findings at a place of the text, worst first. */
export function findingsShown(state: EditorState, at: number): Finding[] {
  const found: Finding[] = [];
  state.field(shown).underlines.between(at, at, (_from, _to, value) => {
    found.push(value.spec.finding as Finding);
  });
  return worstFirst(found);
}

/** Draws the findings; `fix` and `point` are told what the user does with them. */
export function marks(fix: (finding: Finding) => void, point: (findings: Finding[]) => void): Extension {
  const signs = gutter({
    class: "cm-signs",
    markers: (view) => view.state.field(shown).signs,
    initialSpacer: () => new Sign("info"),
  });
  const words = hoverTooltip((view, at) => {
    const findings = findingsShown(view.state, at);
    if (findings.length === 0) {
      return null;
    }
    point(findings);
    return { pos: at, above: true, create: () => ({ dom: tooltip(findings, fix) }) };
  });
  return [shown, signs, words];
}

function tooltip(findings: Finding[], fix: (finding: Finding) => void): HTMLElement {
  const items = findings.map((finding) => {
    const title = finding.fix?.title;
    const canFix = finding.fix !== undefined && finding.fix.edits.length > 0;
    return h(
      "li",
      { class: finding.severity },
      h("p", {}, icon(finding.severity), h("span", {}, finding.message, " ", h("code", {}, finding.rule))),
      canFix && h("button", { type: "button", onclick: () => fix(finding) }, `Fix: ${title}`),
    );
  });
  return h("ul", { class: "findings-tooltip" }, ...items);
}
