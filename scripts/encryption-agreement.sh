#!/usr/bin/env bash
# Compares the linter with kube-apiserver's own loader over many generated EncryptionConfigurations:
# encryption-agreement.sh [cases] [seed]. Needs Go and its module proxy.
set -euo pipefail
cd "$(dirname "$0")/.."
export ETCDLINT_TEST_CASES="${1:-20000}" ETCDLINT_TEST_SEED="${2:-1}"
export ETCDLINT_TEST_VALIDATOR="$PWD/target/validator"
go build -C tests/encryption/validator -o "$ETCDLINT_TEST_VALIDATOR" .
nice cargo test --test integration encryption::the_validator_agrees -- --ignored --nocapture
