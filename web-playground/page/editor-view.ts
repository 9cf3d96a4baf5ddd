/** What the page's editors have in common. */

import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentUnit } from "@codemirror/language";
import type { EditorState, Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { h } from "./dom.ts";
import { appearance } from "./editor-theme.ts";

/** Writing YAML. Tab stays what it is on a page: it leaves the editor. */
export const writing: Extension = [
  lineNumbers(),
  highlightActiveLineGutter(),
  highlightSpecialChars(),
  history(),
  drawSelection(),
  bracketMatching(),
  highlightActiveLine(),
  indentUnit.of("  "),
  yaml(),
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({ tabindex: "0" }),
  keymap.of([{ key: "Mod-]", run: indentMore }, { key: "Mod-[", run: indentLess }, ...defaultKeymap, ...historyKeymap]),
  appearance,
];

/** Makes an editor in an element of the page; `beside` stands with it behind the border of the shadow root. */
export function viewIn(host: HTMLElement, state: EditorState, ...beside: Node[]): EditorView {
  // In a shadow root CodeMirror adopts its style sheets; in the document it would write style
  // elements, which the page's policy forbids. The slot shows what is in the host until the view
  // is there: for good, if it cannot be made.
  const root = host.attachShadow({ mode: "open" });
  root.append(h("slot"));
  const view = new EditorView({ state, root });
  root.replaceChildren(view.dom, ...beside);
  return view;
}
