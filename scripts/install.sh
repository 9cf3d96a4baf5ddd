#!/usr/bin/env bash
# Installs what is missing of these programs, on Debian and its relatives:
#
#   scripts/install.sh etcd wasm-opt
#
# Fails, and says of what, where a program is missing and cannot be installed.
set -euo pipefail

declare -A package_of=(
  [etcd]=etcd-server [etcdctl]=etcd-client [openssl]=openssl [wasm-opt]=binaryen [chromium]=chromium [bats]=bats
  [nvim]=neovim [buildah]=buildah [valgrind]=valgrind [zsh]=zsh [fish]=fish [man]=man-db [mandoc]=mandoc
)

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

missing=()
for program in "$@"; do
  command -v "$program" >/dev/null || missing+=("$program")
done
((${#missing[@]})) || exit 0

if ! command -v apt-get >/dev/null; then
  echo "not installed: ${missing[*]}" >&2
  exit 1
fi
packages=()
for program in "${missing[@]}"; do
  packages+=("${package_of[$program]}")
done
echo "installing ${packages[*]}" >&2
as_root apt-get update -qq
# Installing must not start services: without a run level nothing is started.
as_root env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${packages[@]}"
