/** What crosses the border to the linter, as `web-playground/src` writes it. */

export type Severity = "error" | "warning" | "info";

export interface File {
  name: string;
  text: string;
  /** The version before it, which is there to be compared with. */
  previous?: string;
}

/** Settings by the names of the configuration file. */
export interface Options {
  profile?: Profile;
  disabledRules?: string[];
  enabledRules?: string[];
  kubernetesVersion?: string;
}

export type Profile = "default" | "cis" | "stig" | "strict";

/** A place in a file; `from` and `to` count UTF-16 units, as the editor does. */
export interface Place {
  file: string;
  line: number;
  column: number;
  from: number;
  to: number;
}

export interface Subject {
  kind?: string;
  namespace?: string;
  name?: string;
  container?: string;
}

export interface Edit {
  file: string;
  from: number;
  to: number;
  text: string;
}

export interface Fix {
  title: string;
  applicability: "safe" | "suggested" | "manual";
  /** Empty when only a person can write the change. */
  edits: Edit[];
}

export interface Finding extends Place {
  rule: string;
  name: string;
  severity: Severity;
  message: string;
  label?: string;
  subject: Subject;
  related: (Place & { message: string })[];
  fix?: Fix;
}

export interface Summary {
  files: number;
  documents: number;
  subjects: number;
  errors: number;
  warnings: number;
  infos: number;
  suppressed: number;
  baselined: number;
}

export type Transport = "plaintext" | "tls" | "mutual-tls" | "unknown";

/** An address of etcd, and what protects a connection to it. */
export interface Listener {
  url: string;
  state: Transport;
  isLocal: boolean;
}

/** An option that decides about it; without an origin nothing sets it, or that cannot be seen. */
export interface Cause {
  option: string;
  origin: "flag" | "environment" | "file" | null;
  place: Place;
}

export interface Port {
  name: "client" | "peer" | "metrics";
  state: Transport;
  listeners: Listener[];
  causes: Cause[];
}

/** What happens to a resource: the first provider writes, all of them read. */
export interface Resource {
  /** Nothing stands for whatever no entry names. */
  name: string | null;
  place: Place | null;
  providers: { name: string; detail: string | null; place: Place }[];
}

export type Facts =
  | { what: "etcd"; version: string | null; ports: Port[]; unseenConfig: Place | null }
  | { what: "apiserver"; toEtcd: Transport; endpoints: Listener[]; causes: Cause[]; encrypts: boolean | null; encryption: Place }
  | { what: "encryption"; resources: Resource[] }
  | { what: "kubeadm" }
  | { what: "backup"; does: string[] }
  | { what: "certificates"; certificates: number; privateKeys: number; ends: string | null };

export type Recognised = Facts & { subject: Subject; place: Place; carrier?: string };

export interface Report {
  findings: Finding[];
  summary: Summary;
  notChecked: { reason: string; file: string; line?: number }[];
  subjects: Recognised[];
}

export interface Rule {
  id: string;
  name: string;
  summary: string;
  severity: Severity;
  category: string;
  fix: "safe" | "suggested" | "manual" | "none";
  optIn: boolean;
  profiles: [Profile, Severity][];
  controls: string[];
  url: string;
}

/** A file with placeholders for its secrets. */
export interface Shared extends File {
  placeholders: [number, number][];
}

/** The functions of the linter, each from a text to a text. */
export type Question = "lint" | "share" | "rules";

/** What the page sends to the worker: the linter first, then questions. */
export type ToWorker = { module: WebAssembly.Module } | { id: number; question: Question; argument: string };

/** What the worker sends back. A crash carries no text: it could hold parts of the input. */
export type FromWorker = { ready: true } | { failed: true } | { id: number; answer: string } | { id: number; crashed: true };
