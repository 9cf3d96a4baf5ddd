#!/usr/bin/env bash
# Builds the Kubewarden policy, small and with its metadata in it, and prints where it lies. Beside it stays
# the module without metadata, which `kwctl annotate` starts from.
set -euo pipefail
cd "$(dirname "$0")/.."
output=${CARGO_TARGET_DIR:-target}/policy
mkdir -p "$output"

module=$(scripts/wasm.sh etcdlint-policy wasm32-wasip1 wasm)
scripts/optimise.sh "$module" "$output/bare.wasm"
cargo xtask annotate "$output/bare.wasm" "$output/policy.wasm"
echo "$output/policy.wasm"
