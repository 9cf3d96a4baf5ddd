#!/usr/bin/env bash
# Changes the code of the rules, one place at a time, and looks whether a test notices: first all that rules say of the
# examples and cases, which is quick, then, for what that lets pass, the unit tests of the rules' family, and at last
# those of all rules.
#
#   scripts/mutants.sh                            all rules, which takes hours
#   scripts/mutants.sh etcd_flags backup          these families
#   scripts/mutants.sh --conditions etcd_flags    only the conditions of rules whose findings are errors
#
# It needs cargo-mutants, which is installed if it is missing. What no test noticed is in
# target/mutants/FAMILY/mutants.out/missed.txt. JOBS says how many places are tried at once.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v cargo-mutants >/dev/null || cargo install --locked --quiet cargo-mutants
export CARGO_PROFILE_DEV_DEBUG=none
out=${CARGO_TARGET_DIR:-target}/mutants
conditions=()
[ "${1:-}" != --conditions ] || { conditions=(--exclude-re ' -> ' --exclude-re 'with \(\)') && shift; }
families=("$@")
[ $# -gt 0 ] || mapfile -t families < <(cd lint-core/src/rules && ls -d */ | tr -d /)

# A file that only helps counts, too.
files_of() {
  local folder=lint-core/src/rules/$1 file
  for file in "$folder"/*.rs; do
    case $file in
      */tests.rs | */mod.rs) continue ;;
      */[a-z]*[0-9][0-9][0-9]_*) [ ${#conditions[@]} -eq 0 ] || grep -q 'Severity::Error' "$file" || continue ;;
    esac
    echo "--file=$file"
  done
}

# cargo-mutants ends with 2 where something was missed.
run() {
  cargo mutants --package etcdlint-core "${files[@]}" "${conditions[@]}" --output "$out/$family" --jobs "${JOBS:-1}" \
    --timeout 180 --no-shuffle --cargo-arg=--features=pages "$@" || [ $? -eq 2 ]
}

for family in "${families[@]}"; do
  mkdir -p "$out/$family"
  mapfile -t files < <(files_of "$family")
  [ ${#files[@]} -gt 0 ] || continue
  run --cargo-arg=--test=said
  run --iterate --cargo-arg=--lib -- "rules::$family"
  run --iterate --cargo-arg=--lib -- rules::
done
missed=("${families[@]/#/$out/}")
! grep --no-filename --no-messages . "${missed[@]/%//mutants.out/missed.txt}"
