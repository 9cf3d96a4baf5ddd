/** What was understood, drawn: who reaches etcd over what, who writes and reads each resource. */

import { byId, h, plural, type Child } from "./dom.ts";
import { icon } from "./icons.ts";
import type { Cause, Facts, Listener, Place, Port, Recognised, Resource, Subject, Transport } from "./protocol.ts";

type Of<What extends Facts["what"]> = Extract<Recognised, { what: What }>;

/** What leads to etcd: a port of its own, or the endpoints that a kube-apiserver asks. */
interface Way {
  state: Transport;
  listeners: Listener[];
  causes: Cause[];
}

const STATES: Record<Transport, string> = {
  plaintext: "plaintext",
  tls: "TLS",
  "mutual-tls": "mutual TLS",
  unknown: "unknown",
};

const CALLERS: Record<Port["name"], string> = {
  client: "API server, etcdctl",
  peer: "other members",
  metrics: "monitoring",
};

export class Understood {
  readonly #strip = byId("understood");
  readonly #subjects = byId("subjects");
  readonly #goTo: (place: Place) => void;

  constructor(goTo: (place: Place) => void) {
    this.#goTo = goTo;
  }

  show(subjects: Recognised[]): void {
    this.#strip.hidden = subjects.length === 0;
    this.#subjects.replaceChildren(...subjects.map((subject) => this.#card(subject)));
  }

  #card(one: Recognised): HTMLElement {
    const about = [named(one.subject), one.carrier && `carried in a ${one.carrier}`];
    return h(
      "article",
      { class: "subject" },
      h(
        "header",
        {},
        h("h3", {}, this.#link(one.place, titleOf(one))),
        h("p", {}, about.filter(Boolean).join(" · ")),
      ),
      this.#body(one),
    );
  }

