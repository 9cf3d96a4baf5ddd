/** Which rules run: profile, version of Kubernetes, and a toggle for each rule. */

import { copy } from "../clipboard.ts";
import { openDialog } from "../dialog.ts";
import { type Child, h, plural } from "../dom.ts";
import { icon } from "../icons.ts";
import { isVersion, optionsOf, PROFILES } from "../options.ts";
import type { Options, Profile, Rule } from "../protocol.ts";
import { asPolicySettings, asPreCommit } from "./export.ts";

/** What the families of rules are about, by the letters of their ids. */
const FAMILIES: Record<string, string> = {
  ETCD: "etcd",
  ENC: "Encryption at rest",
  API: "kube-apiserver and kubeadm",
  BAK: "Backups",
  CRT: "Certificates",
  YAML: "The text itself",
  INPUT: "What could not be seen",
};

export interface SettingsEvents {
  changed(options: Options): void;
  /** Where the settings came with a link: the user wants those of this browser back. */
  ownWanted?: (() => Options) | undefined;
}

export class Settings {
  readonly #rules: Rule[];
  readonly #events: SettingsEvents;
  #options: Options;

  constructor(rules: Rule[], options: Options, events: SettingsEvents) {
    this.#rules = rules;
    this.#options = options;
    this.#events = events;
  }

  open(): void {
    const search = h("input", { type: "search", id: "rule-search", autofocus: true, placeholder: "ETCD101, backup, plaintext …" });
    const list = h("div", { class: "rules" });
    const found = h("p", { class: "note", role: "status" });
    const draw = (): void => this.#drawRules(list, found, search.value.trim().toLowerCase());
    search.addEventListener("input", draw);
    draw();
    const reset = h("button", { type: "button", class: "quiet", onclick: () => this.#replace({}, dialog) }, "Reset");
    const dialog = openDialog(
      "Rules and settings",
      "settings",
      this.#ofLink(() => dialog),
      h("div", { class: "fields" }, ...this.#profile(draw), ...this.#version(), h("label", { for: "rule-search" }, "Find a rule"), search),
      found,
      list,
      h("div", { class: "buttons" }, ...this.#copyButtons(), reset),
    );
  }

  #set(change: Options): void {
    this.#options = optionsOf({ ...this.#options, ...change });
    this.#events.changed(this.#options);
  }

  #profile(draw: () => void): Child[] {
    const choices = Object.entries(PROFILES).map(([value, label]) =>
      h("option", { value, selected: value === (this.#options.profile ?? "default") }, label),
    );
    const select = h("select", { id: "profile" }, ...choices);
    select.addEventListener("change", () => {
      this.#set({ profile: select.value as Profile });
      draw();
    });
    return [h("label", { for: "profile" }, "Profile"), select];
  }

  #version(): Child[] {
    const input = h("input", {
      id: "kubernetes-version",
      placeholder: "as the input says",
      value: this.#options.kubernetesVersion ?? "",
      inputmode: "decimal",
      "aria-describedby": "version-help",
    });
    const help = h("span", { id: "version-help", class: "note" });
    input.addEventListener("input", () => {
      const version = input.value.trim();
      const isGood = version === "" || isVersion(version);
      input.setAttribute("aria-invalid", String(!isGood));
      help.textContent = isGood ? "" : "a version such as 1.34";
      if (isGood) {
        this.#set({ kubernetesVersion: version });
      }
    });
    return [h("label", { for: "kubernetes-version" }, "Kubernetes version"), h("span", {}, input, " ", help)];
  }

  #drawRules(list: HTMLElement, found: HTMLElement, wanted: string): void {
    const matches = this.#rules.filter((rule) =>
      [rule.id, rule.name, rule.summary, rule.category, ...rule.controls].some((text) => text.toLowerCase().includes(wanted)),
    );
    const count = (): void => {
      found.textContent = `${plural(matches.length, "rule")}, ${this.#rules.filter((rule) => this.#isOn(rule)).length} of ${this.#rules.length} on.`;
    };
    count();
    const families = Object.entries(FAMILIES).map(([letters, title]) => {
      const rules = matches.filter((rule) => rule.id.replace(/\d+$/, "") === letters);
      const items = rules.map((rule) => this.#rule(rule, count));
      return rules.length > 0 && h("details", { open: wanted !== "" }, h("summary", {}, `${title} (${rules.length})`), h("ul", {}, ...items));
    });
    list.replaceChildren(...families.filter((family) => family !== false));
  }

  #rule(rule: Rule, toggled: () => void): HTMLElement {
    const box = h("input", { type: "checkbox", checked: this.#isOn(rule) });
    box.addEventListener("change", () => {
      this.#toggle(rule, box.checked);
      toggled();
    });
    return h(
      "li",
      {},
      h("label", {}, box, icon(rule.severity), h("span", {}, h("strong", {}, rule.id), ` ${rule.summary}`, rule.optIn && " (opt-in)")),
    );
  }

  #isOn(rule: Rule): boolean {
    const { disabledRules = [], enabledRules = [] } = this.#options;
    return !disabledRules.includes(rule.id) && (this.#isOnByItself(rule) || enabledRules.includes(rule.id));
  }

  #isOnByItself(rule: Rule): boolean {
    const profile = this.#options.profile ?? "default";
    return !rule.optIn || rule.profiles.some(([name]) => name === profile);
  }

  #toggle(rule: Rule, on: boolean): void {
    const without = (ids: string[] = []): string[] => ids.filter((id) => id !== rule.id);
    const { disabledRules, enabledRules } = this.#options;
    const byItself = this.#isOnByItself(rule);
    this.#set({
      disabledRules: on || !byItself ? without(disabledRules) : [...without(disabledRules), rule.id],
      enabledRules: on && !byItself ? [...without(enabledRules), rule.id] : without(enabledRules),
    });
  }

  #copyButtons(): HTMLElement[] {
    const policy: HTMLButtonElement = h("button", { type: "button", onclick: () => copy(asPolicySettings(this.#options), policy) }, "Copy as policy settings");
    const hook: HTMLButtonElement = h("button", { type: "button", onclick: () => copy(asPreCommit(this.#options), hook) }, "Copy as pre-commit configuration");
    return [policy, hook];
  }

  /** Says whose settings these are, if they are not those of this browser. */
  #ofLink(dialog: () => HTMLDialogElement): Child {
    const { ownWanted } = this.#events;
    if (!ownWanted) {
      return undefined;
    }
    const own = (): void => {
      const options = ownWanted();
      this.#events.ownWanted = undefined;
      this.#replace(options, dialog());
    };
    return h(
      "p",
      { class: "note" },
      "These settings came with a link, and are not remembered. ",
      h("button", { type: "button", class: "quiet small", onclick: own }, "Use my own"),
    );
  }

  #replace(options: Options, dialog: HTMLDialogElement): void {
    this.#options = options;
    this.#events.changed(this.#options);
    dialog.close();
    this.open();
  }
}
