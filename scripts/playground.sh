#!/usr/bin/env bash
# The page in the browser:
#
#   scripts/playground.sh build        web-playground/dist: the hosted page, and the page as one file
#   scripts/playground.sh serve        builds, serves the page on this machine, and prints its address
#   scripts/playground.sh test         builds, and tests both pages in a real browser
#   scripts/playground.sh measure      builds, and prints size and speed against the budget
#   scripts/playground.sh screenshots  builds, and takes pictures into target/playground/screenshots
#
# What is missing is installed: npm packages, and on Debian the browser. CHROMIUM names another one.
set -euo pipefail
cd "$(dirname "$0")/.."
here=web-playground
out=target/playground

install_npm_packages() {
  command -v npm >/dev/null || {
    echo "the page is built with Node.js 20 or later: nodejs.org" >&2
    exit 1
  }
  [ $here/node_modules/.package-lock.json -nt $here/package-lock.json ] || npm --prefix $here ci --no-fund --no-audit >&2
}

install_browser() {
  [ -n "${CHROMIUM:-}" ] || scripts/install.sh chromium >&2
}

build() {
  install_npm_packages
  local module version
  # Not through wasm-opt: the linter would not be smaller, packed, and version 108 breaks its tables.
  module=$(scripts/wasm.sh etcdlint-playground wasm32-unknown-unknown page)
  cargo run --quiet --locked --manifest-path $here/bindgen/Cargo.toml --target-dir target/bindgen -- "$module" $out
  version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
  (
    cd $here
    npx --no-install tsc --noEmit
    node build.mjs ../$out/linter.js ../$out/linter_bg.wasm "$version"
  )
  echo "built $here/dist" >&2
}

case "${1:-}" in
  build) build ;;
  serve)
    build
    node $here/serve.mjs "${2:-8080}"
    ;;
  test)
    build
    install_browser
    cargo build --quiet --locked --bin etcdlint
    node --test --test-concurrency=1 $here/tests/*.test.mjs
    ;;
  measure | screenshots)
    build
    install_browser
    node "$here/tests/$1.mjs"
    ;;
  *)
    sed -n '2,10s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
