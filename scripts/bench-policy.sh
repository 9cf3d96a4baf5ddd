#!/usr/bin/env bash
# Prints the size of the policy and what a request costs, beside the smallest policy there is.
set -euo pipefail
cd "$(dirname "$0")/.."
floor=${CARGO_TARGET_DIR:-target}/policy/accept-all.wasm
scripts/policy.sh >/dev/null
scripts/optimise.sh "$(scripts/wasm.sh accept-all wasm32-wasip1 wasm)" "$floor"
cargo bench --package etcdlint --bench policy
