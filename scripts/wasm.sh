#!/usr/bin/env bash
# Builds a package as WebAssembly, with a profile of Cargo.toml, and prints where the module lies:
#
#   scripts/wasm.sh etcdlint-policy wasm32-wasip1 wasm
#
# The compiler is rustup's where it has the target or can get it; else Debian's, whose packages hold
# the sources of the standard library, so it builds that too. What is missing is installed.
set -euo pipefail
cd "$(dirname "$0")/.."
package=$1
target=$2
profile=$3
debian_rustc=/usr/bin/rustc

say() { echo "$@" >&2; }

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

rustup_has_target() {
  command -v rustup >/dev/null || return 1
  rustup target list --installed | grep -qx "$target" && return
  # A download that never ends is as good as none.
  say "getting $target from rustup"
  timeout 120 rustup target add "$target" >&2 && rustup target list --installed | grep -qx "$target"
}

install_debian_compiler() {
  local packages=(rustc-web rust-web-src rust-web-llvm wasi-libc)
  dpkg --status "${packages[@]}" >/dev/null 2>&1 && return
  command -v apt-get >/dev/null || {
    say "neither rustup nor Debian's packages can build for $target"
    return 1
  }
  say "installing ${packages[*]}"
  as_root apt-get update -qq >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${packages[@]}" >&2
}

# No path of the machine that built it belongs in a module.
remap="--remap-path-prefix=$PWD=etcdlint --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src=crates"

if [ "${ETCDLINT_WASM_COMPILER:-rustup}" = rustup ] && rustup_has_target; then
  export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target} RUSTFLAGS=$remap
  cargo build --locked --profile "$profile" --package "$package" --target "$target" >&2
else
  install_debian_compiler
  # Its own folder: the two compilers would throw away each other's work.
  export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target}/debian
  export RUSTC=$debian_rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS=$remap
  if [ "$target" = wasm32-wasip1 ]; then
    RUSTFLAGS+=" -L native=/usr/lib/wasm32-wasi -C link-self-contained=no"
  fi
  cargo build --locked --profile "$profile" --package "$package" --target "$target" \
    -Z build-std=std,panic_abort >&2
fi
echo "$CARGO_TARGET_DIR/$target/$profile/${package//-/_}.wasm"
