#!/usr/bin/env bash
# Runs the fuzzers, one after the other:
#
#   scripts/fuzz.sh                    all of them, a minute each
#   scripts/fuzz.sh text shell 3600    these two, an hour each
#   scripts/fuzz.sh --keep             adds what they found to fuzz/corpus, made small
#   scripts/fuzz.sh --done             how long each has run here, and how much it tried
#
# Time is processor time, so that an hour is an hour beside other work. They need a nightly toolchain and cargo-fuzz,
# which is installed if it is missing. What they work on is in target/fuzz/corpus, what broke in target/fuzz/artifacts,
# and what they say in target/fuzz/logs.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$PWD/${CARGO_TARGET_DIR:-target}/fuzz
all=(text events admission settings jsonpath shell argv pem carriers fixes change rotation snapshot)
host=$(rustc -vV | sed -n 's/^host: //p')

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

# Runs a fuzzer until it has had its time, and writes down how much that was. libFuzzer ends with 72 when it is told to.
run() {
  local target=$1 seconds=$2 dictionary spent=0 code=0 log pid
  mkdir -p "$out/corpus/$target" "$out/artifacts/$target" "$out/logs"
  log=$out/logs/$target-$(date +%s)
  dictionary=$(dictionary_of "$target")
  # A custom check leaks its rule, as all rules live for ever.
  ASAN_OPTIONS=detect_odr_violation=0 "$out/build/$host/release/$target" \
    "$out/corpus/$target" "fuzz/corpus/$target" "$out/seeds/$target" \
    -max_len="$(length_of "$target")" ${dictionary:+-dict="$dictionary"} \
    -rss_limit_mb=2048 -timeout=20 -detect_leaks=0 -artifact_prefix="$out/artifacts/$target/" >"$log" 2>&1 &
  pid=$!
  while now=$(ps -o cputimes= -p "$pid"); do
    spent=$((now))
    [ "$spent" -lt "$seconds" ] || kill -INT "$pid" 2>/dev/null || true
    sleep 1
  done
  wait "$pid" || code=$?
  echo "$target $spent $(sed -n 's/^#\([0-9]*\).* cov: \([0-9]*\).*/\1 \2/p' "$log" | tail -n 1)" >>"$out/done"
  [ "$code" -eq 72 ]
}

keep() {
  local target
  for target in "${all[@]}"; do
    [ ! -d "$out/corpus/$target" ] ||
      "$out/build/$host/release/$target" -set_cover_merge=1 "fuzz/corpus/$target" "$out/corpus/$target"
  done
}

# Times and inputs are summed up; of the blocks reached, the last count is the one that holds.
tell() {
  echo "target seconds inputs blocks"
  awk '{ time[$1] += $2; inputs[$1] += $3; blocks[$1] = $4 }
    END { for (target in time) print target, time[target], inputs[target], blocks[target] }' "$out/done" | sort
}

case "${1:-}" in
  --done)
    tell
    exit
    ;;
esac
command -v cargo-fuzz >/dev/null || cargo install --locked --quiet cargo-fuzz
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
cargo +nightly fuzz build --target-dir "$out/build"
failed=()
for target in "${targets[@]:-${all[@]}}"; do
  echo "$target, $seconds seconds" >&2
  run "$target" "$seconds" || failed+=("$target")
done
[ ${#failed[@]} -eq 0 ] || {
  echo "broken: ${failed[*]}; see $out/artifacts" >&2
  exit 1
}
