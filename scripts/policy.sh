#!/usr/bin/env bash
# Builds the Kubewarden policy, small and with its metadata in it, and prints where it lies.
set -euo pipefail
cd "$(dirname "$0")/.."
output=${CARGO_TARGET_DIR:-target}/policy
mkdir -p "$output"

module=$(scripts/wasm.sh etcdlint-policy wasm32-wasip1)
scripts/optimise.sh "$module" "$output/optimised.wasm"
cargo xtask annotate "$output/optimised.wasm" "$output/policy.wasm"
rm "$output/optimised.wasm"
echo "$output/policy.wasm"
