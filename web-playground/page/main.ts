/** The page: the editor on one side, what the linter says of its text on the other. */

import { announce } from "./announce.ts";
import { Before } from "./before.ts";
import { byId, plural } from "./dom.ts";
import { Editor, UNNAMED } from "./editor.ts";
import { GROUPS } from "./examples/index.ts";
import { drawOffers, openExamples } from "./examples/view.ts";
import { drawTabs, focusTab, startFiles } from "./files.ts";
import { FindingsList, isSafelyFixable } from "./findings.ts";
import { stateOf } from "./link.ts";
import { Linter, LinterError } from "./linter.ts";
import { loadLinter, workerUrl } from "./load.ts";
import { keepRules, namesRules } from "./options.ts";
import type { Edit, File, Finding, Options, Place, Report } from "./protocol.ts";
import { RulePage } from "./rule-page.ts";
import { remember, remembered } from "./store.ts";
import { counts } from "./summary.ts";
import { startTheme } from "./theme.ts";
import { openKeyMaker } from "./tools/key.ts";
import { Settings } from "./tools/settings.ts";
import { openShare } from "./tools/share.ts";
import { Trouble } from "./trouble.ts";
import { Understood } from "./understood.ts";

/** How long after a key the linter waits for the next one. */
const DEBOUNCE_MS = 120;

/** Fixes that make room for other fixes come to an end long before. */
const MOST_ROUNDS = 10;

class Page {
  readonly #linter = new Linter(loadLinter, workerUrl());
  readonly #trouble = new Trouble(() => this.#lint());
  readonly #rulePage = new RulePage(this.#linter);
  readonly #understood = new Understood((place) => this.#goTo(place));
  readonly #findings: FindingsList;
  readonly #editor: Editor;
  readonly #before: Before;
  #options: Options = remembered().options;
  /** Whether the settings came with a link: then they are not those to remember. */
  #isOfLink = false;
  /** The links that have been opened. Who goes back to one has its files already. */
  readonly #opened = new Set<string>();
  #waiting = 0;
  /** Counts what was asked; an answer to anything but the last question is stale. */
  #asked = 0;
  /** Whether the report that is shown is of the present text. */
  #isPresent = false;
  /** What was done to the text, to be said with what is found in it now. */
  #done = "";

