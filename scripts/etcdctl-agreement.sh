#!/usr/bin/env bash
# Compares the linter with the real etcdctl over many generated ways to save a snapshot: etcdctl-agreement.sh [cases] [seed].
set -euo pipefail
cd "$(dirname "$0")/.."
export ETCDLINT_TEST_CASES="${1:-500}" ETCDLINT_TEST_SEED="${2:-1}"
nice cargo test --test integration etcdctl::many_generated_calls_agree -- --ignored --nocapture
