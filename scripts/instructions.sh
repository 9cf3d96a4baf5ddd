#!/usr/bin/env bash
# Counts the instructions that fixed pieces of work take, the making of their texts included, and compares them
# with those recorded in lint-core/benches/instructions.txt. Unlike times, they are the same on a busy machine.
#
#   scripts/instructions.sh          fails where there are 15 % more
#   scripts/instructions.sh record   records them anew
set -euo pipefail
cd "$(dirname "$0")/.."

recorded=lint-core/benches/instructions.txt
allowed=115 # per cent

scripts/install.sh valgrind
program=$(cargo bench --quiet --package etcdlint-core --bench instructions --no-run --message-format json |
  sed -n 's/.*"executable":"\([^"]*\/instructions-[^"]*\)".*/\1/p')

count() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$1" 2>&1 | sed -n 's/.*Collected : //p'
}

if [[ ${1:-} == record ]]; then
  while read -r work _; do
    echo "$work $(count "$work")"
  done <"$recorded" >"$recorded.new"
  mv "$recorded.new" "$recorded"
  exit
fi

failed=0
while read -r work before; do
  now=$(count "$work")
  per_cent=$((now * 100 / before))
  echo "$work: $now instructions, $per_cent % of what is recorded"
  ((per_cent <= allowed)) || failed=1
done <"$recorded"
if ((failed)); then
  echo "more than $allowed %: find out why, or record the counts with scripts/instructions.sh record" >&2
  exit 1
fi
