#!/usr/bin/env bash
# Lints what the inputs of the action name. Each is in the environment under its own name.
set -euo pipefail
action=$(cd "$(dirname "$0")/../.." && pwd)

# Reads lines into an array, without empty ones. (macOS has a bash that knows no mapfile.)
lines() {
  items=()
  while IFS= read -r line; do
    [ -z "$line" ] || items+=("$line")
  done <<<"$1"
}

arguments=(check --fail-on "$ETCDLINT_FAIL_ON")
if [ -n "$ETCDLINT_SARIF_FILE" ]; then
  arguments+=(--format sarif --output "$ETCDLINT_SARIF_FILE")
fi
arguments+=(--format "$ETCDLINT_FORMAT")
lines "$ETCDLINT_ARGUMENTS"
arguments+=(${items[@]+"${items[@]}"})
lines "$ETCDLINT_PATHS"
arguments+=(-- ${items[@]+"${items[@]}"})

if [ "$ETCDLINT_FORMAT" = concise ]; then
  echo "::add-matcher::$action/.github/etcdlint-matcher.json"
fi
exec etcdlint "${arguments[@]}"
