/** A link that holds the text itself, behind the `#`, which browsers do not send to servers. */

import { optionsOf } from "./options.ts";
import type { File, Options } from "./protocol.ts";

/** What a link holds: no earlier versions of the files, neither when it is made nor when it is read. */
export interface SharedState {
  files: File[];
  options: Options;
}

const PREFIX = "#s1=";

/** Who makes a link decides how far it unpacks. No text that is shared comes near to this. */
const MOST_BYTES = 8 * 1024 * 1024;

/** A link of a few characters can unpack to thousands of files without a text, and the page would stand still. */
const MOST_FILES = 100;

const LONGEST_NAME = 200;

/** The part of an address behind the page, with a state in it. */
export async function hashOf(state: SharedState): Promise<string> {
  const packed = await through(new TextEncoder().encode(JSON.stringify(state)), new CompressionStream("deflate-raw"));
  const base64 = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
  return PREFIX + base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** What the address holds: nothing if it is no shared link, an error if it is a damaged one. */
export async function stateOf(hash: string): Promise<SharedState | undefined> {
  if (!hash.startsWith(PREFIX)) {
    return undefined;
  }
  const base64 = hash.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/");
  const packed = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const text = new TextDecoder().decode(await through(packed, new DecompressionStream("deflate-raw")));
  const state = JSON.parse(text) as Partial<SharedState>;
  const isFile = ({ name, text }: Partial<File>): boolean => typeof name === "string" && name.length <= LONGEST_NAME && typeof text === "string";
  if (!Array.isArray(state.files) || state.files.length > MOST_FILES || !state.files.every(isFile)) {
    throw new Error("not a shared state");
  }
  const files = state.files.map(({ name, text }) => ({ name, text }));
  return { files, options: optionsOf(state.options) };
}

async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length;
    if (length > MOST_BYTES) {
      await reader.cancel();
      throw new Error("more than a link may hold");
    }
    chunks.push(read.value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
