/** The editor: several files, one of them shown, with the findings drawn into them. */

import { type ChangeSpec, EditorSelection, EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { h } from "./dom.ts";
import { viewIn, writing } from "./editor-view.ts";
import { findingsShown, marks, setFindings } from "./marks.ts";
import type { Edit, File, Finding, Place } from "./protocol.ts";

/** What the editor tells the page. */
export interface EditorEvents {
  /** The text changed; `atOnce` after a paste, a fix or another change that is complete. */
  changed(atOnce: boolean): void;
  /** Another file is shown, or the list of files changed. */
  filesChanged(): void;
  /** The cursor or the pointer came to findings, the worst first, or left all of them. */
  pointed(findings: Finding[]): void;
  /** The user wants the fix of this finding. */
  fixWanted(finding: Finding): void;
  /** The user wants to go to the next finding, or the one before. */
  stepWanted(direction: 1 | -1): void;
}

/** Described within the editor's shadow root, for a description does not reach across its border. */
const HELP =
  "F8 goes to the next finding, Shift F8 to the one before, Control or Command with a full stop makes the fix at the cursor, Tab leaves the editor.";

/** The name of a text that was typed or pasted. */
export const UNNAMED = "manifest.yaml";

const setPrevious = StateEffect.define<string | undefined>();

/** The earlier version of a file is kept with the file, so it is closed and opened again with it. */
const previous = StateField.define<string | undefined>({
  create: () => undefined,
  update: (value, { effects }) => effects.reduce((kept, effect) => (effect.is(setPrevious) ? effect.value : kept), value),
});

export class Editor {
  readonly #events: EditorEvents;
  readonly #view: EditorView;
  readonly #states = new Map<string, EditorState>();
  #current = UNNAMED;
  #isOwn = false;

  constructor(host: HTMLElement, events: EditorEvents) {
    this.#events = events;
    const state = this.#state("");
    this.#states.set(UNNAMED, state);
    this.#view = viewIn(host, state, h("p", { id: "editor-help", hidden: true }, HELP));
  }

  get current(): string {
    return this.#current;
  }

  get names(): string[] {
    return [...this.#states.keys()];
  }

  get files(): File[] {
    this.#keep();
    return [...this.#states].map(([name, state]) => {
      const before = state.field(previous);
      return { name, text: state.doc.toString(), ...(before?.trim() && { previous: before }) };
    });
  }

  /** The earlier version of the file that is shown: nothing if it is compared with none. */
  get previous(): string | undefined {
    return this.#view.state.field(previous);
  }

  /** Compares the file that is shown with an earlier version of it, or with none any more. */
  compareWith(text: string | undefined): void {
    this.#view.dispatch({ effects: setPrevious.of(text) });
  }

  get isEmpty(): boolean {
    return this.files.every((file) => file.text.trim() === "");
  }

  /** Whether there is a text that exists nowhere else, because someone wrote or changed it here. */
  get isOwn(): boolean {
    return this.#isOwn && !this.isEmpty;
  }

  /** Shows these files instead of those that are open, or beside them; `isOwn` if they exist nowhere else. */
  open(files: File[], beside: boolean, isOwn = false): void {
    this.#keep();
    if (!beside || this.files.every((file) => file.text.trim() === "" && !file.previous)) {
      this.#states.clear();
    }
    this.#isOwn ||= isOwn;
    const names = files.map((file) => {
      const name = this.#free(file.name);
      this.#states.set(name, this.#state(file.text, file.previous));
      return name;
    });
    this.#show(names[0] ?? this.#add());
    this.#events.changed(true);
  }

  /** Adds an empty file and shows it. */
  add(): void {
    this.#keep();
    this.#show(this.#add());
    this.focus();
  }

  select(name: string): void {
    this.#keep();
    this.#show(name);
  }

  /** Closes a file; what is returned opens it again, where it was and with all that can be undone in it. */
  close(name: string): () => void {
    this.#keep();
    const at = this.names.indexOf(name);
    const state = this.#states.get(name) ?? this.#state("");
    this.#states.delete(name);
    if (name === this.#current) {
      this.#show(this.names[Math.min(at, this.names.length - 1)] ?? this.#add());
    }
    this.#events.filesChanged();
    this.#events.changed(true);
    return () => this.#insert(at, name, state);
  }

  #insert(at: number, name: string, state: EditorState): void {
    this.#keep();
    const free = this.#free(name);
    const files = [...this.#states];
    files.splice(at, 0, [free, state]);
    this.#states.clear();
    for (const [one, its] of files) {
      this.#states.set(one, its);
    }
    this.#show(free);
    this.#events.changed(true);
  }

  focus(): void {
    this.#view.focus();
  }

  goTo(place: Place): void {
    if (place.file !== this.#current && this.#states.has(place.file)) {
      this.select(place.file);
    }
    // A cursor rather than a selection, which the next key would replace.
    const selection = EditorSelection.cursor(Math.min(place.from, this.#view.state.doc.length));
    this.#view.dispatch({ selection, effects: EditorView.scrollIntoView(selection, { y: "center" }) });
    this.focus();
  }

  /** Makes edits of any of the files; each file's undo takes its own back. */
  apply(edits: Edit[]): void {
    this.#keep();
    for (const [name, state] of this.#states) {
      const changes: ChangeSpec[] = edits
        .filter((edit) => edit.file === name)
        .map(({ from, to, text }) => ({ from, to, insert: text }));
      if (changes.length > 0 && name === this.#current) {
        this.#view.dispatch({ changes, userEvent: "input.fix" });
      } else if (changes.length > 0) {
        this.#states.set(name, state.update({ changes }).state);
        this.#isOwn = true;
        this.#events.changed(true);
      }
    }
  }

  show(findings: Finding[]): void {
    this.#keep();
    for (const [name, state] of this.#states) {
      const effects = setFindings.of(findings.filter((finding) => finding.file === name));
      if (name === this.#current) {
        this.#view.dispatch({ effects });
      } else {
        this.#states.set(name, state.update({ effects }).state);
      }
    }
  }

  #keep(): void {
    if (this.#states.has(this.#current)) {
      this.#states.set(this.#current, this.#view.state);
    }
  }

  #show(name: string): void {
    this.#current = name;
    this.#view.setState(this.#states.get(name) ?? this.#state(""));
    this.#events.filesChanged();
  }

  #add(): string {
    const name = this.#free(UNNAMED);
    this.#states.set(name, this.#state(""));
    return name;
  }

  /** The name, with a number if there is a file of that name. */
  #free(name: string): string {
    const [, stem = name, ending = ""] = /^(.*?)(\.[^./]*)?$/.exec(name) ?? [];
    let free = name;
    for (let number = 2; this.#states.has(free); number++) {
      free = `${stem}-${number}${ending}`;
    }
    return free;
  }

  #state(doc: string, before?: string): EditorState {
    return EditorState.create({ doc, extensions: [previous.init(() => before), this.#extensions()] });
  }

  #extensions(): Extension {
    return [
      this.#keys(),
      writing,
      EditorView.contentAttributes.of({ "aria-label": "Manifest", "aria-describedby": "editor-help" }),
      placeholder("Paste an etcd manifest, an EncryptionConfiguration or anything beside them."),
      marks((finding) => this.#events.fixWanted(finding), (findings) => this.#events.pointed(findings)),
      this.#watch(),
    ];
  }

  #keys(): Extension {
    const step = (direction: 1 | -1) => () => {
      this.#events.stepWanted(direction);
      return true;
    };
    return keymap.of([
      { key: "F8", run: step(1), shift: step(-1) },
      { key: "Mod-.", run: (view) => this.#fixAt(view) },
    ]);
  }

  #fixAt(view: EditorView): boolean {
    const fixable = findingsAt(view.state).find((finding) => finding.fix && finding.fix.edits.length > 0);
    if (fixable) {
      this.#events.fixWanted(fixable);
    }
    return fixable !== undefined;
  }

  #watch(): Extension {
    return EditorView.updateListener.of((update) => {
      if (update.docChanged) {
        this.#isOwn = true;
        const isTyping = update.transactions.every((one) => !one.docChanged || one.isUserEvent("input.type"));
        this.#events.changed(!isTyping);
      } else if (update.state.field(previous) !== update.startState.field(previous)) {
        this.#events.changed(false);
      } else if (update.selectionSet) {
        this.#events.pointed(findingsAt(update.state));
      }
    });
  }
}

/** The findings at the cursor. */
function findingsAt(state: EditorState): Finding[] {
  const { from } = state.selection.main;
  return findingsShown(state, from);
}
