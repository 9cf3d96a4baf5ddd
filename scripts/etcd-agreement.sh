#!/usr/bin/env bash
# Compares the linter with the real etcd over many generated ways to start it: etcd-agreement.sh [cases] [seed].
# ETCDLINT_TEST_ETCD names the folder of another etcd than the one that is installed.
set -euo pipefail
cd "$(dirname "$0")/.."
export ETCDLINT_TEST_CASES="${1:-10000}" ETCDLINT_TEST_SEED="${2:-1}"
nice cargo test --test integration etcd::agreement::many_generated_cases_agree -- --ignored --nocapture
