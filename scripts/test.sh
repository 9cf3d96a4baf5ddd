#!/usr/bin/env bash
# Installs what the tests need on a fresh machine, then runs all of them.
set -euo pipefail
cd "$(dirname "$0")/.."

# The real etcd that the linter is compared with, and openssl for its certificates.
need_packages=()
command -v etcd >/dev/null || need_packages+=(etcd-server)
command -v etcdctl >/dev/null || need_packages+=(etcd-client)
command -v openssl >/dev/null || need_packages+=(openssl)
if ((${#need_packages[@]})); then
  if command -v apt-get >/dev/null; then
    as_root=""
    [ "$(id -u)" -eq 0 ] || as_root="sudo"
    $as_root apt-get update -qq
    # Installing must not start an etcd service of its own.
    $as_root env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${need_packages[@]}"
  else
    echo "not installed: ${need_packages[*]}; the comparison with the real etcd is left out" >&2
  fi
fi

rustup component add rustfmt clippy >/dev/null 2>&1 || true
cargo fmt --all --check
# The modules of the rules are declared by a macro, where cargo fmt does not look.
rustfmt --check --edition 2024 lint-core/src/rules/*/*.rs
cargo clippy --workspace --all-targets --all-features -- --deny warnings
cargo test --workspace --all-features
RUSTDOCFLAGS="--deny warnings" cargo doc --workspace --no-deps --quiet
# Benchmarks have to build and run; their figures are not judged here.
cargo bench --package etcdlint-core --bench lint -- --test
