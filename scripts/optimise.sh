#!/usr/bin/env bash
# Makes a WebAssembly module for Kubewarden faster and smaller: scripts/optimise.sh IN OUT
set -euo pipefail
here=$(dirname "$0")
# Named, because wasm-opt would otherwise use some that Kubewarden's wasmtime refuses.
features=(bulk-memory sign-ext mutable-globals nontrapping-float-to-int reference-types multivalue)
if "$here/install.sh" wasm-opt >&2; then
  wasm-opt -O3 "${features[@]/#/--enable-}" --strip-debug --strip-producers "$1" -o "$2"
else
  echo "without wasm-opt the module will be larger and slower than it has to be" >&2
  cp "$1" "$2"
fi
