#!/usr/bin/env bash
# Changes the code of the rules, one place at a time, and looks whether a test notices: first the examples of all
# pages, which are quick, then the unit tests of the rules for what those let pass.
#
#   scripts/mutants.sh                                 all rules, which takes hours
#   scripts/mutants.sh --shard 3/100                   a hundredth of the places
#   scripts/mutants.sh --file '**/etcd101_*.rs'        one rule
#
# It needs cargo-mutants, which is installed if it is missing. What no test noticed is in
# target/mutants.out/missed.txt. --iterate goes on where the last run was stopped.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v cargo-mutants >/dev/null || cargo install --locked --quiet cargo-mutants
files=(--file 'lint-core/src/rules/*/*.rs')
[[ " $* " != *" --file "* ]] || files=()
export CARGO_PROFILE_DEV_DEBUG=none

# cargo-mutants ends with 2 where something was missed.
run() {
  cargo mutants --package etcdlint-core "${files[@]}" --exclude '**/tests.rs' --exclude '**/tests/**' \
    --output target --timeout 180 --no-shuffle "$@" || [ $? -eq 2 ]
}

run -C=--features=pages -C=--test=said "$@"
run --iterate -C=--features=pages -C=--lib "$@" -- rules::
[ ! -s target/mutants.out/missed.txt ]
