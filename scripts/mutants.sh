#!/usr/bin/env bash
# Changes the code of the rules, one place at a time, and looks whether a test notices:
#
#   scripts/mutants.sh                                 all rules, which takes most of a day
#   scripts/mutants.sh --shard 3/100                   a hundredth of the places
#   scripts/mutants.sh --file '**/etcd101_*.rs'        one rule
#
# It needs cargo-mutants, which is installed if it is missing. What no test noticed is in
# target/mutants.out/missed.txt.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v cargo-mutants >/dev/null || cargo install --locked --quiet cargo-mutants
files=(--file 'lint-core/src/rules/*/*.rs')
[[ " $* " != *" --file "* ]] || files=()
exec cargo mutants --package etcdlint-core "${files[@]}" --exclude '**/tests.rs' --exclude '**/tests/**' \
  --output target --timeout 180 "$@" -- --features pages --lib --test pages
