/** The pane with an earlier version, which shows what a change loses. It is stored nowhere, and no link has it. */

import { EditorState } from "@codemirror/state";
import { EditorView, placeholder } from "@codemirror/view";
import { byId } from "./dom.ts";
import type { Editor } from "./editor.ts";
import { viewIn, writing } from "./editor-view.ts";

export class Before {
  readonly #editor: Editor;
  readonly #view: EditorView;
  readonly #compare = byId("compare");

  constructor(editor: Editor) {
    this.#editor = editor;
    this.#view = viewIn(byId("before-editor"), this.#state(""));
    this.#compare.addEventListener("click", () => this.#open());
    byId("before-close").addEventListener("click", () => this.#close());
  }

  /** Shows the earlier version of the file that is shown now, if it has one. */
  show(): void {
    const text = this.#editor.previous;
    document.body.classList.toggle("comparing", text !== undefined);
    if (text !== this.#view.state.doc.toString()) {
      this.#view.setState(this.#state(text ?? ""));
    }
  }

  #open(): void {
    this.#editor.compareWith("");
    this.show();
    this.#view.focus();
  }

  #close(): void {
    this.#editor.compareWith(undefined);
    this.show();
    if (this.#editor.isEmpty) {
      this.#editor.focus();
    } else {
      this.#compare.focus();
    }
  }

  #state(doc: string): EditorState {
    const changed = EditorView.updateListener.of((update) => {
      if (update.docChanged) {
        this.#editor.compareWith(update.state.doc.toString());
      }
    });
    return EditorState.create({
      doc,
      extensions: [
        writing,
        EditorView.contentAttributes.of({ "aria-label": "Manifest before the change" }),
        placeholder("Paste the earlier version. What the change makes unreadable is found; this text is neither stored nor shared."),
        changed,
      ],
    });
  }
}
