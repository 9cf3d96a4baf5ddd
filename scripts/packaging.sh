#!/usr/bin/env bash
# How etcdlint reaches its users:
#
#   scripts/packaging.sh lint      lints the workflows, the action and the container file
#   scripts/packaging.sh test      compiles the crates from what would be published, builds a wheel, and tests it,
#                                  the pre-commit hooks, the archives, the action and the image, all with an
#                                  unoptimised binary
#   scripts/packaging.sh compiled  tests the pre-commit hooks that compile etcdlint, which takes minutes
#
# What is missing is installed: tools from PyPI into target/tools, and on Debian bats and buildah.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$PWD/target/packaging

install_tools() {
  local tools
  tools=$(scripts/tools.sh)
  PATH=$tools:$PATH
}

# The target of a binary that needs no library; or the machine's own, where that is not to be had.
best_target() {
  local target
  target=$(uname -m)-unknown-linux-musl
  if command -v rustup >/dev/null && timeout 120 rustup target add "$target" >&2; then
    echo "$target"
  else
    rustc -vV | sed -n 's/^host: //p'
  fi
}

lint() {
  install_tools
  # Needs Go to build.
  if command -v go >/dev/null; then
    go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
  fi
  zizmor --offline --quiet .github/workflows action.yml
  hadolint Containerfile
}

# Compiles the crates from what would be published. (cargo's own way to do that keeps sources by their version,
# and would compile those of an earlier run.)
check_crates() {
  local target=${CARGO_TARGET_DIR:-target} unpacked crate
  unpacked=$(mktemp -d)
  cargo package --quiet --locked --allow-dirty --no-verify --package etcdlint-core --package etcdlint
  for crate in etcdlint-core etcdlint; do
    mkdir "$unpacked/$crate"
    tar -xf "$target/package/$crate"-[0-9]*.crate --strip-components 1 --directory "$unpacked/$crate"
  done
  cargo check --quiet --manifest-path "$unpacked/etcdlint/Cargo.toml" --target-dir "$target" \
    --config "patch.crates-io.etcdlint-core.path='$unpacked/etcdlint-core'"
  rm -rf "$unpacked"
}

build() {
  local target compatible=()
  target=$(best_target)
  # As the release does it.
  [[ $target != *-musl ]] || compatible=(--compatibility manylinux2014 musllinux_1_1)
  rm -rf "$out/wheels"
  maturin build --quiet --profile dev --locked --target "$target" "${compatible[@]}" --out "$out/wheels"
  export ETCDLINT_TARGET=$target ETCDLINT_WHEELS=$out/wheels
  export ETCDLINT_BINARY=${CARGO_TARGET_DIR:-$PWD/target}/$target/debug/etcdlint
}

case "${1:-}" in
  lint) lint ;;
  test)
    install_tools
    scripts/install.sh bats
    scripts/install.sh buildah || echo "the image is not tested" >&2
    check_crates
    build
    bats packaging/tests
    ;;
  compiled)
    install_tools
    scripts/install.sh bats
    bats packaging/tests/compiled
    ;;
  *)
    sed -n '2,10s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
