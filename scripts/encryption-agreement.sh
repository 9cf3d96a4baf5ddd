#!/usr/bin/env bash
# Compares the linter with kube-apiserver's own loader over many generated EncryptionConfigurations:
# encryption-agreement.sh [cases] [seed]. Needs Go and its module proxy.
set -euo pipefail
cd "$(dirname "$0")/.."
export ETCDLINT_TEST_CASES="${1:-20000}" ETCDLINT_TEST_SEED="${2:-1}"
export ETCDLINT_TEST_VALIDATOR="$PWD/target/validator"
go build -C tests/encryption/validator -o "$ETCDLINT_TEST_VALIDATOR" .
ETCDLINT_TEST_APISERVER=$(go list -C tests/encryption/validator -m -f '{{.Dir}}' k8s.io/apiserver)
export ETCDLINT_TEST_APISERVER
nice cargo test --locked --workspace --all-features --test integration encryption:: -- --ignored --nocapture
