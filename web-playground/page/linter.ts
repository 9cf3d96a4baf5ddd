/** Asks the linter in its worker, and starts another worker when one crashes or does not answer. */

import type { File, FromWorker, Options, Question, Report, Rule, Shared, ToWorker } from "./protocol.ts";

/** Why there is no answer. Codes only: a text could hold parts of the input. */
export type Failure = "crashed" | "timeout" | "bad-request" | "not-loaded" | "unavailable";

export class LinterError extends Error {
  readonly code: Failure;

  constructor(code: Failure) {
    super(code);
    this.code = code;
  }
}

/** How long the linter may think about one question. */
const PATIENCE_MS = 2000;

/** How long a worker may take to start once the linter is loaded. */
const START_MS = 15_000;

interface Pending {
  resolve(answer: string): void;
  reject(error: LinterError): void;
}

export class Linter {
  readonly #load: () => Promise<WebAssembly.Module>;
  readonly #workerUrl: string;
  /** The questions without an answer. The worker thinks about the first one. */
  readonly #pending = new Map<number, Pending>();
  #timer = 0;
  /** Nothing after a failure: the next question tries anew. */
  #module: Promise<WebAssembly.Module> | undefined;
  #worker: Promise<Worker> | undefined;
  #lastId = 0;

  constructor(load: () => Promise<WebAssembly.Module>, workerUrl: string) {
    this.#load = load;
    this.#workerUrl = workerUrl;
    this.#worker = this.#start();
  }

  lint(files: File[], options: Options): Promise<Report> {
    const now = Math.floor(Date.now() / 1000);
    return this.#ask("lint", asJson({ files, options, now }));
  }

  share(files: File[]): Promise<Shared[]> {
    return this.#ask("share", asJson(files));
  }

  rules(): Promise<Rule[]> {
    return this.#ask("rules", "");
  }

  async #ask<T>(question: Question, argument: string): Promise<T> {
    this.#worker ??= this.#start();
    const worker = await this.#worker;
    const answer = await new Promise<string>((resolve, reject) => {
      const id = ++this.#lastId;
      this.#pending.set(id, { resolve, reject });
      if (this.#pending.size === 1) {
        this.#wait();
      }
      worker.postMessage({ id, question, argument } satisfies ToWorker);
    });
    const parsed = JSON.parse(answer) as { ok: T } | { error: Failure };
    if ("error" in parsed) {
      throw new LinterError(parsed.error);
    }
    return parsed.ok;
  }

  async #start(): Promise<Worker> {
    let worker: Worker | undefined;
    try {
      worker = new Worker(this.#workerUrl);
      this.#module ??= this.#load();
      await this.#ready(worker, this.#module);
      return worker;
    } catch (error) {
      worker?.terminate();
      this.#module = undefined;
      this.#worker = undefined;
      throw error instanceof LinterError ? error : new LinterError("unavailable");
    }
  }

  #ready(worker: Worker, loading: Promise<WebAssembly.Module>): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(new LinterError("unavailable"));
      worker.addEventListener("message", (event: MessageEvent<FromWorker>) => {
        if ("ready" in event.data) {
          resolve();
        } else if ("failed" in event.data) {
          fail();
        } else {
          this.#settle(event.data);
        }
      });
      worker.addEventListener("error", fail);
      loading.then((module) => {
        worker.postMessage({ module } satisfies ToWorker);
        setTimeout(fail, START_MS);
      }, reject);
    });
  }

  #settle(message: { id: number; answer: string } | { id: number; crashed: true }): void {
    if ("crashed" in message) {
      // A trap leaves the instance in a state that nobody knows.
      this.#restart("crashed");
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    clearTimeout(this.#timer);
    if (this.#pending.size > 0) {
      this.#wait();
    }
    pending?.resolve(message.answer);
  }

  /** For the answer to the first question: the time of those behind it has not begun. */
  #wait(): void {
    this.#timer = window.setTimeout(() => this.#restart("timeout"), PATIENCE_MS);
  }

  #restart(code: Failure): void {
    this.#worker?.then((worker) => worker.terminate());
    this.#worker = this.#start();
    // The next question meets the failure, and says so.
    this.#worker.catch(() => {});
    clearTimeout(this.#timer);
    for (const pending of this.#pending.values()) {
      pending.reject(new LinterError(code));
    }
    this.#pending.clear();
  }
}

/** Half a character, which a text of the browser can have, is none for the linter: U+FFFD is as long. */
function asJson(value: unknown): string {
  const whole = (text: string): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(text));
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "string" ? whole(part) : part));
}