  constructor() {
    this.#findings = new FindingsList({
      chosen: (place) => {
        // Not when it gets the focus: the list must not move between the press of a button and its release.
        this.#findings.reveal();
        this.#goTo(place);
      },
      pointed: (finding) => this.#rulePage.showSoon(finding.rule),
      left: () => this.#rulePage.stay(),
      focused: (finding) => {
        this.#findings.point(finding);
        this.#rulePage.show(finding.rule);
      },
      fixWanted: (finding) => this.#fix(finding),
      fixAllWanted: () => this.#fixAll(),
      explanationWanted: () => this.#rulePage.focus(),
    });
    this.#editor = new Editor(byId("editor"), {
      changed: (atOnce) => this.#changed(atOnce),
      filesChanged: () => this.#filesChanged(),
      pointed: (findings) => this.#pointed(findings),
      fixWanted: (finding) => this.#fix(finding),
      stepWanted: (direction) => this.#step(direction),
    });
    this.#before = new Before(this.#editor);
    startTheme();
    startFiles(this.#editor, (words) => this.#trouble.say(words));
    this.#drawTabs();
    drawOffers(this.#editor);
    this.#startTools();
    this.#takeEarly();
    this.#openShared();
    window.addEventListener("hashchange", () => this.#openShared());
    this.#startSkipping();
    window.addEventListener("beforeunload", (event) => {
      if (this.#editor.isOwn) {
        event.preventDefault();
      }
    });
    this.#warmUp();
  }

  /** The browser compiles the linter's functions when they are first called: better now than after a paste. */
  async #warmUp(): Promise<void> {
    const examples = GROUPS.flatMap((group) => group.examples).filter((example) => example.isFeatured);
    try {
      await this.#linter.lint(examples.flatMap((example) => example.files), {});
      await this.#rulePage.rules();
    } catch {
      // The first question of the user meets the same trouble, and says so.
    }
  }

  /** Takes over what was written before the editor was there. */
  #takeEarly(): void {
    const fallback = byId<HTMLTextAreaElement>("editor-fallback");
    if (fallback.value.trim() !== "") {
      this.#editor.open([{ name: UNNAMED, text: fallback.value }], false, true);
    }
    fallback.remove();
  }

  /** The address stays as it is: it may hold a text. */
  #startSkipping(): void {
    document.querySelector(".skip")?.addEventListener("click", (event) => {
      event.preventDefault();
      byId("results").focus();
    });
  }

  #startTools(): void {
    byId("examples").addEventListener("click", () => openExamples(this.#editor));
    byId("key").addEventListener("click", () => openKeyMaker(this.#editor));
    byId("settings").addEventListener("click", () => this.#try(() => this.#openSettings()));
    byId("share").addEventListener("click", () => {
      const state = { files: this.#editor.files, options: this.#options };
      this.#try(() => openShare(this.#linter, state, (hash) => this.#opened.add(hash)));
    });
  }

  async #openSettings(): Promise<void> {
    const rules = [...(await this.#rulePage.rules()).values()];
    new Settings(rules, this.#options, {
      changed: (options) => {
        this.#options = options;
        if (!this.#isOfLink) {
          remember({ options });
        }
        this.#lint();
      },
      ownWanted: this.#isOfLink ? () => this.#ownOptions() : undefined,
    }).open();
  }

  #ownOptions(): Options {
    this.#isOfLink = false;
    return remembered().options;
  }

  #filesChanged(): void {
    this.#drawTabs();
    this.#before.show();
  }

  #drawTabs(): void {
    drawTabs(this.#editor, (name) => this.#close(name));
  }

  #close(name: string): void {
    const reopen = this.#editor.close(name);
    focusTab();
    const make = (): void => {
      reopen();
      focusTab();
    };
    this.#trouble.say(`${name} is closed.`, { label: "Open it again", make });
  }

  /** Shows what the address holds. It goes beside what was written here, not in its place. */
  async #openShared(): Promise<void> {
    const { hash } = location;
    if (this.#opened.has(hash)) {
      return;
    }
    try {
      const state = await stateOf(hash);
      if (state) {
        this.#opened.add(hash);
        this.#options = state.options;
        this.#isOfLink = true;
        this.#editor.open(state.files, true);
      }
    } catch {
      this.#trouble.say("This link is damaged: nothing could be read from it.");
    }
  }

  #changed(atOnce: boolean): void {
    document.body.classList.toggle("empty", this.#editor.isEmpty);
    this.#asked++;
    this.#isPresent = false;
    clearTimeout(this.#waiting);
    if (atOnce) {
      // Before the browser draws the new text: the linter works meanwhile.
      this.#lint();
    } else {
      this.#waiting = window.setTimeout(() => this.#lint(), DEBOUNCE_MS);
    }
  }

  /** The report of the present text, or nothing if there is none or the text changed meanwhile. */
  async #lint(): Promise<Report | undefined> {
    clearTimeout(this.#waiting);
    const asked = ++this.#asked;
    const files = this.#editor.files.filter((file) => file.text.trim() !== "");
    try {
      await this.#dropUnknownRules();
      const report = await this.#linter.lint(files, this.#options);
      if (asked !== this.#asked) {
        return undefined;
      }
      this.#show(report);
      return report;
    } catch (error) {
      if (asked === this.#asked) {
        this.#forget();
        this.#failed(error, files.reduce((sum, file) => sum + file.text.length, 0));
      }
      return undefined;
    }
  }

  /** A link or an older version of the page can name rules that are none, and the linter takes no such settings. */
  async #dropUnknownRules(): Promise<void> {
    if (namesRules(this.#options)) {
      const rules = await this.#rulePage.rules();
      this.#options = keepRules(this.#options, rules);
    }
  }

  #show(report: Report): void {
    this.#isPresent = true;
    this.#trouble.recovered();
    this.#editor.show(report.findings);
    this.#findings.show(report, this.#options.disabledRules?.length ?? 0, jsonIn(this.#editor.files));
    this.#understood.show(report.subjects);
    document.body.classList.toggle("empty", this.#editor.isEmpty);
    document.body.classList.toggle("clean", report.findings.length === 0);
    this.#rulePage.keepTo(this.#findings.findings.map((finding) => finding.rule));
    const found = this.#editor.isEmpty ? "" : counts(report) || byId("findings-summary").textContent || "";
    announce([this.#done, found].filter(Boolean).join(" "));
    this.#done = "";
  }

  /** Takes away what was said of another text. */
  #forget(): void {
    this.#isPresent = false;
    this.#editor.show([]);
    this.#findings.forget();
    this.#understood.show([]);
    document.body.classList.toggle("empty", this.#editor.isEmpty);
    document.body.classList.remove("clean");
    this.#done = "";
  }

  #failed(error: unknown, length: number): void {
    const code = error instanceof LinterError ? error.code : "unavailable";
    this.#trouble.failed(code, length);
  }

  #goTo(place: Place): void {
    this.#editor.goTo(place);
  }

  #pointed(findings: Finding[]): void {
    const [first] = findings;
    // Where findings overlap, the one that is looked at stays so.
    if (first && !findings.some((finding) => this.#findings.isCurrent(finding))) {
      this.#findings.point(first);
      this.#findings.reveal();
      this.#rulePage.showSoon(first.rule);
    }
  }

  #step(direction: 1 | -1): void {
    const finding = this.#findings.step(direction);
    if (finding) {
      this.#findings.point(finding);
      this.#findings.reveal();
      this.#goTo(finding);
      announce(`${finding.severity}, line ${finding.line}: ${finding.message}`);
    }
  }

  async #fix(finding: Finding): Promise<void> {
    const present = await this.#inPresentText(finding);
    if (!present) {
      announce("The text changed meanwhile: nothing was fixed.");
      return;
    }
    this.#done = `Fixed: ${present.fix?.title ?? ""}.`;
    this.#editor.apply(present.fix?.edits ?? []);
  }

  /** The finding with its places in the present text; nothing if it is gone, or one of several alike. */
  async #inPresentText(finding: Finding): Promise<Finding | undefined> {
    // A tooltip can be of an older report than the list.
    if (this.#isPresent && this.#findings.findings.includes(finding)) {
      return finding;
    }
    const { rule, file, message } = finding;
    const findings = (await this.#lint())?.findings ?? [];
    const alike = findings.filter((one) => one.rule === rule && one.file === file && one.message === message);
    return alike.length === 1 ? alike[0] : undefined;
  }

  /** Makes the safe fixes, those that fit together at a time, until none is left. */
  async #fixAll(): Promise<void> {
    let findings = this.#isPresent ? this.#findings.findings : ((await this.#lint())?.findings ?? []);
    let made = 0;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const fixes = compatible(findings.filter(isSafelyFixable));
      if (fixes.length === 0) {
        break;
      }
      made += fixes.length;
      this.#done = `Made ${plural(made, "safe fix", "safe fixes")}.`;
      this.#editor.apply(fixes.flatMap((finding) => finding.fix?.edits ?? []));
      findings = (await this.#lint())?.findings ?? [];
    }
  }

  async #try(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#failed(error, 0);
    }
  }
}

/** The names of the files that are JSON, in which no comment can stand. */
function jsonIn(files: File[]): Set<string> {
  return new Set(files.filter(isJson).map(({ name }) => name));
}

function isJson({ name, text }: File): boolean {
  if (name.endsWith(".json")) {
    return true;
  }
  try {
    return /^\s*[{[]/.test(text) && JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}

/** Findings whose fixes do not touch each other. */
function compatible(findings: Finding[]): Finding[] {
  const taken: Edit[] = [];
  const touches = (a: Edit, b: Edit): boolean => a.file === b.file && a.from <= b.to && b.from <= a.to;
  return findings.filter((finding) => {
    const edits = finding.fix?.edits ?? [];
    if (edits.some((edit) => taken.some((other) => touches(edit, other)))) {
      return false;
    }
    taken.push(...edits);
    return true;
  });
}

new Page();
