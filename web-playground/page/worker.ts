/** Runs the linter off the page's thread. The build puts wasm-bindgen's glue in front of it. */

import type { FromWorker, Question, ToWorker } from "./protocol.ts";

type Linter = { [question in Question]: (argument: string) => string };

declare const wasm_bindgen: Linter & ((options: { module_or_path: WebAssembly.Module }) => Promise<unknown>);

const reply = (message: FromWorker): void => self.postMessage(message);

self.addEventListener("message", async (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  if ("module" in message) {
    try {
      await wasm_bindgen({ module_or_path: message.module });
      reply({ ready: true });
    } catch {
      reply({ failed: true });
    }
    return;
  }
  const { id, question, argument } = message;
  try {
    reply({ id, answer: wasm_bindgen[question](argument) });
  } catch {
    reply({ id, crashed: true });
  }
});
