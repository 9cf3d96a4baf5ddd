#!/usr/bin/env bash
# Compares the linter with the real etcd over many generated ways to start it:
#
#   scripts/etcd-agreement.sh [cases] [seed]    the etcd that is installed, or that of the folder ETCDLINT_TEST_ETCD
#   scripts/etcd-agreement.sh 1000 1 3.6.6      that release, built by Go
set -euo pipefail
cd "$(dirname "$0")/.."
export ETCDLINT_TEST_CASES="${1:-10000}" ETCDLINT_TEST_SEED="${2:-1}"
[ $# -lt 3 ] || ETCDLINT_TEST_ETCD=$(scripts/etcd-release.sh "$3")
export ETCDLINT_TEST_ETCD
nice cargo test --locked --workspace --all-features --test integration etcd::agreement::many_generated_cases_agree -- --ignored --nocapture
