#!/usr/bin/env bash
# Draws where the time of linting goes, as docs/performance.svg: a flame graph of the piece of work `mixed`, repeated.
#
# Needs perf, and inferno (`cargo install inferno`).
set -euo pipefail
cd "$(dirname "$0")/.."

# Symbols, for the names of functions.
export CARGO_PROFILE_BENCH_STRIP=false CARGO_PROFILE_BENCH_DEBUG=line-tables-only
samples=$(mktemp)
trap 'rm -f "$samples"' EXIT
program=$(cargo bench --quiet --package etcdlint-core --bench instructions --no-run --message-format json |
  sed -n 's/.*"executable":"\([^"]*\/instructions-[^"]*\)".*/\1/p')
perf record --quiet --freq 997 --call-graph dwarf,16384 --output "$samples" "$program" profile
# Frames above the work itself say nothing, those of a pixel cannot be read, and the parameters of types fill lines.
perf script --no-inline --input "$samples" | inferno-collapse-perf |
  sed -n 's/^.*instructions::findings;/lint;/p' | sed ':again; s/<[^<>;]*>//g; t again; s/::::/::/g' |
  inferno-flamegraph --title 'Linting 10 MB, one document in a hundred ours' --minwidth 0.5 --nametype '' \
    --countname nanoseconds >docs/performance.svg
