#!/usr/bin/env bash
# Changes the rules and the model, one place at a time, as cargo-mutants would, and looks whether a test of the core
# notices. What none did is listed, and counted in a table at the end.
#
#   scripts/mutants.sh                               all of them
#   scripts/mutants.sh rules/backup model/backup     these folders or files of lint-core/src
#
# It needs cargo-mutants, which is installed if it is missing; tests/mutants says why it does not run it. JOBS says how
# many places are tried at once.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v cargo-mutants >/dev/null || cargo install --locked --quiet cargo-mutants
out=$PWD/${CARGO_TARGET_DIR:-target}/mutants
[ $# -gt 0 ] || set -- rules model
files=()
for name in "$@"; do
  path=lint-core/src/$name
  if [ -d "$path" ]; then files+=("--file=$path/**"); else files+=("--file=$path.rs"); fi
done
mkdir -p "$out"
cargo mutants --package etcdlint-core "${files[@]}" --list --json >"$out/list.json"
cargo build --quiet --locked --package etcdlint-mutants
# A mutant that never stops may ask for all the memory there is.
ulimit -v 16000000
"${CARGO_TARGET_DIR:-target}/debug/mutants" "$out/list.json" "$out/tree" ${JOBS:+--jobs "$JOBS"}