  #body(one: Recognised): Child {
    switch (one.what) {
      case "etcd":
        return this.#etcd(one);
      case "apiserver":
        return this.#apiserver(one);
      case "encryption":
        return this.#encryption(one);
      case "kubeadm":
        return h("p", { class: "note" }, "kubeadm writes etcd and kube-apiserver from it; the commands it would write are checked.");
      case "backup":
        return h("p", { class: "note" }, one.does.length > 0 ? `It ${one.does.join(", then ")}.` : "It has to do with snapshots.");
      case "certificates":
        return h("p", { class: "note" }, inPem(one));
    }
  }

  #etcd(one: Of<"etcd">): HTMLElement {
    const rows = one.ports.map((port) =>
      this.#way(CALLERS[port.name], port, this.#causes(port), h("strong", {}, port.name), addresses(port.listeners)),
    );
    const [client] = one.ports;
    if (client && !one.ports.some((port) => port.name === "metrics")) {
      rows.push(this.#way(CALLERS.metrics, client, undefined, h("strong", {}, "metrics"), h("span", { class: "addresses" }, "on the client port")));
    }
    return h(
      "div",
      {},
      h("ul", { class: "ways", "aria-label": "Who reaches etcd, and over what" }, ...rows),
      one.unseenConfig &&
        h("p", { class: "note" }, "A ", this.#link(one.unseenConfig, "configuration file"), " that is not here decides all of it. Drop it in, too."),
    );
  }

  /** A line from those who call to what they reach, with what it is made of. */
  #way(caller: string, { state, listeners }: Way, causes: Child, ...target: Child[]): HTMLElement {
    const isLocal = listeners.length > 0 && listeners.every((listener) => listener.isLocal);
    return h(
      "li",
      { class: `way ${state}${isLocal ? " local" : ""}` },
      h("span", { class: "caller" }, caller),
      h("span", { class: "wire" }, h("span", { class: "state" }, icon(state), STATES[state])),
      h("span", { class: "target" }, ...target),
      causes,
    );
  }

  #causes({ state, causes }: Way): HTMLElement {
    const links = causes.map((cause) => {
      const name = cause.origin === "environment" ? variable(cause.option) : `--${cause.option}`;
      const label = cause.origin === "file" ? cause.option : name;
      const isSeen = cause.origin || state === "unknown";
      return isSeen ? this.#link(cause.place, label) : h("span", {}, `${label} not set`);
    });
    return h("span", { class: "causes" }, ...links);
  }

  #apiserver(one: Of<"apiserver">): HTMLElement {
    const way: Way = { state: one.toEtcd, listeners: one.endpoints, causes: one.causes };
    const row = this.#way("kube-apiserver", way, this.#causes(way), h("strong", {}, "etcd"), addresses(one.endpoints));
    return h(
      "div",
      {},
      h("ul", { class: "ways", "aria-label": "How it reaches etcd" }, row),
      h("p", { class: "note" }, this.#link(one.encryption, atRest(one.encrypts))),
    );
  }

  #encryption(one: Of<"encryption">): HTMLElement {
    const rows = one.resources.map((resource) => this.#resource(resource));
    const heading = (text: string): HTMLElement => h("th", { scope: "col" }, text);
    return h(
      "div",
      {},
      h("p", { class: "note" }, "A file for the API server’s disk, not an API object: lint it in Git, not in admission."),
      h(
        "table",
        { class: "resources" },
        h("thead", {}, h("tr", {}, heading("Resource"), heading("Written by"), heading("Read by"))),
        h("tbody", {}, ...rows),
      ),
    );
  }

  #resource(resource: Resource): HTMLElement {
    const [writer] = resource.providers;
    const name = resource.name ?? "everything else";
    const readers = resource.providers.flatMap((provider, index) => [index > 0 && ", then ", this.#provider(provider)]);
    return h(
      "tr",
      { class: resource.name ? "named" : "rest" },
      h("th", { scope: "row" }, resource.place ? this.#link(resource.place, name) : name),
      h("td", {}, writer ? this.#provider(writer) : plain("not encrypted")),
      h("td", {}, ...(readers.length > 0 ? readers : [plain("as it is")])),
    );
  }

  #provider(provider: Resource["providers"][number]): HTMLElement {
    const encrypts = provider.name !== "identity";
    const label = encrypts ? [provider.name, provider.detail].filter(Boolean).join(" ") : "identity (plain text)";
    return h("span", { class: encrypts ? "provider" : "provider plain" }, icon(encrypts ? "tls" : "plaintext"), this.#link(provider.place, label));
  }

  #link(place: Place, text: string): HTMLElement {
    return h("button", { type: "button", class: "link", title: `Line ${place.line}`, onclick: () => this.#goTo(place) }, text);
  }
}

function plain(text: string): HTMLElement {
  return h("span", { class: "provider plain" }, icon("plaintext"), text);
}

function titleOf(one: Recognised): string {
  switch (one.what) {
    case "etcd":
      return one.version ? `etcd ${one.version}` : "etcd";
    case "apiserver":
      return "kube-apiserver";
    case "encryption":
      return "EncryptionConfiguration";
    case "kubeadm":
      return "kubeadm ClusterConfiguration";
    case "backup":
      return "Backup of etcd";
    case "certificates":
      return "Certificates";
  }
}

/** `Pod kube-system/etcd, container etcd`; nothing for a file that has no name of its own. */
function named({ kind, namespace, name, container }: Subject): string {
  const object = [namespace, name].filter(Boolean).join("/");
  const words = object ? `${kind ?? ""} ${object}`.trim() : "";
  return container && container !== name ? `${words}, container ${container}` : words;
}

function addresses(listeners: Listener[]): HTMLElement {
  const shown = listeners.map(({ url, isLocal }) =>
    h("span", {}, h("code", {}, url), isLocal && " this node only"),
  );
  return h("span", { class: "addresses" }, ...shown);
}

/** Whether a kube-apiserver reads an EncryptionConfiguration, in words. */
function atRest(encrypts: boolean | null): string {
  if (encrypts === null) {
    return "Whether it encrypts at rest cannot be seen.";
  }
  return encrypts ? "It reads an EncryptionConfiguration." : "Nothing is encrypted at rest: there is no EncryptionConfiguration.";
}

function variable(option: string): string {
  return `ETCD_${option.toUpperCase().replaceAll("-", "_")}`;
}

function inPem({ certificates, privateKeys, ends }: Of<"certificates">): string {
  const parts = [
    certificates > 0 && plural(certificates, "certificate"),
    privateKeys > 0 && plural(privateKeys, "private key"),
  ].filter((part) => part !== false);
  const what = parts.length > 0 ? parts.join(" and ") : "Nothing that can be read";
  return ends ? `${what}; ${certificates > 1 ? "the first ends" : "valid until"} ${ends}.` : `${what}.`;
}
