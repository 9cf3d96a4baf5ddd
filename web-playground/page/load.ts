/** Brings the linter and the pages of its rules: from the page itself in the single file, else from their own addresses. */

import { LinterError } from "./linter.ts";

export async function loadLinter(): Promise<WebAssembly.Module> {
  if (LINTER_URL) {
    return WebAssembly.compileStreaming(fetch(LINTER_URL)).catch((error: unknown) => {
      // What came and does not compile is another error.
      throw error instanceof TypeError ? new LinterError("not-loaded") : error;
    });
  }
  return WebAssembly.compileStreaming(new Response(embedded("linter-module"), { headers: { "content-type": "application/wasm" } }));
}

/** The pages of all rules by their ids, in Markdown. */
export async function loadPages(): Promise<Record<string, string>> {
  const response = PAGES_URL ? await fetch(PAGES_URL) : new Response(embedded("rule-pages"));
  return (await response.json()) as Record<string, string>;
}

/** What an element of the single file holds, gzipped, in base64. */
function embedded(id: string): ReadableStream {
  const text = document.getElementById(id)?.textContent ?? "";
  const packed = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  return new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
}

/** A worker from a blob obeys the page's policy; one from an address would bring its own. */
export function workerUrl(): string {
  return URL.createObjectURL(new Blob([WORKER_SOURCE], { type: "text/javascript" }));
}
