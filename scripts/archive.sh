#!/usr/bin/env bash
# Makes the archive of a release from a binary that runs on this machine, and prints where it lies:
#
#   scripts/archive.sh target/x86_64-unknown-linux-musl/release/etcdlint x86_64-unknown-linux-musl dist
#
# It holds the binary, completions, manual and licence in one folder, as Cargo.toml tells cargo-binstall.
set -euo pipefail
cd "$(dirname "$0")/.."
binary=$1
target=$2
output=$3
name=etcdlint-$target

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/$name/completions" "$output"
cp "$binary" CHANGELOG.md LICENSE README.md "$work/$name/"
"$binary" man "$work/$name/man"
while read -r shell file; do
  "$binary" completions "$shell" >"$work/$name/completions/$file"
done <<'SHELLS'
bash etcdlint.bash
elvish etcdlint.elv
fish etcdlint.fish
powershell _etcdlint.ps1
zsh _etcdlint
SHELLS

case $target in
  *-windows-*) format=zip ;;
  *) format=gztar ;;
esac
python=$(command -v python3 || command -v python)
"$python" -c 'import shutil, sys; print(shutil.make_archive(*sys.argv[1:]))' "$output/$name" $format "$work" "$name"
