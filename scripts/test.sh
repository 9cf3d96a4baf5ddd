#!/usr/bin/env bash
# Installs what the tests need on a fresh machine, then runs all of them.
set -euo pipefail
cd "$(dirname "$0")/.."

# The real etcd that the linter is compared with, and openssl for its certificates.
scripts/install.sh etcd etcdctl openssl ||
  echo "the comparison with the real etcd is left out" >&2
# A real editor for the language server.
scripts/install.sh nvim ||
  echo "the language server is not tried in an editor" >&2
# What reads the completions and the manual.
scripts/install.sh zsh fish man mandoc ||
  echo "some shells are left out" >&2
scripts/packaging.sh lint
rustup component add rustfmt clippy >/dev/null 2>&1 || true
cargo fmt --all --check
cargo clippy --workspace --all-targets --all-features -- --deny warnings
scripts/supply-chain.sh check
# The tests of the policy run the real module.
scripts/policy.sh
cargo test --workspace --all-features
scripts/formats.sh
scripts/packaging.sh test
scripts/playground.sh test
cargo xtask artifacthub --check
cargo xtask docs --check
cargo xtask schema --check
RUSTDOCFLAGS="--deny warnings" cargo doc --workspace --no-deps --quiet
# Benchmarks have to build and run. Times are not judged here, for machines differ; instructions are.
cargo bench --package etcdlint-core --bench lint -- --test
scripts/performance.sh -- --test
if scripts/install.sh valgrind; then
  scripts/instructions.sh
else
  echo "instructions are not counted" >&2
fi
