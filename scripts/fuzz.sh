#!/usr/bin/env bash
# Runs the fuzzers, one after the other:
#
#   scripts/fuzz.sh                    all of them, a minute each
#   scripts/fuzz.sh text shell 3600    these two, an hour each
#   scripts/fuzz.sh --keep             adds what they found to fuzz/corpus, made small
#
# They need a nightly toolchain and cargo-fuzz, which is installed if it is missing. What they work on is in
# target/fuzz/corpus, what broke in target/fuzz/artifacts, and what they say in target/fuzz/logs.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$PWD/${CARGO_TARGET_DIR:-target}/fuzz
all=(text events admission settings jsonpath shell argv pem carriers fixes change rotation snapshot)

command -v cargo-fuzz >/dev/null || cargo install --locked --quiet cargo-fuzz
fuzz() { cargo +nightly fuzz "$1" --target-dir "$out/build" "${@:2}"; }

dictionary_of() {
  case $1 in
    text | events | fixes | change | rotation | carriers | settings) echo fuzz/dictionaries/manifest.dict ;;
    *) [ ! -e "fuzz/dictionaries/$1.dict" ] || echo "fuzz/dictionaries/$1.dict" ;;
  esac
}

length_of() {
  case $1 in
    snapshot) echo 16384 ;;
    jsonpath) echo 1024 ;;
    pem) echo 8192 ;;
    *) echo 4096 ;;
  esac
}

run() {
  local target=$1 seconds=$2 dictionary
  mkdir -p "$out/corpus/$target" "$out/artifacts/$target" "$out/logs"
  dictionary=$(dictionary_of "$target")
  # A custom check leaks its rule, as all rules live for ever.
  fuzz run "$target" "$out/corpus/$target" "fuzz/corpus/$target" "$out/seeds/$target" -- \
    -max_total_time="$seconds" -max_len="$(length_of "$target")" ${dictionary:+-dict="$dictionary"} \
    -rss_limit_mb=2048 -timeout=20 -detect_leaks=0 -print_final_stats=1 \
    -artifact_prefix="$out/artifacts/$target/" >"$out/logs/$target-$(date +%s)" 2>&1
}

keep() {
  local target
  for target in "${all[@]}"; do
    [ ! -d "$out/corpus/$target" ] || fuzz cmin "$target" "fuzz/corpus/$target" "$out/corpus/$target"
  done
}

if [ "${1:-}" = --keep ]; then
  keep
  exit
fi
seconds=60
targets=()
for argument in "$@"; do
  case $argument in
    *[!0-9]*) targets+=("$argument") ;;
    *) seconds=$argument ;;
  esac
done
cargo run --quiet --locked --package etcdlint-invariants --bin seeds -- "$out/seeds"
failed=()
for target in "${targets[@]:-${all[@]}}"; do
  echo "$target, $seconds seconds" >&2
  run "$target" "$seconds" || failed+=("$target")
done
[ ${#failed[@]} -eq 0 ] || {
  echo "broken: ${failed[*]}; see $out/artifacts" >&2
  exit 1
}
