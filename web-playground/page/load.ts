/** Brings the linter: from the page itself in the single file, from its own address in the hosted page. */

import { LinterError } from "./linter.ts";

/** The element that holds the module of the single file, gzipped, in base64. */
const EMBEDDED = "linter-module";

export async function loadLinter(): Promise<WebAssembly.Module> {
  if (LINTER_URL) {
    return WebAssembly.compileStreaming(fetch(LINTER_URL)).catch((error: unknown) => {
      // What came and does not compile is another error.
      throw error instanceof TypeError ? new LinterError("not-loaded") : error;
    });
  }
  const text = document.getElementById(EMBEDDED)?.textContent ?? "";
  const packed = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compileStreaming(new Response(stream, { headers: { "content-type": "application/wasm" } }));
}

/** A worker from a blob obeys the page's policy; one from an address would bring its own. */
export function workerUrl(): string {
  return URL.createObjectURL(new Blob([WORKER_SOURCE], { type: "text/javascript" }));
}
