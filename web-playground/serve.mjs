/** Serves `dist/` on this machine, with the headers that a real server should send. */

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("dist", import.meta.url));

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

/** What a policy in the page itself cannot say. */
const HEADERS = {
  "content-security-policy": "frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

function answer(request, response) {
  if (!URL.canParse(request.url, "http://localhost")) {
    response.writeHead(400, HEADERS).end();
    return;
  }
  const { pathname } = new URL(request.url, "http://localhost");
  const path = join(dist, normalize(pathname === "/" ? "/index.html" : pathname));
  const type = TYPES[extname(path)];
  if (!path.startsWith(dist + sep) || !type || !existsSync(path) || !statSync(path).isFile()) {
    response.writeHead(404, HEADERS).end();
    return;
  }
  // The names of the files change with their content; the page's own does not.
  const age = path.endsWith(".html") ? "no-cache" : "max-age=31536000, immutable";
  response.writeHead(200, { ...HEADERS, "content-type": type, "cache-control": age });
  createReadStream(path).pipe(response);
}

/** Starts on a port of the loopback address; 0 takes any that is free. */
export function serve(port) {
  const server = createServer(answer);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve({ server, address: `http://127.0.0.1:${server.address().port}/` }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = Number(process.argv[2] ?? 8080);
  const { address } = await serve(wanted).catch(() => serve(0));
  console.log(`The playground is at ${address}`);
}
