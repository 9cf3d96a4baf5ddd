/** The page of the rule that the user looks at: why, the attack or outage, wrong and right, how to fix. */

import { byId, h } from "./dom.ts";
import { icon } from "./icons.ts";
import type { Linter } from "./linter.ts";
import { loadPages } from "./load.ts";
import { render } from "./markdown.ts";
import type { Rule } from "./protocol.ts";

/** How long a pointer has to rest on a finding. Focus and clicks count at once. */
const REST_MS = 180;

export class RulePage {
  readonly #linter: Linter;
  readonly #pane = byId("rule");
  #rules: Promise<Map<string, Rule>> | undefined;
  #pages: ReturnType<typeof loadPages> | undefined;
  #shown = "";
  #resting = 0;

  constructor(linter: Linter) {
    this.#linter = linter;
  }

  /** Shows a rule's page after a moment, unless something else is asked for before. */
  showSoon(rule: string): void {
    clearTimeout(this.#resting);
    this.#resting = window.setTimeout(() => this.show(rule), REST_MS);
  }

  stay(): void {
    clearTimeout(this.#resting);
  }

  async show(id: string): Promise<void> {
    clearTimeout(this.#resting);
    if (id === this.#shown) {
      return;
    }
    this.#shown = id;
    try {
      const [rules, page] = await Promise.all([this.rules(), this.#page(id)]);
      const rule = rules.get(id);
      if (rule && this.#shown === id) {
        this.#draw(rule, page);
      }
    } catch {
      // The linter was restarted meanwhile; the next look asks again.
      this.#shown = "";
    }
  }

  /** The pages are loaded when the first of them is looked at: they weigh as much as the rest of the page. */
  async #page(id: string): Promise<Node> {
    this.#pages ??= loadPages();
    try {
      return render((await this.#pages)[id] ?? "", "h3");
    } catch {
      this.#pages = undefined;
      return h("p", {}, "The page of this rule could not be loaded. Is there a connection?");
    }
  }

  focus(): void {
    this.#pane.scrollIntoView({ block: "start" });
    this.#pane.focus({ preventScroll: true });
  }

  /** Leaves the page that is shown if its rule is one of these, else shows that of the first. */
  keepTo(rules: string[]): void {
    const [first] = rules;
    if (first && !rules.includes(this.#shown)) {
      // Not at once: the findings are to be drawn before.
      this.showSoon(first);
    }
  }

  /** The rules by their ids. */
  rules(): Promise<Map<string, Rule>> {
    this.#rules ??= this.#linter.rules().then((rules) => new Map(rules.map((rule) => [rule.id, rule])));
    this.#rules.catch(() => {
      this.#rules = undefined;
    });
    return this.#rules;
  }

  #draw(rule: Rule, page: Node): void {
    const controls = rule.controls.map((control) => h("li", {}, control));
    this.#pane.replaceChildren(
      h(
        "header",
        {},
        h("p", { class: "facts" }, icon(rule.severity), `${rule.severity} · ${rule.category}`),
        h("h2", {}, h("span", { class: "id" }, rule.id), " ", rule.name),
        controls.length > 0 && h("ul", { class: "controls", "aria-label": "Controls" }, ...controls),
      ),
      page,
      h(
        "p",
        { class: "published" },
        h("a", { href: rule.url, target: "_blank", rel: "noreferrer noopener" }, "This rule in the documentation"),
      ),
    );
    this.#pane.scrollTop = 0;
  }
}
