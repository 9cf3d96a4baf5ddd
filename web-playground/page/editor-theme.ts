/** How the editor looks. Colours are the page's own variables, which reach into the shadow root. */

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "var(--surface)", fontSize: "0.8438rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: "0.75rem 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 1rem 0 0.5rem" },
  ".cm-cursor": { borderLeftColor: "var(--text)", borderLeftWidth: "2px" },
  ".cm-placeholder": { color: "var(--text-soft)" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--text-faint)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 0.5rem 0 0.75rem", minWidth: "2.25rem" },
  ".cm-activeLine": { backgroundColor: "var(--line)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--selection)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--selection)",
    outline: "1px solid var(--border)",
  },
  ".cm-signs": { width: "1.125rem" },
  ".cm-signs .cm-gutterElement": { display: "flex", justifyContent: "center" },
  ".icon": { width: "0.8125rem", height: "0.8125rem", flex: "none", fill: "none", stroke: "currentColor" },
  // On the first of several lines that a long one is broken into.
  ".cm-signs .icon": { marginTop: "0.275rem" },
  ".icon .body": { fill: "currentColor", stroke: "none" },
  ".icon .stroke": { stroke: "var(--surface)", strokeWidth: "1.8", strokeLinecap: "round" },
  ".icon-error": { color: "var(--error)" },
  ".icon-warning": { color: "var(--warning)" },
  ".icon-info": { color: "var(--info)" },
  ".finding": { textDecorationLine: "underline", textDecorationStyle: "wavy", textUnderlineOffset: "3px", textDecorationThickness: "1.5px" },
  ".finding-error": { textDecorationColor: "var(--error)" },
  ".finding-warning": { textDecorationColor: "var(--warning)" },
  ".finding-info": { textDecorationColor: "var(--info)", textDecorationStyle: "dotted" },
  ".cm-tooltip": {
    border: "1px solid var(--border-strong)",
    borderRadius: "8px",
    backgroundColor: "var(--raised)",
    boxShadow: "var(--shadow)",
    maxWidth: "min(28rem, 90vw)",
  },
  ".findings-tooltip": {
    listStyle: "none",
    margin: "0",
    padding: "0.25rem 0.75rem",
    fontFamily: "var(--sans)",
    fontSize: "0.875rem",
    lineHeight: "1.45",
  },
  ".findings-tooltip li": { padding: "0.5rem 0" },
  ".findings-tooltip li + li": { borderTop: "1px solid var(--border)" },
  ".findings-tooltip p": { display: "flex", gap: "0.5rem", margin: "0" },
  ".findings-tooltip .icon": { marginTop: "0.2rem" },
  ".findings-tooltip code": { color: "var(--text-soft)", fontFamily: "var(--mono)", fontSize: "0.8125rem" },
  ".findings-tooltip button": {
    margin: "0.375rem 0 0 1.3125rem",
    padding: "0",
    border: "none",
    background: "none",
    color: "var(--accent)",
    font: "inherit",
    textAlign: "left",
    textDecoration: "underline",
    cursor: "pointer",
  },
});

const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--syntax-key)" },
  { tag: [tags.string, tags.content, tags.attributeValue], color: "var(--text)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--syntax-comment)", fontStyle: "italic" },
  { tag: [tags.keyword, tags.atom, tags.bool, tags.number], color: "var(--syntax-atom)" },
  { tag: [tags.punctuation, tags.separator, tags.bracket, tags.meta], color: "var(--text-soft)" },
]);

export const appearance: Extension = [theme, syntaxHighlighting(highlight)];
