#!/usr/bin/env bash
# Installs what the tests need on a fresh machine, then runs all of them. What cannot be installed is left out, and said
# at the end; where CI is set that is a failure, here and in the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

left_out=()
need() {
  local loss=$1
  shift
  if scripts/install.sh "$@"; then return; fi
  if [ -n "${CI:-}" ]; then
    echo "$loss" >&2
    exit 1
  fi
  left_out+=("$loss")
}

# The real etcd that the linter is compared with, and openssl for its certificates.
need "the linter is not compared with the real etcd" etcd etcdctl openssl
# A real editor for the language server.
need "the language server is not tried in an editor" nvim
# What reads the completions and the manual.
need "some shells are left out" zsh fish man mandoc
need "instructions are not counted" valgrind
scripts/packaging.sh lint
rustup component add rustfmt clippy >/dev/null 2>&1 || true
cargo fmt --all --check
cargo clippy --locked --workspace --all-targets --all-features -- --deny warnings
scripts/supply-chain.sh check
# The tests of the policy run the real module.
scripts/policy.sh
cargo test --locked --workspace --all-features
scripts/formats.sh
scripts/packaging.sh test
scripts/playground.sh test
cargo xtask artifacthub --check
cargo xtask docs --check
cargo xtask schema --check
RUSTDOCFLAGS="--deny warnings" cargo doc --workspace --all-features --no-deps --quiet
# Benchmarks have to build and run, as the tests were built. Times are not judged here, for machines differ;
# instructions are.
cargo bench --workspace --all-features --profile dev --bench lint --bench performance -- --test
if command -v valgrind >/dev/null; then scripts/instructions.sh; fi
for loss in "${left_out[@]}"; do echo "left out: $loss" >&2; done
