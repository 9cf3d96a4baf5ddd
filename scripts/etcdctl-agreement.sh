#!/usr/bin/env bash
# Compares the linter with the real etcdctl over many generated ways to save a snapshot:
#
#   scripts/etcdctl-agreement.sh [cases] [seed]    the etcdctl that is installed, or that of ETCDLINT_TEST_ETCD
#   scripts/etcdctl-agreement.sh 500 1 3.6.6       that release, built by Go
set -euo pipefail
cd "$(dirname "$0")/.."
export ETCDLINT_TEST_CASES="${1:-500}" ETCDLINT_TEST_SEED="${2:-1}"
[ $# -lt 3 ] || ETCDLINT_TEST_ETCD=$(scripts/etcd-release.sh "$3")
export ETCDLINT_TEST_ETCD
nice cargo test --locked --workspace --all-features --test integration etcdctl::many_generated_calls_agree -- --ignored --nocapture
